"""Every variable that is read is described, and nothing is described that is not read."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.sources import ROOT, python_files

NAME = re.compile(r"\bMALATH_[A-Z]+(?:_[A-Z]+)*\b")
REFERENCE = ROOT / "docs" / "reference" / "settings.md"


def read_in(paths: list[Path]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        found |= set(NAME.findall(path.read_text(encoding="utf-8")))
    return {name.removesuffix("_FILE") for name in found}


def test_every_variable_is_described_and_every_description_is_of_one() -> None:
    used = read_in([*python_files(), ROOT / "Makefile", *(ROOT / "scripts").glob("*.sh")])
    described = set(NAME.findall(REFERENCE.read_text(encoding="utf-8")))

    assert sorted(used - described) == [], "describe it in docs/reference/settings.md"
    assert sorted(described - used) == []
