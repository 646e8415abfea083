"""A vault on a disk that cannot be written, as a court's expert holds it: it is checked, listed and its log read; nothing is
taken out of it, for that could not be written down."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from malath.engines.vault import ReadOnlyError, hold
from malath.engines.vault.commands.main import vault_command
from tests.vault.house import DAY, HAND, House


@contextmanager
def write_blocked(house: House) -> Iterator[House]:
    """A copy that everybody may read and we may not write, whoever runs the tests."""
    place = Path(tempfile.mkdtemp())
    me = os.geteuid()
    try:
        shutil.copytree(house.path, place / "vault")
        shutil.copy(house.words, place / "words")
        for path in [place, *place.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        if me == 0:
            os.seteuid(65534)
        yield House(place / "vault", house.keys, place / "words")
    finally:
        os.seteuid(me)
        for path in [place, *(path for path in place.rglob("*") if path.is_dir())]:
            path.chmod(0o755)
        shutil.rmtree(place)


def test_a_whole_vault_is_whole_and_can_be_listed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    item = house.add({"testimony.txt": b"what was said"})["testimony.txt"]
    with house.open() as vault, house.writing() as writer:
        hold(vault, writer, [item.id], reason="an order", by=HAND, at=DAY)

    with write_blocked(house) as blocked:
        secret = ["--passphrase-file", str(blocked.words)]
        before = blocked.files()
        for command in (["verify"], ["verify", *secret], ["list", *secret], ["log", item.id, *secret]):
            assert vault_command([command[0], str(blocked.path), *command[1:]]) == 0, capsys.readouterr()
        assert blocked.files() == before

    said = capsys.readouterr().out
    assert said.count("The vault is whole") == 2
    assert "testimony.txt" in said
    assert "an order" in said


def test_an_index_that_was_changed_is_found_there_too(house: House) -> None:
    house.add({"a.txt": b"one"})
    house.folder.index.write_bytes(b"no database" * 100)

    with write_blocked(house) as blocked:
        assert {finding.code for finding in blocked.verify().findings} == {"index"}
        assert len(blocked.contents()) == 1, "the log tells"


def test_nothing_is_taken_out_without_its_event(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = house.add({"a.txt": b"one"})["a.txt"]
    target = Path(tempfile.gettempdir()) / f"malath {item.id}"

    with write_blocked(house) as blocked:
        secret = ["--passphrase-file", str(blocked.words)]
        assert vault_command(["get", str(blocked.path), item.id, "-o", str(target), *secret]) == 1
        assert vault_command(["hold", str(blocked.path), item.id, "--reason", "x", *secret]) == 1
        with pytest.raises(ReadOnlyError), blocked.writing() as writer:
            writer.commit([])

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all("must stand in its log first: nothing was done" in line for line in lines)
    assert not target.exists()
