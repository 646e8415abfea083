"""Arabic and French are complete, and no page holds bare text."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from scripts import messages, translations
from tests.architecture.sources import ROOT

WRONG_SIGNS = {
    "fr": re.compile(r"\w'\w|[“”]| [;:!?»]|« |\w[;!?](?=\s|$)"),
    "ar": re.compile(r"[“”]|[؀-ۿ]\s*[,;?](?=\s|$)"),
}


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


def test_every_catalogue_holds_what_its_room_says_and_nothing_else() -> None:
    assert translations.all_strays(translations.catalogues()) == []


def test_a_sentence_has_one_translation_in_all_rooms() -> None:
    assert translations.quarrels(translations.catalogues()) == []


def test_a_message_in_code_alone_and_one_in_a_catalogue_alone_are_found() -> None:
    path = translations.ROOT / "people" / "locale" / "fr" / "LC_MESSAGES" / "django.po"

    found = translations.strays(path, said={(None, "New here"), (None, "Kept")}, held={(None, "Kept"), ("sex", "Gone")})

    assert [row.partition(": ")[2] for row in found] == [
        "lacks (None, 'New here')",
        "nobody says ('sex', 'Gone') any more",
    ]


def test_messages_are_found_in_code_and_templates_with_contexts_and_plurals(tmp_path: Path) -> None:
    code, page = tmp_path / "views.py", tmp_path / "page.html"
    code.write_text(
        '_("Plain")\npgettext_lazy("of a case", "Open")\nngettext("%(n)d row", "%(n)d rows", n)\n_(\n    "In "\n    "two"\n)\n'
    )
    page.write_text(
        '<p title="{% translate "Tip" %}">\n  {% translate "Open" context "act" %}\n'
        '{% if x %}{% tag "ok" _("better") %}{% endif %}\n    </p>\n'
        "{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )

    assert set(messages.messages_of(code)) == {
        (None, "Plain"),
        ("of a case", "Open"),
        (None, ("%(n)d row", "%(n)d rows")),
        (None, "In two"),
    }
    assert set(messages.messages_of(page)) == {
        (None, "Tip"),
        ("act", "Open"),
        (None, "better"),
        (None, ("%(n)s row", "%(n)s rows")),
    }


def test_every_call_that_translates_is_one_that_the_check_knows() -> None:
    known = set(messages._CALLS)
    names = {alias for path in messages.spoken_files() if path.suffix == ".py" for alias in _translating_names(path)}

    assert names - known == set()


def test_french_keeps_its_signs_and_arabic_its_quotation_marks() -> None:
    """French: curved apostrophes, a space that does not break before high signs. Both: « » around quotations."""
    found = [
        f"{path.relative_to(translations.ROOT)}: {string}"
        for path, catalogue in translations.catalogues()
        for message in catalogue
        if message.id
        for string in ([message.string] if isinstance(message.string, str) else message.string)
        if WRONG_SIGNS[path.parents[1].name].search(string)
    ]

    assert found == []


def _translating_names(path: Path) -> set[str]:
    """The names under which a file calls Django's gettext."""
    return {
        name.asname or name.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name
    }


def test_the_script_says_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/translations.py", "check"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout
