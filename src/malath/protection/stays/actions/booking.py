"""Booking, extending, moving, cancelling: the acts that take beds or give them back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.writing import check_may_write
from malath.protection.hosting.selectors import may_keep
from malath.protection.stays.actions.returning import BEFORE_UNTIL, give_days_back, lock_homes_of_move
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.actions.visiting import plan_visits
from malath.protection.stays.errors import StayStateError, WrongDaysError
from malath.protection.stays.guards import (
    check_days,
    check_home,
    check_household,
    follow_booking,
    follow_cancelling,
    free_beds,
    lock_homes,
    take_beds,
)
from malath.protection.stays.models import Stay
from malath.protection.stays.rules import HOLDING, LONGEST_STAY_DAYS, EndReason, StayState, can_become

if TYPE_CHECKING:
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Home


@transaction.atomic
def book_stay(
    case: Case, home: Home, *, from_day: date, to_day: date, persons: int, by: Member, note: str = ""
) -> Stay:
    """Hold beds of a home for a household, from a day until the day of leaving.

    Nothing is agreed by it: the household and the host still say yes or no. Raises HomeFullError, NotOpenError,
    NotBookableError, AlreadyHousedError, WrongDaysError, TooManyPersonsError, NotAllowedError, CaseClosedError, and
    what other rooms' guards raise.
    """
    check_may_write(case, by)
    check_days(from_day, to_day, persons)
    locked = lock_homes(home.pk, by=by)[home.pk]
    check_household(case, from_day, to_day)
    stay = _hold(case, locked, from_day, to_day, persons, by=by, note=note)
    tell_case(case, "booked", by=by, about=stay.pk, **_days(stay, locked))
    return stay


def _hold(
    case: Case,
    home: Home,
    from_day: date,
    to_day: date,
    persons: int,
    *,
    by: Member,
    note: str,
    before: Stay | None = None,
    before_until: date | None = None,
) -> Stay:
    check_home(case, home, from_day, to_day)
    details = {"note": note, BEFORE_UNTIL: before_until.isoformat() if before_until else ""}
    stay = Stay(
        case=case,
        home_id=home.pk,
        from_day=from_day,
        to_day=to_day,
        persons=persons,
        booked_by=by,
        booked_on=timezone.localdate(),
        moved_from=before,
        details={name: text for name, text in details.items() if text},
    )
    stay.save(force_insert=True)
    take_beds(stay, home, from_day, to_day)
    stay.home = home
    follow_booking(stay, by)
    return stay


def _days(stay: Stay, home: Home) -> dict[str, Any]:
    return {
        "home": home.code,
        "from": stay.from_day.isoformat(),
        "to": stay.to_day.isoformat(),
        "persons": stay.persons,
    }


def as_it_stands(stay: Stay) -> Stay:
    """The row, locked: between the page and the act somebody may have changed it."""
    held: Stay = Stay.objects.unscoped(reason="the same stay, locked").select_for_update().get(pk=stay.pk)
    return held


@transaction.atomic
def extend_stay(stay: Stay, *, to_day: date, by: Member) -> Stay:
    """Keep the beds until a later day. The stay comes with its case.

    Raises StayStateError, WrongDaysError, and what `book_stay` raises of the home.
    """
    check_may_write(stay.case, by)
    home = lock_homes(stay.home_id, by=by)[stay.home_id]
    held = as_it_stands(stay)
    if held.state not in HOLDING:
        raise StayStateError
    if to_day <= held.to_day or (to_day - held.from_day).days > LONGEST_STAY_DAYS:
        raise WrongDaysError
    check_household(stay.case, held.to_day, to_day, but=held)
    check_home(stay.case, home, held.to_day, to_day)
    take_beds(held, home, held.to_day, to_day)
    held.to_day = stay.to_day = to_day
    held.save(update_fields=["to_day"])
    if held.state == StayState.ARRIVED:
        plan_visits(held, stay.case.priority)
    tell_case(stay.case, "extended", by=by, about=stay.pk, home=home.code, to=to_day.isoformat())
    return held


@transaction.atomic
def move_stay(
    stay: Stay, home: Home, *, on: date, to_day: date, by: Member, persons: int | None = None, why: str = ""
) -> Stay:
    """One act: the stay ends on a day, and another begins on the same day in another home. The stay comes with its case.

    The old beds are free from that day on; the old stay is closed when the arrival in the new home is confirmed.
    Raises as `book_stay`, and StayStateError.
    """
    case = stay.case
    check_may_write(case, by)
    persons = persons or stay.persons
    check_days(on, to_day, persons)
    locked = lock_homes(stay.home_id, home.pk, by=by)
    held = as_it_stands(stay)
    if held.state != StayState.ARRIVED or home.pk == held.home_id:
        raise StayStateError
    if not held.from_day < on <= held.to_day:
        raise WrongDaysError
    free_beds(held, on)
    until, held.to_day, stay.to_day = held.to_day, on, on
    held.save(update_fields=["to_day"])
    check_household(case, on, to_day, but=held)
    new = _hold(case, locked[home.pk], on, to_day, persons, by=by, note="", before=held, before_until=until)
    tell_case(
        case, "moved", by=by, about=new.pk, text=why, before=locked[held.home_id].code, **_days(new, locked[home.pk])
    )
    return new


@transaction.atomic
def cancel_stay(stay: Stay, *, reason: str, by: Member, why: str = "") -> Stay:
    """Give the beds back before anybody came; a stay that was shortened for a move to it gets its days back where they
    are free (`returning`). The stay comes with its case. Raises StayStateError."""
    check_may_write(stay.case, by)
    return _cancel(stay, reason, why, by)


@transaction.atomic
def release_stay(stay: Stay, *, reason: str, by: Member, why: str = "") -> Stay:
    """The same, by whoever keeps the home: the host said no. They see nothing of the case; the stay comes with it and
    with its home. Raises StayStateError, NotAllowedError."""
    if not may_keep(by, stay.home.network_id):
        raise NotAllowedError
    return _cancel(stay, reason, why, by)


def _cancel(stay: Stay, reason: str, why: str, by: Member) -> Stay:
    locked = lock_homes_of_move(stay)
    held = as_it_stands(stay)
    if not can_become(held.state, StayState.CANCELLED):
        raise StayStateError
    reveal(held, by=by, why="stay")
    held.state, held.ended_on = StayState.CANCELLED, timezone.localdate()
    held.end_reason = EndReason(reason)
    held.details = {**held.details, "why": why}
    held.save(update_fields=["state", "ended_on", "end_reason", "details"])
    free_beds(held, held.from_day)
    follow_cancelling(held.pk)
    # The sealed words of the person and of the host stay with the stay; the timeline says only that it was cancelled.
    tell_case(stay.case, "cancelled", by=by, about=stay.pk, check=False, reason=reason)
    if held.moved_from_id:
        give_days_back(held, stay.case, locked, by=by)
    return held
