"""Arabic and French are complete, and no page holds bare text."""

from __future__ import annotations

import subprocess
import sys

from scripts import translations
from tests.architecture.sources import ROOT


def test_every_translation_is_there_with_its_placeholders_and_plural_forms() -> None:
    found = [
        f"{path.relative_to(translations.ROOT)}: {problem}"
        for path, catalogue in translations.catalogues()
        for problem in translations.problems(catalogue)
    ]

    assert found == []


def test_every_room_that_speaks_speaks_arabic_and_french() -> None:
    rooms = {path.parents[3] for path in translations.ROOT.rglob("*.po")}

    without = [
        f"{room.relative_to(translations.ROOT)} {language}"
        for room in rooms
        for language in ("ar", "fr")
        if not (room / "locale" / language / "LC_MESSAGES" / "django.po").exists()
    ]

    assert without == []


def test_arabic_has_its_six_plural_forms() -> None:
    forms = {path: catalogue.num_plurals for path, catalogue in translations.catalogues() if "ar" in path.parts}

    assert forms
    assert {path: count for path, count in forms.items() if count != 6} == {}


def test_the_script_says_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/translations.py", "check"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout
