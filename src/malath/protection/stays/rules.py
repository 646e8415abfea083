"""Pure decisions of a stay: states, nights and beds, how often somebody visits, who hears of an incident (SH3, SH4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.protection.cases.rules import Priority
from malath.protection.hosting.rules import HomeKind, Span, beds_left

# A stay is booked for two years at most; whoever needs longer extends it when the time comes.
LONGEST_STAY_DAYS = 731
# A household has no more people than this in one stay: a slip of the finger is caught.
MOST_PERSONS = 30


class StayState(TextChoices):
    """A stay from the booking to its end. Until the household and the host have both said yes, it is only booked."""

    BOOKED = "booked", pgettext_lazy("of a stay", "Booked, not yet agreed")
    EXPECTED = "expected", pgettext_lazy("of a stay", "Agreed, expected")
    ARRIVED = "arrived", pgettext_lazy("of a stay", "Living there")
    ENDED = "ended", pgettext_lazy("of a stay", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("of a stay", "Cancelled")


NEXT_STATES: dict[str, frozenset[str]] = {
    StayState.BOOKED: frozenset({StayState.EXPECTED, StayState.CANCELLED}),
    StayState.EXPECTED: frozenset({StayState.ARRIVED, StayState.CANCELLED}),
    StayState.ARRIVED: frozenset({StayState.ENDED}),
    StayState.ENDED: frozenset(),
    StayState.CANCELLED: frozenset(),
}
# A stay in one of these holds its beds.
HOLDING = (StayState.BOOKED.value, StayState.EXPECTED.value, StayState.ARRIVED.value)


def can_become(state: str, new: str) -> bool:
    """Whether a stay in a state may take the new one."""
    return new in NEXT_STATES.get(state, frozenset())


class EndReason(TextChoices):
    """Why a stay ended, or was cancelled."""

    AS_PLANNED = "as_planned", _("The time was over, as planned")
    OWN_HOME = "own_home", _("They found a home of their own")
    MOVED = "moved", _("They moved to another home of the network")
    THEIR_WISH = "their_wish", _("They wished to leave")
    HOST_STOPS = "host_stops", _("The host could not go on")
    CONFLICT = "conflict", _("Living together did not work")
    NOT_SAFE = "not_safe", _("It was no longer safe there")
    NEVER_CAME = "never_came", _("They never came")
    OTHER = "other", pgettext_lazy("why a stay ended", "Another reason")


class WhereNext(TextChoices):
    """Where the household lives afterwards. Nobody should ever leave into the street: it is counted."""

    OWN_HOME = "own_home", _("A home of their own")
    ANOTHER_STAY = "another_stay", _("Another home of the network")
    FAMILY = "family", _("With family or friends")
    CENTRE = "centre", _("A reception centre or shelter")
    HOMELESS = "homeless", _("Nowhere: without a home")
    UNKNOWN = "unknown", pgettext_lazy("where they live next", "Not known")


class Mood(TextChoices):
    """A short answer to: how is it going?"""

    GOOD = "good", pgettext_lazy("mood", "Well")
    MIXED = "mixed", pgettext_lazy("mood", "So-so")
    BAD = "bad", pgettext_lazy("mood", "Badly")
    NOT_ASKED = "not_asked", pgettext_lazy("mood", "Not asked")


class IncidentKind(TextChoices):
    """What happened during a stay."""

    CONFLICT = "conflict", _("Quarrel in the house")
    HOUSE = "house", _("Damage, or something broken")
    HEALTH = "health", _("Illness or accident")
    MISSING = "missing", _("Somebody did not come home")
    THREAT = "threat", _("Threat from outside, or the address is known")
    HARM = "harm", _("Violence or abuse")
    OTHER = "other", pgettext_lazy("incident", "Something else")


# Nobody waits with these until the next visit: the directors hear of them at once as well.
GRAVE = frozenset({IncidentKind.MISSING.value, IncidentKind.THREAT.value, IncidentKind.HARM.value})


class LegState(TextChoices):
    """A part of a journey."""

    PLANNED = "planned", pgettext_lazy("part of a journey", "Planned")
    ARRIVED = "arrived", pgettext_lazy("part of a journey", "Safe arrival confirmed")
    CANCELLED = "cancelled", pgettext_lazy("part of a journey", "Cancelled")


class Way(TextChoices):
    """By what somebody travels."""

    PLANE = "plane", _("Aeroplane")
    TRAIN = "train", _("Train")
    BUS = "bus", _("Coach or bus")
    CAR = "car", _("Car")
    SHIP = "ship", _("Ship")
    ON_FOOT = "on_foot", _("On foot")


# ── nights and beds ──


@dataclass(frozen=True)
class Held:
    """What is taken of a home: from a day until the day of leaving, whose night no longer counts."""

    from_day: date
    to_day: date
    persons: int


def nights(from_day: date, to_day: date) -> Iterator[date]:
    """Every night of a stay, named by its evening; the day of leaving has none."""
    yield from Span(from_day, to_day).days()


def beds_taken(family: bool, beds: int, persons: int) -> int:
    """How many beds a household takes: a family's home is one household's, whole, however small it is."""
    return max(beds, persons) if family else persons


def nights_full(family: bool, beds: int, held: Iterable[Held], wanted: Held) -> list[date]:
    """The nights on which the wanted stay finds no room beside those held."""
    others = list(held)
    return [night for night in nights(wanted.from_day, wanted.to_day) if _is_full(family, beds, others, night, wanted)]


def _is_full(family: bool, beds: int, others: list[Held], night: date, wanted: Held) -> bool:
    there = [one.persons for one in others if one.from_day <= night < one.to_day]
    return wanted.persons > beds_left(HomeKind.FAMILY if family else HomeKind.SHARED, beds, sum(there))


def choose_beds(count: int, beds: int, taken: Collection[int]) -> list[int]:
    """The first `count` numbers from 1 to `beds` that are not taken; fewer where there are no more."""
    return [number for number in range(1, beds + 1) if number not in taken][:count]


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in a row joined: (first, last), in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


# ── after the arrival ──

# Days after the arrival on which somebody visits, then every so many days: the higher the priority, the more often.
VISIT_DAYS: dict[str, tuple[tuple[int, ...], int]] = {
    Priority.NORMAL: ((7, 14, 28), 30),
    Priority.URGENT: ((3, 7, 14, 21, 28), 14),
    Priority.EMERGENCY: ((1, 3, 7, 10, 14), 7),
}
EXIT_DAYS = (30, 60, 90)
LAST_CALL_DAYS = 30
"""So many days before a stay ends, somebody says what comes after it."""


def visit_days(arrived_on: date, to_day: date, priority: str) -> list[date]:
    """The days on which somebody visits, from the arrival until the stay ends."""
    first, every = VISIT_DAYS[priority]
    last = (to_day - arrived_on).days
    days = [day for day in first if day < last]
    day = first[-1] + every
    while day < last:
        days.append(day)
        day += every
    return [arrived_on + timedelta(days=number) for number in days]


def is_overdue(state: str, arrival_at: object, now: object) -> bool:
    """Whether a safe arrival should have been confirmed by now and was not."""
    return state == LegState.PLANNED and arrival_at < now  # type: ignore[operator]


# ── complaints ──


class Complainant(TextChoices):
    """Who complains; a member writes it down for them."""

    PERSON = "person", _("The household, or somebody of it")
    HOST = "host", pgettext_lazy("who complains", "The host")
    VOLUNTEER = "volunteer", _("A volunteer")


class ComplaintState(TextChoices):
    OPEN = "open", pgettext_lazy("complaint", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")
