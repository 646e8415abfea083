"""Pure decisions of going along: what is asked, when a volunteer has time, what a week looks like to the engine (SH4, SH6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The engine counts half hours, and plans one week at a time: that is how long a volunteer's hours are promised for.
SLOT = timedelta(minutes=30)
DAY_SLOTS = 48
# A week and the Monday after it: what begins on a Sunday evening may end there.
WEEK_SLOTS = 8 * DAY_SLOTS
WEEKS_AHEAD = 4
LONGEST_MINUTES, LONGEST_WAY = 12 * 60, 4 * 60
# Whoever said nothing of their times has time between these hours of any day.
USUAL = (time(8), time(20))
PARTS: dict[str, tuple[time, time]] = {
    "am": (time(8), time(13)),
    "pm": (time(13), time(18)),
    "eve": (time(18), time(22)),
}


class Does(TextChoices):
    """What whoever goes along does; the codes are those of hosting's volunteers."""

    ACCOMPANY = "accompany", _("Goes along")
    INTERPRET = "interpret", _("Interprets")
    DRIVE = "drive", _("Drives")


class State(TextChoices):
    """From the wish to somebody who goes along."""

    WANTED = "wanted", pgettext_lazy("company", "Nobody yet")
    ASKED = "asked", pgettext_lazy("company", "Somebody is being asked")
    YES = "yes", pgettext_lazy("company", "Somebody goes along")
    DROPPED = "dropped", pgettext_lazy("company", "No longer needed")


@dataclass(frozen=True)
class Ask:
    """One appointment that somebody should go along to, as the engine needs it. The way there and back is counted."""

    id: str
    starts: datetime
    minutes: int
    way: int
    does: str
    languages: frozenset[str]
    women: bool
    weight: int
    known: frozenset[str]
    refused: frozenset[str]

    @property
    def leaves(self) -> datetime:
        """When the volunteer sets out."""
        return self.starts - timedelta(minutes=self.way)

    @property
    def back(self) -> datetime:
        """When they are back."""
        return self.starts + timedelta(minutes=self.minutes + self.way)


@dataclass(frozen=True)
class Helper:
    """A volunteer, as the engine needs one. `times`: codes like "0-am", Monday first; `hours` a week, None: no limit."""

    id: str
    can: frozenset[str]
    languages: frozenset[str]
    woman: bool
    times: frozenset[str]
    hours: int | None


Taken = tuple[str, datetime, datetime]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def slots_of(begins: datetime, ends: datetime, monday: date) -> tuple[int, int]:
    """From a local time to another, in half hours of the week: the first begun, the last filled."""
    start = datetime.combine(monday, time())
    first = (begins.replace(tzinfo=None) - start) // SLOT
    last = -((start - ends.replace(tzinfo=None)) // SLOT)
    return max(0, first), min(WEEK_SLOTS, max(last, first + 1))


def free_of(helper: Helper, taken: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The half hours of a week in which a volunteer has time, as spans, less those that are taken."""
    free = [False] * WEEK_SLOTS
    for day in range(8):
        parts = [PARTS[part] for part in PARTS if f"{day % 7}-{part}" in helper.times] if helper.times else [USUAL]
        for begin, end in parts:
            for slot in range(begin.hour * 2, end.hour * 2):
                free[day * DAY_SLOTS + slot] = True
    for first, last in taken:
        free[first:last] = [False] * (last - first)
    spans: list[list[int]] = []
    for slot, is_free in enumerate(free):
        if is_free and (not spans or spans[-1][1] < slot):
            spans.append([slot, slot + 1])
        elif is_free:
            spans[-1][1] = slot + 1
    return spans


def week_as_rota(
    asks: Sequence[Ask], helpers: Sequence[Helper], taken: Collection[Taken], monday: date
) -> dict[str, Any]:
    """One week in the format malath.appointments/1. `taken`: who is busy from when until when, of this week."""
    busy: dict[str, list[tuple[int, int]]] = {}
    for who, begins, ends in taken:
        busy.setdefault(who, []).append(slots_of(begins, ends, monday))
    return {
        "format": "malath.appointments/1",
        "slots": WEEK_SLOTS,
        "days": [[day * DAY_SLOTS, (day + 1) * DAY_SLOTS] for day in range(8)],
        "volunteers": [_volunteer(helper, busy.get(helper.id, [])) for helper in helpers],
        "tasks": [_task(ask, monday) for ask in asks],
    }


def _volunteer(helper: Helper, taken: list[tuple[int, int]]) -> dict[str, Any]:
    # The Monday after is counted in its own week.
    spent = sum(last - first for first, last in taken if first < 7 * DAY_SLOTS)
    load = {} if helper.hours is None else {"load": max(0, helper.hours * 2 - spent)}
    return {
        "id": helper.id,
        "free": free_of(helper, taken),
        "skills": sorted(helper.can),
        "languages": sorted(helper.languages),
        "features": ["woman"] if helper.woman else [],
        **load,
    }


def _task(ask: Ask, monday: date) -> dict[str, Any]:
    first, last = slots_of(ask.leaves, ask.back, monday)
    return {
        "id": ask.id,
        "duration": last - first,
        "starts": [first],
        "priority": ask.weight,
        "skills": [ask.does],
        "languages": sorted(ask.languages),
        "only": ["woman"] if ask.women else [],
        "known": sorted(ask.known),
        "refused": sorted(ask.refused),
    }


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans of time meet."""
    return one[0] < other[1] and other[0] < one[1]
