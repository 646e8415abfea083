"""Agreeing, arriving, ending: a stay from one state to the next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.cases.writing import check_may_write
from malath.protection.stays.actions.booking import as_it_stands
from malath.protection.stays.actions.rents import shorten_rents
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.actions.visiting import plan_visits
from malath.protection.stays.errors import AllowanceNotShownError, DayNotOfStayError, StayStateError
from malath.protection.stays.guards import check_agreeable, free_beds, lock_homes
from malath.protection.stays.models import ExitStep, Stay, Visit
from malath.protection.stays.rules import EXIT_DAYS, EndReason, StayState, WhereNext, can_become
from malath.protection.stays.selectors import allowance_effect_of


@transaction.atomic
def agree_stay(
    stay: Stay, *, by: Member, allowance_shown: bool, person_said: str = "", host_said: str = "", adults: int = 0
) -> Stay:
    """The household and the host both said yes, in their own time. The stay comes with its case, home and network.

    Where free housing takes part of an allowance away, it was shown before: raises AllowanceNotShownError,
    StayStateError, and what other rooms' guards raise.
    """
    check_may_write(stay.case, by)
    held = _locked(stay, StayState.EXPECTED)
    check_agreeable(stay, by)
    effect = allowance_effect_of(stay, adults=adults)
    if effect is not None and not allowance_shown:
        raise AllowanceNotShownError
    reveal(held, by=by, why="stay")
    told: dict[str, Any] = {"person_said": person_said, "host_said": host_said}
    if effect is not None:
        told["allowance"] = {
            "rule": effect.rule.code, "adults": adults, "lost": str(effect.lost), "currency": effect.rule.currency,
        }  # fmt: skip
        held.allowance_shown_on = timezone.localdate()
    held.state, held.agreed_on = StayState.EXPECTED, timezone.localdate()
    held.details = {**held.details, **told}
    held.save(update_fields=["state", "agreed_on", "allowance_shown_on", "details"])
    tell_case(stay.case, "agreed", by=by, about=stay.pk, home=stay.home.code)
    return held


def _locked(stay: Stay, new: str) -> Stay:
    held = as_it_stands(stay)
    if not can_become(held.state, new):
        raise StayStateError
    return held


@transaction.atomic
def confirm_arrival(stay: Stay, *, on: date, by: Member) -> Stay:
    """The household lives there. Visits and the exit plan are set from this day; a stay that it moved out of ends.

    The stay comes with its case and home. Raises StayStateError, DayNotOfStayError.
    """
    check_may_write(stay.case, by)
    held = _locked(stay, StayState.ARRIVED)
    if not held.from_day <= on < held.to_day or on > timezone.localdate():
        raise DayNotOfStayError
    held.state, held.arrived_on = StayState.ARRIVED, on
    held.save(update_fields=["state", "arrived_on"])
    plan_visits(held, stay.case.priority)
    ExitStep.objects.bulk_create(
        ExitStep(case_id=held.case_id, stay=held, after=days, due_on=on + timedelta(days=days)) for days in EXIT_DAYS
    )
    tell_case(stay.case, "arrived", by=by, about=stay.pk, home=stay.home.code, on=on.isoformat())
    if held.moved_from_id:
        before = Stay.objects.unscoped(reason="the stay before the move").select_related("case", "home")
        old = before.get(pk=held.moved_from_id)
        if old.state == StayState.ARRIVED:
            end_stay(old, on=on, reason=EndReason.MOVED, where_next=WhereNext.ANOTHER_STAY, by=by)
    return held


@transaction.atomic
def end_stay(
    stay: Stay, *, on: date, reason: str, where_next: str, by: Member, learnt: str = "", why: str = ""
) -> Stay:
    """The household left. Beds, visits and rents after that day are given up. The stay comes with its case and home.

    Raises StayStateError, DayNotOfStayError.
    """
    check_may_write(stay.case, by)
    lock_homes(stay.home_id, by=by)
    held = _locked(stay, StayState.ENDED)
    if on < (held.arrived_on or held.from_day) or on > timezone.localdate():
        raise DayNotOfStayError
    reveal(held, by=by, why="stay")
    told = {"learnt": learnt, "why": why, "planned_until": held.to_day.isoformat()}
    held.details = {**held.details, **{name: text for name, text in told.items() if text}}
    # Whoever leaves on the day they came has slept nowhere; the row still holds one night, which is past.
    held.to_day = min(held.to_day, max(on, held.from_day + timedelta(days=1)))
    held.state, held.ended_on = StayState.ENDED, on
    held.end_reason, held.where_next = EndReason(reason), WhereNext(where_next)
    held.save(update_fields=["state", "to_day", "ended_on", "end_reason", "where_next", "details"])
    free_beds(held, held.to_day)
    open_visits = Visit.objects.unscoped(reason="the visits of a stay that ended").filter(stay=held, done_on=None)
    open_visits.filter(dropped_on=None).update(dropped_on=on)
    shorten_rents(held, on)
    tell_case(stay.case, "ended", by=by, about=stay.pk, text=why, home=stay.home.code, reason=reason, next=where_next)
    return held
