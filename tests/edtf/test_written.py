"""What people write, and how it is said back: tests/edtf/written.txt and said.txt."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import get_month_names

from malath.engines.edtf import Limits, in_words, parse, read_written
from malath.engines.edtf.words import MONTH_NAMES, MONTHS
from tests.edtf.tables import lines_of

LIMITS = Limits(today=date(2026, 11, 22))


@pytest.mark.parametrize("line", lines_of("written"), ids="|".join)
def test_a_written_date_is_read(line: list[str]) -> None:
    text, expected, *notes = line

    found = read_written(text, LIMITS)

    assert str(found.date or found.code) == expected
    assert [note.code for note in found.notes] == notes
    assert all(str(note) for note in found.notes)


def test_a_date_that_may_be_read_in_two_ways_comes_with_both() -> None:
    found = read_written("12/03/2012", LIMITS)

    assert (str(found.date), str(found.other)) == ("2012-03-12", "2012-12-03")
    assert str(found.notes[0]) == "Read as 2012-03-12, day first; with the month first it would be 2012-12-03."


def test_both_ends_of_a_period_are_read_in_the_same_order() -> None:
    found = read_written("01/03/2012 - 05/04/2012", LIMITS)

    assert (str(found.date), str(found.other)) == ("2012-03-01/2012-04-05", "2012-01-03/2012-05-04")


@pytest.mark.parametrize(("month_first", "expected"), [(False, "2012-03-12"), (True, "2012-12-03")])
def test_a_column_whose_order_is_known_leaves_no_question(month_first: bool, expected: str) -> None:
    found = read_written("12/03/2012", LIMITS, month_first=month_first)

    assert (str(found.date), found.notes, found.other) == (expected, (), None)


def test_marks_of_direction_and_letters_without_width_change_nothing() -> None:
    assert str(read_written("\u202b\u200fآذار\u200c 2012\u202c").date) == "2012-03"


@pytest.mark.parametrize("text", ["", "   ", "\u200f"])
def test_nothing_is_no_date(text: str) -> None:
    assert read_written(text).code in ("date.empty", "date.not_understood")


def test_a_whole_paragraph_is_no_date() -> None:
    assert read_written("2012 " * 200).code == "date.too_long"


@pytest.mark.parametrize("line", lines_of("said"), ids="|".join)
def test_a_date_is_said_in_three_languages(line: list[str]) -> None:
    text, english, french, arabic = line

    assert [in_words(parse(text), language) for language in ("en", "fr", "ar")] == [english, french, arabic]


def test_arabic_digits_where_they_are_wished() -> None:
    assert in_words(parse("2012-03-05~"), "ar", arabic_digits=True) == "حوالي ٥ آذار ٢٠١٢"


@pytest.mark.parametrize(
    ("language", "said"), [("ar-sy", "ربيع 2012"), ("FR", "printemps 2012"), ("de", "spring 2012")]
)
def test_a_language_may_come_with_a_region_and_others_read_english(language: str, said: str) -> None:
    assert in_words(parse("2012-21"), language) == said


@pytest.mark.parametrize(("language", "locale"), [("ar", "ar_SY"), ("en", "en"), ("fr", "fr")])
def test_months_are_called_as_elsewhere_in_the_house(language: str, locale: str) -> None:
    assert MONTH_NAMES[language] == tuple(get_month_names(locale=locale).values())


def test_every_spelling_of_every_month_is_read() -> None:
    names = [(name, number) for number, line in enumerate(MONTHS, 1) for name in line.split("|")]

    assert [name for name, number in names if str(read_written(f"5 {name} 2012").date) != f"2012-{number:02d}-05"] == []
