"""Nights, beds, visits, allowance, months: the arithmetic of a stay, against another way of counting."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.protection.cases.rules import Priority
from malath.protection.stays.allowance import allowance_effect, rule_for
from malath.protection.stays.rent import cents_promised, in_cents, in_units, months_between, months_due, next_month
from malath.protection.stays.rules import (
    NEXT_STATES,
    Held,
    StayState,
    can_become,
    choose_beds,
    nights,
    nights_full,
    spans,
    visit_days,
)

DAY = date(2026, 11, 21)


def on(number: int) -> date:
    return DAY + timedelta(days=number)


HELD = st.builds(
    lambda first, length, persons: Held(on(first), on(first + length), persons),
    st.integers(0, 12), st.integers(1, 6), st.integers(1, 4),
)  # fmt: skip
# The machine that runs the suite is busy: what is slow there says nothing.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(st.booleans(), st.integers(1, 6), st.lists(HELD, max_size=6), HELD)
def test_a_night_is_full_when_a_roll_call_of_that_evening_finds_no_bed(
    family: bool, beds: int, others: list[Held], wanted: Held
) -> None:
    full = nights_full(family, beds, others, wanted)

    for night in nights(wanted.from_day, wanted.to_day):
        asleep = [one.persons for one in others if (night - one.from_day).days >= 0 and (one.to_day - night).days >= 1]
        no_bed = wanted.persons > beds or (bool(asleep) if family else sum(asleep) + wanted.persons > beds)
        assert (night in full) == no_bed


@calm
@given(st.integers(0, 8), st.integers(1, 8), st.sets(st.integers(1, 8)))
def test_chosen_beds_are_free_and_different(count: int, beds: int, taken: set[int]) -> None:
    chosen = choose_beds(count, beds, taken)

    assert len(set(chosen)) == len(chosen) == min(count, beds - len([one for one in taken if one <= beds]))
    assert not set(chosen) & taken


def test_days_in_a_row_are_told_as_one() -> None:
    assert spans([on(3), on(1), on(2), on(7)]) == [(on(1), on(3)), (on(7), on(7))]


def test_a_stay_goes_only_forward_and_ends_once() -> None:
    reached = {StayState.BOOKED.value}
    for _ in StayState:
        reached |= {str(one) for state in reached for one in NEXT_STATES[state]}

    assert reached == set(StayState.values)
    assert not any(can_become(StayState.ENDED, one) or can_become(StayState.CANCELLED, one) for one in StayState)
    assert not can_become(StayState.BOOKED, StayState.ARRIVED)


@pytest.mark.parametrize(("priority", "length", "days"), [
    (Priority.NORMAL, 100, [7, 14, 28, 58, 88]),
    (Priority.NORMAL, 7, []),
    (Priority.URGENT, 45, [3, 7, 14, 21, 28, 42]),
    (Priority.EMERGENCY, 23, [1, 3, 7, 10, 14, 21]),
])  # fmt: skip
def test_how_often_somebody_visits(priority: str, length: int, days: list[int]) -> None:
    assert visit_days(DAY, on(length), priority) == [on(number) for number in days]


@pytest.mark.parametrize(("persons", "adults", "before", "after", "lost_a_month"), [
    (1, 1, "14.20", "6.80", "222.00"),
    (2, 2, "25.00", "10.20", "444.00"),
    (2, 1, "17.60", "10.20", "222.00"),
    (3, 2, "28.40", "13.60", "444.00"),
    (4, 1, "24.40", "17.00", "222.00"),
    (7, 2, "42.00", "27.20", "444.00"),
    (3, 0, "13.60", "13.60", "0.00"),
])  # fmt: skip
def test_what_free_housing_takes_away_as_the_published_table_says(
    persons: int, adults: int, before: str, after: str, lost_a_month: str
) -> None:
    """The table of asile-en-france.org: 6.80 for one, 3.40 for each other, 7.40 for each adult whom nobody houses."""
    effect = allowance_effect("FR", persons=persons, adults=adults, on=DAY, today=DAY)

    assert effect is not None
    assert (effect.before, effect.after) == (Decimal(before), Decimal(after))
    assert effect.lost_a_month == Decimal(lost_a_month)


def test_a_rule_holds_in_its_country_and_time_and_says_when_it_is_old() -> None:
    assert rule_for("DE", DAY) is None
    assert rule_for("FR", date(2018, 5, 31)) is None
    old = allowance_effect("FR", persons=1, adults=1, on=DAY, today=DAY + timedelta(days=366))
    assert old is not None and old.is_old and old.rule.source


def test_months_are_counted_whole() -> None:
    months = list(months_between(date(2026, 11, 21), date(2027, 2, 1)))

    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert cents_promised([(date(2026, 11, 1), date(2027, 2, 1), 45_000)]) == 180_000
    due = months_due(date(2026, 11, 1), date(2026, 12, 1), 100, {date(2026, 11, 1): object()}, DAY)
    assert [one.is_due for one in due] == [False, False]


@calm
@given(st.integers(1, 10**9))
def test_cents_and_amounts_are_the_same_money(cents: int) -> None:
    assert in_cents(in_units(cents)) == cents
