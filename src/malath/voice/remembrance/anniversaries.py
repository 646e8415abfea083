"""When a day comes round (PR2): pure rules over days, no clock.

A day recurs on its day and month. 29 February recurs on 28 February in the years that have none: a reminder may come a
day early, not late. Of a date known only to the month, the first of that month stands for the whole of it. What is known
less closely (a year, a season, between two days, one of several) does not recur: nobody can say on which day.
"""

from __future__ import annotations

from datetime import date

from malath.engines.edtf import DateError, KnownDate, Precision, Shape, parse

# How many days ahead it stands on Today, and when those who publish hear of it again.
AHEAD, SOON, LAST = 60, 14, 3


def known(text: str) -> KnownDate | None:
    """An EDTF date that was kept; None where there is none."""
    try:
        return parse(text) if text else None
    except DateError:
        return None


def exact_day(when: KnownDate | None) -> date | None:
    """The day, where one is known without "about" or "perhaps": days are counted from such a day alone."""
    if when is None or when.shape != Shape.DATE or when.precision != Precision.DAY:
        return None
    return None if when.is_approximate or when.is_uncertain else when.earliest


def recurs(when: KnownDate | None) -> str:
    """What comes round each year: "02-29", of a month "03", else empty."""
    if when is None or when.shape != Shape.DATE or when.precision > Precision.MONTH:
        return ""
    point = when.points[0]
    return f"{point.month}-{point.day}" if when.precision == Precision.DAY else point.month


def in_year(recurring: str, year: int) -> date:
    """The day in a year."""
    month, day = int(recurring[:2]), int(recurring[3:] or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)


def next_after(recurring: str, day: date) -> date:
    """The first time that it comes round after a day."""
    this_year = in_year(recurring, day.year)
    return this_year if this_year > day else in_year(recurring, day.year + 1)


def first_due(when: KnownDate, today: date) -> date | None:
    """Which anniversary is the first to be kept, for what is written down today: one that falls on today is. None for what
    does not recur. What happened itself is no anniversary of it."""
    recurring = recurs(when)
    if not recurring:
        return None
    yesterday = date.fromordinal(today.toordinal() - 1)
    return next_after(recurring, max(yesterday, when.latest))


def years_between(when: KnownDate, on: date) -> int:
    """Which anniversary it is."""
    return on.year - when.earliest.year


def days_between(first: date, last: date) -> int:
    """How many days it has lasted: one on the day after."""
    return (last - first).days


def stage(on: date, today: date) -> str:
    """How near it is: "", then "ahead", "soon", "last", "today", at last "passed"."""
    left = (on - today).days
    if left < 0:
        return "passed"
    steps = ((0, "today"), (LAST, "last"), (SOON, "soon"), (AHEAD, "ahead"))
    return next((name for most, name in steps if left <= most), "")
