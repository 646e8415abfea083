"""Names stand in the results as they were written, not as the engine folds them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from malath.engines.names import compare
from malath.people.choices import LANGUAGES, NEAR, country_choices, country_name, language_name
from malath.people.finding import Found
from malath.people.wording import as_written, likeness_in_words, meetings


def shown(typed: str, recorded: str) -> list[tuple[str, str, bool]]:
    parts = list(compare(typed, recorded).parts)
    found = Found(None, 1.0, recorded, typed, parts)  # type: ignore[arg-type]
    return [(meeting.typed, meeting.recorded, meeting.close) for meeting in meetings(found)]


@pytest.mark.parametrize(
    ("typed", "recorded", "expected"),
    [
        ("Salma Al-Haddad", "سلمى الحداد", [("Salma", "سلمى", True), ("Al-Haddad", "الحداد", True)]),
        ("فاطمه", "فاطمة رمضان", [("فاطمه", "فاطمة", True), ("", "رمضان", False)]),
        ("Abd Allah Selim", "عبدالله سليم", [("Abd Allah", "عبدالله", True), ("Selim", "سليم", True)]),
    ],
)
def test_parts_are_shown_as_they_were_written(typed: str, recorded: str, expected: list[tuple[str, str, bool]]) -> None:
    assert shown(typed, recorded) == expected


def test_what_no_word_explains_is_shown_as_the_engine_reads_it() -> None:
    assert as_written("Salma", "حداد") == "حداد"
    assert as_written("", "") == ""


def test_likeness_is_a_word_and_never_a_number() -> None:
    assert [likeness_in_words(score) for score in (1.0, 0.9, 0.7)] == [
        "The same name",
        "Very likely the same name",
        "Perhaps",
    ]


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_offered_country_and_language_has_a_name(language: str) -> None:
    with override(language):
        names = [country_name(code) for code in NEAR] + [language_name(code) for code in LANGUAGES]
        assert not set(names) & {*NEAR, *LANGUAGES}
        assert len(country_choices()) == 3
