"""The bed guard: nobody's bed is given twice, whoever books at the same time (SH4).

Whoever books, extends or moves locks the home's row first (PostgreSQL; on SQLite every transaction holds the one lock
there is), and reads the nights only then. The constraints of `Night` are a second guard, of another make.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from malath.platform.errors import NotFoundError
from malath.protection.hosting.rules import HomeKind, ProblemKind
from malath.protection.hosting.selectors import bookable_problems, homes_visible, lock_home
from malath.protection.stays.errors import (
    AlreadyHousedError,
    HomeFullError,
    NotBookableError,
    NotOpenError,
    TooManyPersonsError,
    WrongDaysError,
)
from malath.protection.stays.models import Night, Stay
from malath.protection.stays.rules import (
    HOLDING,
    LONGEST_STAY_DAYS,
    MOST_PERSONS,
    Held,
    beds_taken,
    choose_beds,
    nights,
    nights_full,
)

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Home

BookingGuard = Callable[["Case", "Home", date, date], None]
_guards: list[BookingGuard] = []
AgreeingGuard = Callable[["Stay", "Member"], None]
StayHook = Callable[[uuid.UUID], None]
_before_agreeing: list[AgreeingGuard] = []
_after_booking: list[AgreeingGuard] = []
_after_cancelling: list[StayHook] = []
_WHY = "the nights of a locked home: a bed is given once"


def give_booking_guard(guard: BookingGuard) -> None:
    """Register `guard(case, home, from_day, to_day)`, asked with the home locked before its beds are given: it raises
    a DomainError where this household must not live there then. Called in the room's apps.py."""
    if guard not in _guards:
        _guards.append(guard)


def give_agreeing_guard(guard: AgreeingGuard) -> None:
    """Register `guard(stay, by)`, asked before a stay is agreed: it raises a DomainError where one of the two was not
    asked yet. The stay comes with its home. Called in the room's apps.py."""
    if guard not in _before_agreeing:
        _before_agreeing.append(guard)


def give_booked(follow: AgreeingGuard) -> None:
    """Register `follow(stay, by)`, called in the transaction in which beds are held for a household. The stay comes with
    its home. Called in the room's apps.py."""
    if follow not in _after_booking:
        _after_booking.append(follow)


def give_cancelling(follow: StayHook) -> None:
    """Register `follow(stay)`, called in the transaction in which a stay is cancelled. Called in the room's apps.py."""
    if follow not in _after_cancelling:
        _after_cancelling.append(follow)


def check_agreeable(stay: Stay, by: Member) -> None:
    """Raise what other rooms' guards raise where the stay cannot be agreed yet. It comes with its home."""
    for guard in _before_agreeing:
        guard(stay, by)


def follow_booking(stay: Stay, by: Member) -> None:
    """Let other rooms ask whom they must."""
    for follow in _after_booking:
        follow(stay, by)


def follow_cancelling(stay: uuid.UUID) -> None:
    """Let other rooms give up what hung on the stay."""
    for follow in _after_cancelling:
        follow(stay)


def check_days(from_day: date, to_day: date, persons: int) -> None:
    """Raise unless these can be the days and the people of a stay: WrongDaysError, TooManyPersonsError."""
    if not 0 < (to_day - from_day).days <= LONGEST_STAY_DAYS:
        raise WrongDaysError
    if not 1 <= persons <= MOST_PERSONS:
        raise TooManyPersonsError(most=MOST_PERSONS)


def lock_homes(*homes: uuid.UUID, by: Member) -> dict[uuid.UUID, Home]:
    """Homes that the member may know of, locked one after another in the order of their keys, so that nobody waits
    for each other. Raises NotFoundError."""
    wanted = set(homes)
    if homes_visible(by).filter(pk__in=wanted).count() < len(wanted):
        raise NotFoundError
    return {pk: lock_home(pk) for pk in sorted(wanted)}


def check_home(case: Case, home: Home, from_day: date, to_day: date) -> None:
    """Raise where the home may not be booked by this household for these nights, beds aside. The home is locked.

    Raises NotBookableError, NotOpenError, and what the other rooms' guards raise.
    """
    problems = bookable_problems(home, from_day, to_day)
    if any(problem.kind != ProblemKind.NOT_OPEN for problem in problems):
        raise NotBookableError
    if problems:
        raise NotOpenError(night for problem in problems if problem.span for night in problem.span.days())
    for guard in _guards:
        guard(case, home, from_day, to_day)


def check_household(case: Case, from_day: date, to_day: date, *, but: Stay | None = None) -> None:
    """Raise AlreadyHousedError where the household has beds on one of these nights, in whatever home."""
    held = Stay.objects.unscoped(reason="a household lives in one home at a time").filter(case=case, state__in=HOLDING)
    if but is not None:
        held = held.exclude(pk=but.pk)
    if held.filter(from_day__lt=to_day, to_day__gt=from_day).exists():
        raise AlreadyHousedError


def take_beds(stay: Stay, home: Home, from_day: date, to_day: date) -> None:
    """Give the stay its beds from one day to another. The home is locked. Raises HomeFullError, AlreadyHousedError."""
    family = home.kind == HomeKind.FAMILY
    wanted = Held(from_day, to_day, stay.persons)
    others = Stay.objects.unscoped(reason=_WHY).filter(home=home.pk, state__in=HOLDING).exclude(pk=stay.pk)
    held = others.filter(from_day__lt=to_day, to_day__gt=from_day).values_list("from_day", "to_day", "persons")
    full = nights_full(family, home.beds, (Held(*one) for one in held), wanted)
    if full:
        raise HomeFullError(full)
    count = beds_taken(family, home.beds, stay.persons)
    rows = []
    taken = _beds_given(home, from_day, to_day)
    for day in nights(from_day, to_day):
        beds = choose_beds(count, home.beds, taken.get(day, set()))
        if len(beds) < count:
            raise HomeFullError([day])
        rows += [
            Night(case_id=stay.case_id, stay=stay, home_id=home.pk, day=day, bed=bed, number=number)
            for number, bed in enumerate(beds, 1)
        ]
    _write(rows, home, from_day, to_day)


def _beds_given(home: Home, from_day: date, to_day: date) -> dict[date, set[int]]:
    given = Night.objects.unscoped(reason=_WHY).filter(home=home.pk, day__gte=from_day, day__lt=to_day)
    taken: dict[date, set[int]] = defaultdict(set)
    for day, bed in given.values_list("day", "bed"):
        taken[day].add(bed)
    return taken


def _write(rows: list[Night], home: Home, from_day: date, to_day: date) -> None:
    try:
        with transaction.atomic():
            Night.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as clash:
        # The second guard. Somebody gave the bed without the lock, or the same household booked two homes at once.
        if "number" in str(clash) or "one_home_a_household_a_night" in str(clash):
            raise AlreadyHousedError from clash
        raise HomeFullError(nights(from_day, to_day)) from clash


def free_beds(stay: Stay, from_day: date) -> None:
    """Take back the beds of a stay from a day on: others may have them."""
    Night.objects.unscoped(reason=_WHY).filter(stay=stay.pk, day__gte=from_day).delete()
