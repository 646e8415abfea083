"""Pure rules of what held for a time: in which order it is told, and whether it may have held at another time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from malath.engines.edtf import DateError, KnownDate, Period, parse

ALWAYS = Period(date.min, date.max)


def known(when: str | None) -> KnownDate | None:
    """A time as it is kept; None where none is said."""
    try:
        return parse(when) if when else None
    except DateError:
        return None


def in_order(when: str | None) -> tuple[bool, date, date, str]:
    """The key by which what held for a time is told: by its beginning; what has no time last."""
    time = known(when)
    return (True, date.max, date.max, "") if time is None else (False, *time.sort_key)


def period_of(*whens: str | None) -> Period | None:
    """The first of some times that is said, as its first and last day; None where none is."""
    return next((Period(time.earliest, time.latest) for when in whens if (time := known(when))), None)


def may_have_held(whens: Iterable[str | None], period: Period) -> bool:
    """Whether by any account it may have held at some day of the period. Where no time is said, it is not claimed."""
    return any(time.overlaps(period) for when in whens if (time := known(when)))
