"""One date of any precision: a year, a part of a year, a month, a day; digits may be unspecified, parts qualified."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import product

from .errors import DateError

APPROXIMATE, UNCERTAIN = 1, 2
"""Bits of a mark: ~ is about, ? is perhaps, % is both."""
SIGNS = ("", "~", "?", "%")
# First and last month of the codes that stand in the month's place (ISO 8601-2, 4.8; 25 to 28 are the northern seasons).
PARTS_OF_YEAR = {
    **dict.fromkeys((21, 25), (3, 5)),
    **dict.fromkeys((22, 26), (6, 8)),
    **dict.fromkeys((23, 27), (9, 11)),
    **dict.fromkeys((24, 28), (1, 14)),
    **{33 + n: (3 * n + 1, 3 * n + 3) for n in range(4)},
    **{37 + n: (4 * n + 1, 4 * n + 4) for n in range(3)},
    **{40 + n: (6 * n + 1, 6 * n + 6) for n in range(2)},
}
_POINT = re.compile(
    r"([~?%]?)([\dX]{4})([~?%]?)(?:-([~?%]?)([\dX]{2})([~?%]?)(?:-([~?%]?)([\dX]{2})([~?%]?))?)?", re.ASCII
)


class Precision(IntEnum):
    """How much of a date is known, finest first."""

    DAY, MONTH, PART_OF_YEAR, YEAR, DECADE, CENTURY = range(6)


@dataclass(frozen=True, slots=True)
class Point:
    """Year, month (or the code of a part of the year) and day as EDTF writes them, empty where nothing stands.

    `marks` are the qualifications of the three, as bits of APPROXIMATE and UNCERTAIN.
    """

    year: str
    month: str = ""
    day: str = ""
    marks: tuple[int, ...] = (0, 0, 0)

    @property
    def components(self) -> tuple[str, ...]:
        """Those of year, month and day that stand."""
        return (self.year, self.month, self.day)[: 1 + bool(self.month) + bool(self.day)]

    @property
    def text(self) -> str:
        """The canonical form: one sign at the end where all is qualified alike, else as few signs as can be."""
        components = self.components
        marks = self.marks[: len(components)]
        alike = next((n for n in range(len(marks)) if marks[n] != marks[0]), len(marks))
        if not any(marks[alike:]):
            parts = list(components)
            parts[alike - 1] += SIGNS[marks[0]]
            return "-".join(parts)
        return "-".join(SIGNS[mark] + part for mark, part in zip(marks, components, strict=True))

    @property
    def precision(self) -> Precision:
        """The finest part below which nothing is said."""
        if not self.year.isdecimal():
            return Precision.DECADE if self.year[:3].isdecimal() else Precision.CENTURY
        if not self.month.isdecimal():
            return Precision.YEAR
        if int(self.month) > 12:
            return Precision.PART_OF_YEAR
        return Precision.DAY if self.day.isdecimal() else Precision.MONTH

    @property
    def mark(self) -> int:
        """All qualifications together."""
        return self.marks[0] | self.marks[1] | self.marks[2]

    @property
    def blurred(self) -> Precision | None:
        """The unit by which “about” widens: the finest part that is approximate together with the coarsest one."""
        marks = self.marks[: len(self.components)]
        first = next((n for n, mark in enumerate(marks) if mark & APPROXIMATE), None)
        if first is None:
            return None
        last = first
        while last + 1 < len(marks) and marks[last + 1] & APPROXIMATE:
            last += 1
        unit = (Precision.YEAR, Precision.MONTH, Precision.DAY)[last]
        return max(unit, self.precision) if last == len(marks) - 1 else unit

    def first_day(self) -> date:
        """The first day that it can mean, “about” left aside."""
        if (part := self._part) is not None:
            return date(int(self.year.replace("X", "0")) or 1, part[0], 1)
        return next(self._days(backwards=False))

    def last_day(self) -> date:
        """The last day that it can mean, “about” left aside."""
        if (part := self._part) is not None:
            later, month = divmod(part[1] - 1, 12)
            year = min(int(self.year.replace("X", "9")) + later, 9999)
            return date(year, month + 1, monthrange(year, month + 1)[1])
        return next(self._days(backwards=True))

    @property
    def _part(self) -> tuple[int, int] | None:
        return PARTS_OF_YEAR.get(int(self.month)) if self.month.isdecimal() else None

    def _days(self, *, backwards: bool) -> Iterator[date]:
        months = _numbers(self.month or "XX", 12, backwards)
        for year in _numbers(self.year, 9999, backwards):
            for month in months:
                last = monthrange(year, month)[1]
                if not self.day:
                    yield date(year, month, last if backwards else 1)
                for day in _numbers(self.day, last, backwards) if self.day else ():
                    yield date(year, month, day)


def _numbers(pattern: str, most: int, backwards: bool) -> list[int]:
    """All numbers from 1 to `most` that a pattern with X can mean, in either order."""
    if pattern.isdecimal():
        return [int(pattern)] if 1 <= int(pattern) <= most else []
    digits = "9876543210" if backwards else "0123456789"
    choices = (digits if character == "X" else character for character in pattern)
    return [number for parts in product(*choices) if 1 <= (number := int("".join(parts))) <= most]


def read_point(text: str) -> Point:
    """Read one EDTF date. Raises DateError where there is no such day, month or year."""
    match = _POINT.fullmatch(text)
    if match is None:
        raise DateError("date.not_edtf", text=text[:40])
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day = match.groups("")
    # A sign on the right qualifies what stands left of it as well; a sign on the left its own part only.
    signs = SIGNS.index
    right_day = signs(after_day)
    right_month = signs(after_month) | right_day
    marks = (
        signs(before_year) | signs(after_year) | right_month,
        signs(before_month) | right_month,
        signs(before_day) | right_day,
    )
    point = Point(year, month, day, marks)
    _check(point, text)
    return point


def _check(point: Point, text: str) -> None:
    if point.year[0] == "X":
        raise DateError("date.no_year", text=text[:40])
    if point.year == "0000":
        raise DateError("date.no_such_year", year=point.year)
    if point.month.isdecimal() and int(point.month) > 12:
        _check_part(int(point.month), point, text)
    elif point.month and not _numbers(point.month, 12, False):
        raise DateError("date.no_such_month", month=point.month)
    # Days that all months have are not looked for.
    elif point.day and not "01" <= point.day <= "28" and next(point._days(backwards=False), None) is None:
        raise DateError("date.no_such_day", day=point.day, month=point.month, year=point.year)


def _check_part(code: int, point: Point, text: str) -> None:
    if not 20 < code < 42:
        raise DateError("date.no_such_month", month=code)
    if point.day:
        raise DateError("date.not_edtf", text=text[:40])
    if code not in PARTS_OF_YEAR:
        raise DateError("date.no_such_season", season=code)
