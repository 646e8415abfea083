"""Clocks, the order of the queue and its reasons, the course of a risk: tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from malath.protection.alerts.rules import (
    Course,
    Nearness,
    Urgency,
    course_of,
    due_at,
    is_overdue,
    moved_due,
    nearness_of,
    urgency_of,
    why_above,
)

TODAY = date(2026, 11, 21)
SENT = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)


@pytest.mark.parametrize(("priority", "hours"), [("emergency", 24), ("urgent", 72), ("normal", 14 * 24)])
def test_the_clock_runs_by_priority(priority: str, hours: int) -> None:
    due = due_at(priority, SENT)

    assert due - SENT == timedelta(hours=hours)
    assert not is_overdue(due, due - timedelta(minutes=1))
    assert is_overdue(due, due + timedelta(minutes=1))


def test_a_changed_priority_counts_from_when_the_alert_was_sent() -> None:
    assert moved_due("normal", "emergency", due_at("normal", SENT)) == due_at("emergency", SENT)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-3, Nearness.NOW),
        (0, Nearness.NOW),
        (1, Nearness.NOW),
        (2, Nearness.WEEK),
        (7, Nearness.WEEK),
        (8, Nearness.LATER),
    ],
)
def test_a_danger_is_near_or_far(days: int, expected: Nearness) -> None:
    assert nearness_of(TODAY + timedelta(days=days), TODAY) == expected


def test_no_date_is_said_as_none() -> None:
    assert nearness_of(None, TODAY) == Nearness.NONE


def _urgency(**changes: object) -> Urgency:
    given = {"priority": "urgent", "danger_on": None, "harm": "unknown", "company": "unknown", "due": SENT, **changes}
    return urgency_of(today=TODAY, **given)  # type: ignore[arg-type]


RANKING = [
    ("an emergency before a known day", {"priority": "emergency"}, {"danger_on": TODAY}, "shorter time"),
    ("tomorrow before next week", {"danger_on": date(2026, 11, 22)}, {"danger_on": date(2026, 11, 27)}, "nearer date"),
    ("a known day before none", {"danger_on": date(2027, 1, 1)}, {}, "nearer date"),
    ("life before liberty", {"harm": "life"}, {"harm": "liberty"}, "life comes before"),
    ("liberty before livelihood", {"harm": "liberty"}, {"harm": "livelihood"}, "life comes before"),
    ("a near day before life", {"danger_on": TODAY}, {"harm": "life"}, "nearer date"),
    ("alone with children before alone", {"company": "with_children"}, {"company": "alone"}, "fewer people"),
    ("alone before with others", {"company": "alone"}, {"company": "with_others"}, "fewer people"),
    ("the older before the newer", {}, {"due": SENT + timedelta(hours=1)}, "owed first"),
]


@pytest.mark.parametrize(("higher", "lower", "why"), [row[1:] for row in RANKING], ids=[row[0] for row in RANKING])
def test_the_queue_is_ordered_and_says_why(higher: dict[str, object], lower: dict[str, object], why: str) -> None:
    above, below = _urgency(**higher), _urgency(**lower)

    assert above.key < below.key
    assert why in str(why_above(above, below))


def test_equals_are_told_as_equals() -> None:
    assert "weigh the same" in str(why_above(_urgency(), _urgency()))


COURSES = [
    ([("threat", "rising")], Course.WORSE),
    ([("threat", "falling"), ("capacity", "new")], Course.BETTER),
    ([("capacity", "gone")], Course.WORSE),
    ([("vulnerability", "gone"), ("threat", "new")], Course.MIXED),
    ([("threat", "same"), ("capacity", "same")], Course.SAME),
]


@pytest.mark.parametrize(("trends", "course"), COURSES)
def test_three_lists_make_a_course_and_no_number(trends: list[tuple[str, str]], course: Course) -> None:
    assert course_of(trends, first=False) == course
    assert course_of(trends, first=True) == Course.FIRST
