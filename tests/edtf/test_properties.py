"""What holds for every date: written and read it is itself; it begins before it ends; the order is total."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from malath.engines.edtf import DateError, KnownDate, Period, Widths, in_words, parse, read_written
from tests.edtf.dates import points, spoken, statements


def _date(text: str) -> KnownDate:
    try:
        return parse(text)
    except DateError as error:
        assume(error.code != "date.reversed")
        raise


@given(statements(points))
def test_the_canonical_text_is_read_as_itself(text: str) -> None:
    found = _date(text)

    assert parse(found.text) == found
    assert parse(found.text).text == found.text


@given(statements(points))
def test_the_earliest_day_is_not_after_the_latest(text: str) -> None:
    found = _date(text)

    assert found.earliest <= found.latest
    assert found.bounds(Widths(0, 0, 0, 0, 0, 0)).first >= found.earliest
    assert found.overlaps(Period(found.earliest, found.latest))


@given(statements(points), st.integers(1, 400))
def test_what_surely_fell_into_a_period_possibly_did(text: str, days: int) -> None:
    found = _date(text)
    for period in (Period(found.earliest, found.latest), Period(found.earliest.replace(day=1), found.latest)):
        assert not found.within(period) or found.overlaps(period)

    assert found.within(Period(found.earliest, found.latest)) is not found.is_uncertain


@given(st.lists(statements(points), max_size=6))
def test_the_order_is_total(texts: list[str]) -> None:
    found = [_date(text) for text in texts]

    ordered = sorted(found)

    assert sorted(reversed(found)) == ordered
    for one, other in pairwise(ordered):
        assert one == other or one < other
        assert not other < one


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@given(text=statements(spoken), arabic_digits=st.booleans())
def test_what_is_said_in_words_is_read_as_the_same_date(language: str, text: str, arabic_digits: bool) -> None:
    found = _date(text)

    said = in_words(found, language, arabic_digits=arabic_digits)

    assert read_written(said).date == found, said


@given(st.text(max_size=60) | st.text("0123456789X~?%/.[]{},-", max_size=30))
def test_whatever_is_written_gives_a_date_or_a_code(text: str) -> None:
    reading = read_written(text)

    assert (reading.date is None) is bool(reading.code)
    assert reading.error is None or str(reading.error)
    assert all(str(note) for note in reading.notes)
