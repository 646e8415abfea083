"""The tabular (civil) Islamic calendar: epoch 19 July 622 (Gregorian), 30-year cycle, right to a day or two.

Leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29. What was written was the moon as people saw it, so every converted
date is a range with MARGIN days on both sides.
"""

from __future__ import annotations

from datetime import date, timedelta

MARGIN = timedelta(days=2)
FIRST_YEAR, LAST_YEAR = 1250, 1500


def hijri_to_civil(year: int, month: int, day: int) -> date:
    """The civil date of a day in the tabular Islamic calendar."""
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return date(622, 7, 19) + timedelta(days=days - 1)


def civil_range(year: int, month: int = 0, day: int = 0) -> tuple[date, date]:
    """The civil days that a Hijri year, month or day can be; 0 for what is not said."""
    first = hijri_to_civil(year, month or 1, day or 1)
    if day:
        last = first
    elif month == 12 or not month:
        last = hijri_to_civil(year + 1, 1, 1) - timedelta(days=1)
    else:
        last = hijri_to_civil(year, month + 1, 1) - timedelta(days=1)
    return first - MARGIN, last + MARGIN


def month_in_civil_year(year: int, month: int) -> list[tuple[date, date]]:
    """The civil days of a Hijri month that begins in a civil year; in some years it begins twice."""
    about = (year - 622) * 33 // 32
    found = (hijri for hijri in range(about - 1, about + 3) if hijri_to_civil(hijri, month, 1).year == year)
    return [civil_range(hijri, month) for hijri in found]
