"""How far “about” reaches: a convention, stated here and nowhere else, that a caller may replace."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .point import Point, Precision


@dataclass(frozen=True, slots=True)
class Widths:
    """What is added before and after a date marked ~ or %, by what the mark qualifies.

    A date marked ? alone is not widened: it may be wrong by any amount, and no width would be right.
    """

    days_around_a_day: int = 5
    months_around_a_month: int = 1
    months_around_a_part_of_year: int = 1
    years_around_a_year: int = 1
    years_around_a_decade: int = 5
    years_around_a_century: int = 10

    def months_around(self, unit: Precision) -> int:
        """The width of a unit above the day, in months."""
        return {
            Precision.MONTH: self.months_around_a_month,
            Precision.PART_OF_YEAR: self.months_around_a_part_of_year,
            Precision.YEAR: 12 * self.years_around_a_year,
            Precision.DECADE: 12 * self.years_around_a_decade,
            Precision.CENTURY: 12 * self.years_around_a_century,
        }[unit]

    def first_day(self, point: Point) -> date:
        """The first day that a date can mean."""
        return self._moved(point.first_day(), point.blurred, -1)

    def last_day(self, point: Point) -> date:
        """The last day that a date can mean."""
        return self._moved(point.last_day(), point.blurred, 1)

    def _moved(self, day: date, unit: Precision | None, sign: int) -> date:
        if unit is None:
            return day
        if unit is Precision.DAY:
            moved = day.toordinal() + sign * self.days_around_a_day
            return date.fromordinal(min(max(moved, date.min.toordinal()), date.max.toordinal()))
        return _months_away(day, sign * self.months_around(unit))


DEFAULT_WIDTHS = Widths()


def _months_away(day: date, months: int) -> date:
    """The day so many months away; the last of a month stays the last, and no month has too many days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    last = monthrange(year, month + 1)[1]
    was_last = (day + timedelta(days=1)).day == 1 if day < date.max else True
    return date(year, month + 1, last if was_last else min(day.day, last))
