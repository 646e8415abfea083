"""What was looked at before anybody moves in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.interface.formats import date_text
from malath.protection.hosting.actions.holding import check_may_keep, held_home, write_step
from malath.protection.hosting.errors import CheckEndError, CheckInFutureError, ReasonMissingError
from malath.protection.hosting.models import Check, Home
from malath.protection.hosting.rules import HOME_CHECKS, CheckKind, HomeState, expiry_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@transaction.atomic
def write_check(
    home: Home, kind: str, *, done_on: date, passed: bool, outcome: str, by: Member, expires_on: date | None = None
) -> Check:
    """Write down a check of a home or of its host. One that was not passed ends what an earlier one allowed.

    Raises NotAllowedError, CheckInFutureError, CheckEndError, ReasonMissingError (not passed, and no word why).
    """
    held, today = held_home(home, by), timezone.localdate()
    if done_on > today:
        raise CheckInFutureError
    latest = expiry_of(kind, done_on)
    if expires_on and (expires_on <= done_on or (latest and expires_on > latest)):
        raise CheckEndError(day=date_text(latest or today, year=True))
    if not passed and not outcome.strip():
        raise ReasonMissingError
    of_home = held if kind in HOME_CHECKS else None
    if not passed:
        rows = Check.objects.unscoped(reason="an earlier check of the same kind ends")
        rows.filter(host=held.host_id, home=of_home, kind=kind, holds=True).update(holds=False)
    check = Check(
        host_id=held.host_id, home=of_home, kind=kind, done_on=done_on, expires_on=expires_on or latest, holds=passed,
        outcome=outcome, by=by, written_on=today,
    )  # fmt: skip
    check.save(force_insert=True)
    record("hosting.check_written", by=by, subject=held.host_id, row=check.pk, kind=kind)
    if kind == CheckKind.VISIT and passed and held.state == HomeState.OFFERED:
        held.state = HomeState.VISITED
        held.save(update_fields=["state"])
        write_step(held, state=HomeState.VISITED, why="", by=by)
    return check


@transaction.atomic
def take_back_check(check: Check, *, why: str, by: Member) -> Check:
    """A check that should not count any more; why is added to what was written. The check comes with its host, revealed.

    Raises NotAllowedError, ReasonMissingError.
    """
    check_may_keep(by, check.host.network_id)
    if not why.strip():
        raise ReasonMissingError
    check.holds = False
    check.outcome = "\n".join(filter(None, (check.outcome, why)))
    check.save()
    record("hosting.check_taken_back", by=by, subject=check.host_id, row=check.pk, kind=check.kind)
    return check
