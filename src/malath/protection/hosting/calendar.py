"""A home's month: which nights are open, which are taken."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from malath.platform.interface.formats import month_text, weekday_text
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import Span, beds_left

if TYPE_CHECKING:
    from malath.protection.hosting.models import Home


@dataclass(frozen=True)
class Night:
    """One night of the month: whether it is open, how many sleep there, how many beds are free."""

    day: date
    inside: bool
    open: bool
    taken: int
    free: int


@dataclass(frozen=True)
class Month:
    """The weeks of a month, Monday first."""

    first: date
    weeks: list[list[Night]]

    @property
    def name(self) -> str:
        """The month in words."""
        return month_text(self.first)

    @property
    def days(self) -> list[tuple[str, str]]:
        """The seven days: letter and name."""
        return [(weekday_text(night.day, narrow=True), weekday_text(night.day)) for night in self.weeks[0]]


def month_of(home: Home, spans: Sequence[Span], first: date) -> Month:
    """The month of a home, from its openings and what is taken."""
    days = list(calendar.Calendar().itermonthdates(first.year, first.month))
    slept: dict[date, int] = defaultdict(int)
    for one in taken_in([home.pk], days[0], days[-1] + timedelta(days=1)):
        for day in Span(one.from_day, one.to_day).days():
            slept[day] += one.persons
    nights = [_night(home, spans, day, slept[day], day.month == first.month) for day in days]
    return Month(first, [nights[n : n + 7] for n in range(0, len(nights), 7)])


def _night(home: Home, spans: Sequence[Span], day: date, taken: int, inside: bool) -> Night:
    is_open = any(span.from_day <= day < span.to_day for span in spans)
    return Night(day, inside, is_open, taken, beds_left(home.kind, home.beds, taken) if is_open else 0)


def months_around(first: date) -> tuple[str, str]:
    """The months before and after, as an address names them."""
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"
