"""Whole names: their parts, properties, and the partners' sheets. The tables are read by test_names_tables."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from malath.engines.names import compare, duplicate_score, fold_digits, is_arabic, key, normalise, tokens

ALERTS = Path(__file__).parents[1] / "fixtures" / "alerts"

ANY = st.text(max_size=60)
ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآىةؤئ ،.پچگەۆ", max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("د. أحمد عبد الله الشامي", ["احمد", "عبدالله", "شامي"]),
        ("عبدالله", ["عبدالله"]),
        ("Abd Allah", ["abdallah"]),
        ("محمد بن سالم", ["محمد", "سالم"]),
        ("أبو زيد", ["ابوزيد"]),
        ("نور الدين حداد", ["نورالدين", "حداد"]),
        ("السيد محمد علي", ["محمد", "علي"]),
        ("Dr. Ahmad al-Shami", ["ahmad", "shami"]),
        ("Dr Al-Rifa'i, Samar", ["samar", "rifai"]),
        ("ALKHATEEB Khouloud", ["khouloud", "khateeb"]),
        ("ash-Shami", ["shami"]),
        ("إلياس", ["الياس"]),
        ("إلهام", ["الهام"]),
        ("Ali", ["ali"]),
        ("\u200fسمر  الرفاعي\u202c ", ["سمر", "رفاعي"]),
        ("دكتور", ["دكتور"]),
        ("بن", ["بن"]),
        ("!!!", []),
        ("", []),
    ],
)
def test_a_name_falls_into_its_parts(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("أحمد", "احمد", "same"),
        ("أحمد", "Ahmad", "other script"),
        ("Ahmad", "Ahmed", "spelling"),
        ("محمد", "محمود", "weak letter"),
        ("Abdulrahman", "Abdulrahnan", "slip"),
        ("عبد", "عبد الكريم", "cut short"),
        ("خالد", "زياد", "different"),
    ],
)
def test_each_pair_of_parts_says_why(a: str, b: str, reason: str) -> None:
    assert [part.reason for part in compare(a, b).parts] == [reason]


def test_missing_parts_and_initials_are_named() -> None:
    found = compare("محمد خالد عمر الشامي", "Mohamed K. Chami")

    assert [part.reason for part in found.parts] == ["other script", "initial", "missing", "other script"]


def test_the_usual_spellings_share_one_key() -> None:
    assert key("محمود") == key("mahmoud") == key("mahmud")
    assert key(tokens("عبد الله")[0]) == key("abdallah") == key("abdullah")
    assert key("حسن") != key("حسين")


def test_nothing_is_like_an_empty_name() -> None:
    assert compare("", "محمد").score == compare("؟", "").score == 0.0
    assert duplicate_score([], ["محمد"]) == 0.0


def test_the_best_pair_of_variants_counts() -> None:
    assert duplicate_score(["TUMA Hussein"], ["Hussein Tohme", "حسين علاء الدين طعمة"]) >= 0.9


@pytest.mark.parametrize("text", ["هيّا", "ﷲ", "Şırnak", "مُحَمَّدٌ", "١٢۳", "ئ", "İI", "ﬁ", "K\u212a", "\u1e9b\u0323"])
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY | ARABIC)
def test_normalising_any_text_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY | ARABIC, ANY | ARABIC)
def test_comparing_is_symmetric_within_bounds_and_never_raises(a: str, b: str) -> None:
    there, back = compare(a, b), compare(b, a)

    assert there.score == back.score
    assert 0.0 <= there.score <= 1.0


@given(ANY | ARABIC)
def test_a_name_is_wholly_like_itself(text: str) -> None:
    assert compare(text, text).score == (1.0 if tokens(text) else 0.0)


@given(ANY | ARABIC)
def test_parts_have_keys_in_any_writing(text: str) -> None:
    assert all(key(part) for part in tokens(text))
    assert fold_digits(fold_digits(text)) == fold_digits(text)
    assert isinstance(is_arabic(text), bool)


def _sheet_people() -> list[tuple[str, str, str]]:
    """Arabic name, Latin name and telephone number of the people whom the partners' sheets give in both scripts."""
    sheet = openpyxl.load_workbook(ALERTS / "alerts_ar.xlsx").worksheets[0]
    rows = [(r[1], r[2], str(r[10])) for r in sheet.iter_rows(min_row=5, values_only=True)]
    text = (ALERTS / "referrals_cp1256.csv").read_text(encoding="cp1256")
    rows += [(r[1], r[0], r[9]) for r in list(csv.reader(io.StringIO(text), delimiter=";"))[1:] if len(r) > 9]
    numbered = [(a, b, re.sub(r"\D", "", fold_digits(phone))[-9:]) for a, b, phone in rows if a and b]
    return [row for row in numbered if len(row[2]) == 9]


def test_the_sheets_people_are_recognised_across_scripts() -> None:
    people = _sheet_people()

    scores = [compare(arabic, latin).score for arabic, latin, _ in people]

    assert len(people) > 150
    assert min(scores) > 0.85


def test_other_people_of_the_sheets_are_not() -> None:
    people = _sheet_people()
    pairs = [(a, b) for n, a in enumerate(people) for b in people[n % 3 :: 3] if a[2] != b[2]]

    alike = [(a, b) for a, b in pairs if compare(a[0], b[1]).score >= 0.7]

    # Few given and family names make a few namesakes; nobody else comes near.
    assert len(alike) < len(pairs) / 500
    assert all(_same_ends(tokens(a[0]), tokens(b[0])) for a, b in alike)


def _same_ends(a: list[str], b: list[str]) -> bool:
    return a[0] == b[0] and a[-1] == b[-1]
