"""A home from offer to end: its steps, its nights, its address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.errors import NotFoundError
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.actions.holding import check_nobody_lives_in, held_home, write_step
from malath.protection.hosting.errors import (
    ChecksMissingError,
    CoolingOffError,
    NightsBackwardsError,
    NightsTakenError,
    ReasonMissingError,
    SecondLookError,
    StepNotPossibleError,
)
from malath.protection.hosting.models import Address, Check, Home, Opening
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import (
    COOLING_OFF_DAYS,
    REASONED_STATES,
    CheckKind,
    HomeState,
    Span,
    can_become,
    merged,
    missing_checks,
    without,
)
from malath.protection.hosting.selectors import address_of, held_checks, open_spans

if TYPE_CHECKING:
    from malath.platform.access.models import Member

LONGEST = timedelta(days=3 * 366)


@transaction.atomic
def move_home(home: Home, state: str, *, why: str = "", by: Member) -> Home:
    """Approve, pause, refuse or end a home, or begin anew.

    Raises NotAllowedError, StepNotPossibleError, ReasonMissingError, ChecksMissingError, CoolingOffError,
    SecondLookError, HomeLivedInError.
    """
    held, today = held_home(home, by), timezone.localdate()
    # A visit that was passed makes a home visited: it is not said by itself.
    if state == HomeState.VISITED or not can_become(held.state, state):
        raise StepNotPossibleError
    if state in REASONED_STATES and not why.strip():
        raise ReasonMissingError
    if state == HomeState.APPROVED:
        _check_approvable(held, today, by)
        held.approved_on = held.approved_on or today
    if state in (HomeState.REFUSED, HomeState.ENDED):
        check_nobody_lives_in([held.pk], today)
        held.ended_on = today
    if state == HomeState.OFFERED:
        held.offered_on, held.approved_on, held.ended_on = today, None, None
    held.state, held.confirmed_on = state, today
    held.save()
    write_step(held, state=state, why=why, by=by)
    record("hosting.home_moved", by=by, subject=held.host_id, row=held.pk, state=state)
    return held


def _check_approvable(home: Home, today: date, by: Member) -> None:
    missing = missing_checks(home.needed_checks, held_checks([home])[home.pk], today)
    if missing:
        labels = dict(CheckKind.choices)
        raise ChecksMissingError(checks=", ".join(str(labels[kind]) for kind in missing))
    first = home.offered_on + timedelta(days=COOLING_OFF_DAYS)
    if today < first:
        raise CoolingOffError(day=date_text(first))
    visits = Check.objects.unscoped(reason="who visited does not approve alone").filter(
        home=home, kind=CheckKind.VISIT, holds=True
    )
    if set(visits.values_list("by", flat=True)) == {by.pk}:
        raise SecondLookError


@transaction.atomic
def confirm_home(home: Home, *, by: Member) -> Home:
    """The host was asked: what is written is still true. Raises NotAllowedError."""
    held = held_home(home, by)
    held.confirmed_on = timezone.localdate()
    held.save(update_fields=["confirmed_on"])
    record("hosting.home_confirmed", by=by, subject=held.host_id, row=held.pk)
    return held


@transaction.atomic
def open_nights(home: Home, nights: Span, *, by: Member) -> None:
    """Open a home on these nights, the last day not counted. Raises NotAllowedError, NightsBackwardsError."""
    held = held_home(home, by)
    _check_forward(nights)
    _write_spans(held, merged([*open_spans([held.pk])[held.pk], nights]))
    _record_nights("hosting.nights_opened", held, nights, by)


@transaction.atomic
def close_nights(home: Home, nights: Span, *, by: Member) -> None:
    """Close a home on these nights. Raises NotAllowedError, NightsBackwardsError, NightsTakenError."""
    held = held_home(home, by)
    _check_forward(nights)
    if taken := taken_in([held.pk], nights.from_day, nights.to_day):
        raise NightsTakenError(taken)
    _write_spans(held, without(open_spans([held.pk])[held.pk], nights))
    _record_nights("hosting.nights_closed", held, nights, by)


def _check_forward(nights: Span) -> None:
    if not timedelta(0) < nights.to_day - nights.from_day <= LONGEST:
        raise NightsBackwardsError


def _write_spans(home: Home, spans: list[Span]) -> None:
    Opening.objects.unscoped(reason="the nights of a locked home").filter(home=home).delete()
    Opening.objects.bulk_create(Opening(home=home, from_day=one.from_day, to_day=one.to_day) for one in spans)


def _record_nights(verb: str, home: Home, nights: Span, by: Member) -> None:
    record(
        verb,
        by=by,
        subject=home.host_id,
        row=home.pk,
        from_day=nights.from_day.isoformat(),
        to_day=nights.to_day.isoformat(),
    )


@transaction.atomic
def set_address(home: Home, text: dict[str, str], *, by: Member) -> Address:
    """Write where a home is. Raises NotAllowedError."""
    held = held_home(home, by)
    address = Address.objects.visible_to(by).filter(home=held).first() or Address(home=held, host_id=held.host_id)
    address.text, address.set_on = text, timezone.localdate()
    address.save()
    record("hosting.address_set", by=by, subject=held.host_id, row=held.pk)
    return address  # type: ignore[no-any-return]


@transaction.atomic
def show_address(home: Home, *, by: Member) -> Address:
    """Where a home is, opened, for those who must know: each look is an entry in the ledger. Raises NotFoundError."""
    address = address_of(by, home)
    if address is None:
        raise NotFoundError
    record("hosting.address_shown", by=by, subject=home.host_id, row=home.pk)
    reveal(address, by=by, why="home.address")
    return address
