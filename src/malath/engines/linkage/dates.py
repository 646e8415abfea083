"""Dates as lists hold them: whole, with a year and month, or a year alone; and how near two of them are."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.names import fold_digits

Shorts = npt.NDArray[np.integer[Any]]
# How near two dates are, nearest first; the names stand in explanations.
LEVELS = (
    "the same day",
    "up to three days apart",
    "day and month changed places",
    "one of day, month, year differs",
    "the same month",
    "the same year, one says no more",
    "the same year, another day",
    "a year apart",
    "two years apart",
    "three to five years apart",
    "further apart",
)
DIFFERENT = len(LEVELS) - 1
MISSING = -1
_DIGITS = re.compile(r"\d+")


class Dates(NamedTuple):
    """Year, month, day of each row, 0 where unknown; days since year 1 where whole, else 0."""

    year: Shorts
    month: Shorts
    day: Shorts
    serial: npt.NDArray[np.integer[Any]]

    def take(self, codes: npt.NDArray[np.integer[Any]]) -> Dates:
        """The dates of rows, from those of distinct values."""
        return Dates(self.year[codes], self.month[codes], self.day[codes], self.serial[codes])


def read_dates(values: list[str]) -> Dates:
    """Distinct texts as dates. Where day and month could be taken for each other, the column's other dates decide."""
    found = [[int(n) for n in _DIGITS.findall(fold_digits(value))] if value else [] for value in values]
    widths = [[len(n) for n in _DIGITS.findall(fold_digits(value))] if value else [] for value in values]
    month_first = sum(_month_first(numbers) for numbers in found) > 0
    out = np.zeros((3, len(values)), np.int16)
    serial = np.zeros(len(values), np.int32)
    for row, (numbers, width) in enumerate(zip(found, widths, strict=True)):
        year, month, day = _one(numbers, width, month_first)
        if not 1000 <= year <= 2999 or month > 12 or day > 31:
            continue
        out[:, row] = year, month, day
        if month and day:
            try:
                serial[row] = date(year, month, day).toordinal()
            except ValueError:
                out[2, row] = 0
    return Dates(out[0], out[1], out[2], serial)


def _month_first(numbers: list[int]) -> int:
    if len(numbers) < 3 or numbers[2] < 1000:
        return 0
    return int(numbers[1] > 12 >= numbers[0]) - int(numbers[0] > 12 >= numbers[1])


def _one(numbers: list[int], width: list[int], month_first: bool) -> tuple[int, int, int]:
    if not numbers:
        return 0, 0, 0
    if len(numbers) == 1:
        number = numbers[0]
        if width[0] == 8:
            return number // 10000, number // 100 % 100, number % 100
        return (number // 100, number % 100, 0) if width[0] == 6 else (number, 0, 0)
    if numbers[0] >= 1000:
        return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0
    if len(numbers) == 2:
        return numbers[1], numbers[0], 0
    first, second, year = numbers[:3]
    if second > 12 or (month_first and first <= 12):
        first, second = second, first
    return year, second, first


def date_levels(
    dates: Dates, left: npt.NDArray[np.integer[Any]], right: npt.NDArray[np.integer[Any]]
) -> npt.NDArray[np.integer[Any]]:
    """The level of LEVELS for each pair of rows, -1 where either says nothing."""
    a, b = dates.take(left), dates.take(right)
    gap = np.abs(a.year - b.year)
    level = np.select([gap == 0, gap == 1, gap == 2, gap <= 5], [6, 7, 8, 9], DIFFERENT).astype(np.int8)
    months, days = (a.month > 0) & (b.month > 0), (a.day > 0) & (b.day > 0)
    same_month, same_day = a.month == b.month, a.day == b.day
    level[(gap == 0) & ~months] = 5
    level[(gap == 0) & months & same_month & ~days] = 4
    agreeing = (gap == 0).astype(np.int8) + same_month + same_day
    level[days & (agreeing == 2)] = 3
    level[days & (gap == 0) & (a.month == b.day) & (a.day == b.month) & ~same_month] = 2
    near = np.abs(a.serial - b.serial)
    level[days & (near <= 3)] = 1
    level[days & (near == 0)] = 0
    level[(a.year == 0) | (b.year == 0)] = MISSING
    return level
