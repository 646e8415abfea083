"""The journey: its parts, and the arrival that somebody confirms (SH3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import members_who_see
from malath.protection.cases.writing import check_may_write
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.errors import LegStateError, WatcherCannotSeeError, WrongDaysError
from malath.protection.stays.models import Leg, Stay
from malath.protection.stays.rules import LegState

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


@transaction.atomic
def plan_leg(
    case: Case,
    *,
    way: str,
    leaves_on: date,
    arrival_at: datetime,
    details: dict[str, str],
    member: Member,
    by: Member,
    stay: Stay | None = None,
) -> Leg:
    """Plan a part of a journey; `member` watches for the arrival, which is to be confirmed by `arrival_at`.

    Raises WrongDaysError, WatcherCannotSeeError.
    """
    check_may_write(case, by)
    _check(case, leaves_on, arrival_at, member, by)
    leg = Leg(
        case=case, stay=stay, way=way, leaves_on=leaves_on, arrival_at=arrival_at, member=member, planned_by=by,
        details=details,
    )  # fmt: skip
    leg.save(force_insert=True)
    tell_case(case, "leg_planned", by=by, about=leg.pk, on=leaves_on.isoformat())
    if member.pk != by.pk:
        tell([member], "stays.journey_watched", f"/stays/journeys/{leg.pk}/")
    return leg


def _check(case: Case, leaves_on: date, arrival_at: datetime, member: Member, by: Member) -> None:
    if timezone.localtime(arrival_at).date() < leaves_on:
        raise WrongDaysError
    if member.pk != by.pk and member.pk not in {seer.pk for seer in members_who_see(case)}:
        raise WatcherCannotSeeError


def _waiting(leg: Leg) -> Leg:
    held: Leg = Leg.objects.unscoped(reason="the same part of a journey, locked").select_for_update().get(pk=leg.pk)
    if held.state != LegState.PLANNED:
        raise LegStateError
    return held


@transaction.atomic
def change_leg(
    leg: Leg, *, way: str, leaves_on: date, arrival_at: datetime, details: dict[str, str], member: Member, by: Member
) -> Leg:
    """Another day, another way; an alarm that rang is over when the moment lies ahead again. The leg comes with its case.

    Raises LegStateError, WrongDaysError, WatcherCannotSeeError.
    """
    check_may_write(leg.case, by)
    _check(leg.case, leaves_on, arrival_at, member, by)
    held = _waiting(leg)
    reveal(held, by=by, why="journey")
    held.way, held.leaves_on, held.arrival_at, held.member = way, leaves_on, arrival_at, member
    held.details = {**held.details, **details}
    held.save()
    tell_case(leg.case, "leg_changed", by=by, about=leg.pk)
    return held


@transaction.atomic
def confirm_leg(leg: Leg, *, said: str, by: Member) -> Leg:
    """They arrived safely, and this is how it is known. The leg comes with its case. Raises LegStateError."""
    check_may_write(leg.case, by)
    return _settle(leg, LegState.ARRIVED, "leg_arrived", said, by)


@transaction.atomic
def cancel_leg(leg: Leg, *, said: str, by: Member) -> Leg:
    """They do not travel. The leg comes with its case. Raises LegStateError."""
    check_may_write(leg.case, by)
    return _settle(leg, LegState.CANCELLED, "leg_cancelled", said, by)


def _settle(leg: Leg, state: str, what: str, said: str, by: Member) -> Leg:
    held = _waiting(leg)
    reveal(held, by=by, why="journey")
    held.state, held.settled_on = state, timezone.localdate()
    held.details = {**held.details, "arrived": said}
    held.save(update_fields=["state", "settled_on", "details"])
    tell_case(leg.case, what, by=by, about=leg.pk, text=said)
    return held
