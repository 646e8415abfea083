"""`malath evidence add` prints names that strangers chose."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.evidence import importing
from malath.cli.main import main as malath


def test_a_name_cannot_write_to_the_terminal(
    coalition: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    came = [
        importing.Came("/box/\x1b[2J\u202egnp.exe", number="E-1"),
        importing.Came("/box/two\nlines \udce9", left_out="a link"),
    ]
    monkeypatch.setattr(importing, "import_paths", lambda *_given, **_named: iter(came))

    assert malath(["evidence", "add", "/box", "--by", coalition.amal.handle]) == 1

    said = capsys.readouterr()
    assert said.out == "/box/\\x1b[2J\\u202egnp.exe: E-1\n"
    assert said.err == "/box/two\\nlines \\udce9: left out: a link\n"
