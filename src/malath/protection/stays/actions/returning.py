"""A move that comes to nothing: the stay that was shortened for it gets its days back, where they are still free (SH4)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from malath.platform.errors import DomainError
from malath.protection.hosting.selectors import lock_home
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.actions.visiting import plan_visits
from malath.protection.stays.guards import check_home, check_household, take_beds
from malath.protection.stays.models import Stay
from malath.protection.stays.rules import StayState

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Home

# What the new stay remembers of the one before it.
BEFORE_UNTIL = "before_until"


def lock_homes_of_move(stay: Stay) -> dict[uuid.UUID, Home]:
    """The homes of a stay and of the one that it moved from, locked in the order of their keys."""
    homes = {stay.home_id}
    if stay.moved_from_id:
        before = Stay.objects.unscoped(reason="where the same household lived before the move").get(
            pk=stay.moved_from_id
        )
        homes.add(before.home_id)
    return {pk: lock_home(pk) for pk in sorted(homes)}


def give_days_back(cancelled: Stay, case: Case, locked: dict[uuid.UUID, Home], *, by: Member) -> None:
    """The stay before the move goes on until its old last day, or the timeline says that its beds are taken.

    `cancelled` is the new stay, revealed, its beds given back. It lets go of the old one, which can be moved again.
    """
    rows = Stay.objects.unscoped(reason="the same household's stay before the move, locked").select_for_update()
    old: Stay = rows.get(pk=cancelled.moved_from_id)
    until = date.fromisoformat(cancelled.details.get(BEFORE_UNTIL, old.to_day.isoformat()))
    cancelled.moved_from = None
    cancelled.save(update_fields=["moved_from"])
    if old.state != StayState.ARRIVED or old.to_day != cancelled.from_day or until <= old.to_day:
        return
    home = locked[old.home_id]
    try:
        with transaction.atomic():
            check_household(case, old.to_day, until, but=old)
            check_home(case, home, old.to_day, until)
            take_beds(old, home, old.to_day, until)
    except DomainError:
        tell_case(case, "not_given_back", by=by, about=old.pk, check=False, home=home.code, on=old.to_day.isoformat())
        return
    old.to_day = until
    old.save(update_fields=["to_day"])
    plan_visits(old, case.priority)
    tell_case(case, "extended", by=by, about=old.pk, check=False, home=home.code, to=until.isoformat())
