"""What makes a home bookable, night by night."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from malath.protection.hosting.rules import (
    MONTHS_VALID,
    CheckKind,
    Held,
    HomeState,
    ProblemKind,
    Span,
    beds_left,
    booking_problems,
    can_become,
    checks_needed,
    expiry_of,
    merged,
    uncovered,
    without,
)

DAY = date(2026, 3, 1)


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def spans_of(days: set[int]) -> list[Span]:
    return [Span(day(n), day(n + 1)) for n in days]


def nights(spans: list[Span]) -> set[date]:
    return {one for span in spans for one in span.days()}


def test_spans_hold_the_same_nights_as_sets_of_days_do() -> None:
    rng = random.Random(7)
    for _ in range(300):
        a, b = ({rng.randrange(14) for _ in range(rng.randrange(9))} for _ in "ab")
        spans = merged(spans_of(a))
        out = Span(day(rng.randrange(10)), day(10 + rng.randrange(6)))
        assert nights(spans) == {day(n) for n in a}
        assert all(x.to_day < y.from_day for x, y in pairwise(spans))
        assert nights(without(spans, out)) == {day(n) for n in a} - set(out.days())
        assert nights(uncovered(spans_of(b), out)) == set(out.days()) - {day(n) for n in b}


def test_where_children_may_live_a_criminal_record_is_seen() -> None:
    assert CheckKind.CRIMINAL_RECORD not in checks_needed(children_welcome=False, single_parent_support=False)
    assert CheckKind.CRIMINAL_RECORD in checks_needed(children_welcome=True, single_parent_support=False)
    assert CheckKind.CRIMINAL_RECORD in checks_needed(children_welcome=False, single_parent_support=True)


def test_a_check_ends_after_its_months_also_at_the_end_of_a_month() -> None:
    assert expiry_of("visit", date(2026, 3, 15)) == date(2027, 3, 15)
    assert expiry_of("criminal_record", date(2024, 2, 29)) == date(2026, 3, 1)
    assert expiry_of("agreement", date(2024, 2, 29)) == date(2025, 3, 1)
    assert expiry_of("visit", date(2026, 12, 31)) == date(2027, 12, 31)
    assert expiry_of("identity", DAY) is None
    assert "identity" not in MONTHS_VALID


def booked(**changed: object) -> list[ProblemKind]:
    needed = checks_needed(children_welcome=False, single_parent_support=False)
    values: dict[str, object] = {
        "state": HomeState.APPROVED,
        "offered_on": day(0),
        "needed": needed,
        "held": [Held(kind, day(1), day(60)) for kind in needed],
        "open_spans": [Span(day(7), day(90))],
        "stay": Span(day(10), day(20)),
    }
    return [problem.kind for problem in booking_problems(**(values | changed))]  # type: ignore[arg-type]


def test_only_an_approved_open_checked_home_is_booked_after_the_time_to_think() -> None:
    assert booked() == []
    for state in set(HomeState) - {HomeState.APPROVED}:
        assert booked(state=state) == [ProblemKind.NOT_APPROVED]
    assert booked(stay=Span(day(6), day(20)), open_spans=[Span(day(0), day(30))]) == [ProblemKind.COOLING_OFF]
    assert booked(stay=Span(day(7), day(20))) == []
    assert booked(open_spans=[Span(day(7), day(12)), Span(day(13), day(30))]) == [ProblemKind.NOT_OPEN]
    assert booked(held=[]) == [ProblemKind.CHECK_MISSING] * 6
    assert booked(stay=Span(day(20), day(20))) == [ProblemKind.BACKWARDS]


def test_a_check_holds_until_the_day_before_it_ends() -> None:
    assert booked(stay=Span(day(59), day(80))) == []
    assert booked(stay=Span(day(60), day(80))) == [ProblemKind.CHECK_MISSING] * 6


def test_what_was_refused_or_ended_begins_again_with_an_offer() -> None:
    for state in (HomeState.REFUSED, HomeState.ENDED):
        assert [other for other in HomeState if can_become(state, other)] == [HomeState.OFFERED]
    assert not can_become(HomeState.OFFERED, HomeState.APPROVED), "nothing is approved unseen"


@pytest.mark.parametrize(
    ("kind", "slept", "left"),
    [("family", 0, 3), ("family", 1, 0), ("shared", 0, 3), ("shared", 1, 2), ("shared", 3, 0), ("shared", 4, 0)],
)
def test_a_host_takes_one_household_at_a_time_and_a_shared_flat_as_many_as_it_has_beds(
    kind: str, slept: int, left: int
) -> None:
    assert beds_left(kind, 3, slept) == left


def test_two_spans_meet_where_they_share_a_night() -> None:
    """The day of leaving has no night: who comes on it meets nobody."""
    first, other, later = (Span(date(2026, 3, a), date(2026, 3, b)) for a, b in ((1, 5), (4, 8), (5, 9)))

    assert first.meets(other) and other.meets(first)
    assert not first.meets(later) and not later.meets(first)
