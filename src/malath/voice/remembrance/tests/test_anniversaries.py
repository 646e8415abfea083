"""The rules of days that come round, over all days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malath.engines.edtf import parse
from malath.voice.remembrance.anniversaries import (
    AHEAD,
    exact_day,
    first_due,
    in_year,
    known,
    next_after,
    recurs,
    stage,
)

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(happened=DAYS, later=st.integers(0, 20_000))
def test_no_year_passes_without_its_day_and_none_has_two(happened: date, later: int) -> None:
    recurring = recurs(parse(happened.isoformat()))
    first = first_due(parse(happened.isoformat()), happened + timedelta(days=later))
    assert first is not None and first >= happened + timedelta(days=later) and first > happened

    following = next_after(recurring, first)

    assert following.year == first.year + 1
    assert in_year(recurring, first.year) == first
    # A leap day comes a day early where there is none, and never late.
    assert (first.month, first.day) == (happened.month, happened.day) or (
        (happened.month, happened.day, first.month, first.day) == (2, 29, 2, 28)
    )


@pytest.mark.parametrize(
    ("text", "recurring", "exact"),
    [
        ("2020-03-05", "03-05", True),
        ("2020-02-29", "02-29", True),
        ("2020-03", "03", False),
        ("2020-03-XX", "03", False),
        ("2020-03-05~", "03-05", False),
        ("2020-03-05?", "03-05", False),
        ("2020", "", False),
        ("2020-21", "", False),
        ("2020-03-01/2020-03-05", "", False),
        ("[2020-03-01,2020-03-05]", "", False),
        ("2020-XX-05", "", False),
        ("", "", False),
    ],
)
def test_what_is_known_closely_enough_recurs_and_only_an_exact_day_is_counted_from(
    text: str, recurring: str, exact: bool
) -> None:
    assert recurs(known(text)) == recurring
    assert (exact_day(known(text)) is not None) == exact


@pytest.mark.parametrize(
    ("left", "name"),
    [(61, ""), (AHEAD, "ahead"), (15, "ahead"), (14, "soon"), (4, "soon"), (3, "last"), (1, "last"), (0, "today"), (-1, "passed")],
)  # fmt: skip
def test_how_near_it_is(left: int, name: str) -> None:
    day = date(2026, 11, 22)

    assert stage(day + timedelta(days=left), day) == name


def test_of_a_month_the_first_day_stands_for_it() -> None:
    assert first_due(parse("2020-03"), date(2026, 3, 1)) == date(2026, 3, 1)
    assert first_due(parse("2020-03"), date(2026, 3, 2)) == date(2027, 3, 1)
