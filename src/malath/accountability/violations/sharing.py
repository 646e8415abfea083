"""Sharing an event with another organisation of the coalition: why, until when, withdrawn in one step (SC1, BT3)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.violations.errors import OwnOrganisationError, ReasonMissingError, RestrictedError
from malath.accountability.violations.leaving_rules import check_share, note_share
from malath.accountability.violations.models import Event
from malath.platform.access.errors import GrantEndsInPastError
from malath.platform.access.models import Grant, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.actions import tell

if TYPE_CHECKING:
    from malath.platform.access.models import Member

LONGEST_SHARE_DAYS = 365
MOST = 50


def may_share(member: Member, event: Event) -> bool:
    """Legal officers and directors of the owning organisation: those who answer for it."""
    return member.can("see_restricted", event.organisation_id)


@transaction.atomic
def share_event(event: Event, *, organisation: Organisation, reason: str, ends_at: datetime, by: Member) -> Grant:
    """Let those who document in an organisation of the coalition see an event for a time; they write nothing.

    Raises NotAllowedError, RestrictedError, ReasonMissingError, GrantEndsInPastError, OwnOrganisationError, and what a rule
    of consents raises where somebody in the event did not agree.
    """
    held = Event.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=event.pk).first()
    if held is None or not may_share(by, held) or not organisation.in_coalition:
        raise NotAllowedError
    if organisation.pk == held.organisation_id:
        raise OwnOrganisationError
    if held.is_restricted:
        raise RestrictedError
    if not reason.strip():
        raise ReasonMissingError
    now = timezone.now()
    if not now < ends_at <= now + timedelta(days=LONGEST_SHARE_DAYS + 1):
        raise GrantEndsInPastError
    check_share(held.pk, organisation, timezone.localdate(ends_at - timedelta(seconds=1)))
    grant = Grant(
        subject=held.pk,
        organisation=organisation,
        reason=reason.strip(),
        given_by=by,
        owner_organisation_id=held.organisation_id,
        since=timezone.localdate(),
        ends_at=ends_at,
    )
    grant.save(force_insert=True)
    note_share(held.pk, grant, by=by)
    record(
        "violations.shared",
        by=by,
        subject=held.pk,
        row=grant.pk,
        organisation=held.organisation_id,
        to=organisation.pk,
        until=ends_at.date().isoformat(),
    )
    tell(list(members_with("document", organisation)), "violations.shared", f"/violations/{held.pk}/")
    return grant


@transaction.atomic
def withdraw_share(grant: Grant, event: Event, *, by: Member) -> None:
    """End an access now; twice is harmless. Raises NotAllowedError."""
    if not may_share(by, event):
        raise NotAllowedError
    if grant.withdrawn_on is None:
        _end(grant, by=by)


def end_shares(event: Event, *, by: Member) -> int:
    """End every access to an event that became restricted; how many. Inside a transaction."""
    rows = Grant.objects.unscoped(reason="what is restricted is shared with nobody")
    standing = list(rows.filter(subject=event.pk, withdrawn_on=None))
    for grant in standing:
        _end(grant, by=by)
    return len(standing)


def end_shares_where(event: uuid.UUID, forbidden: Callable[[Grant], bool], *, by: Member) -> int:
    """End those accesses to an event that hold still and are forbidden now; how many. Inside a transaction."""
    rows = Grant.objects.unscoped(reason="what is not allowed any more is shared with nobody")
    holding = rows.filter(subject=event, withdrawn_on=None, ends_at__gt=timezone.now())
    ended = [grant for grant in holding.select_related("organisation").order_by("pk") if forbidden(grant)]
    for grant in ended:
        _end(grant, by=by)
    return len(ended)


def _end(grant: Grant, *, by: Member) -> None:
    grant.withdrawn_on = timezone.localdate()
    grant.save(update_fields=["withdrawn_on"])
    record(
        "violations.share_withdrawn",
        by=by,
        subject=grant.subject,
        row=grant.pk,
        organisation=grant.owner_organisation_id,
    )


def shares_of(viewer: Member, event: Event) -> list[Grant]:
    """With whom an event is or was shared, for those who may share it: those in force first. Unrevealed."""
    if not may_share(viewer, event):
        raise NotFoundError
    rows = Grant.objects.unscoped(reason="those who answer for an event see who sees it").filter(subject=event.pk)
    rows = rows.select_related("organisation", "given_by")
    return list(rows.order_by("withdrawn_on", "-ends_at", "pk")[:MOST])


def share_for(viewer: Member, event: Event, grant: uuid.UUID) -> Grant:
    """An access to the event that the viewer may end; NotFoundError otherwise."""
    rows = Grant.objects.unscoped(reason="checked here").filter(subject=event.pk)
    found: Grant | None = rows.filter(pk=grant).first()
    if found is None or not may_share(viewer, event):
        raise NotFoundError
    return found


def own_share_of(viewer: Member, event: Event) -> Grant | None:
    """By which access a guest sees an event of another organisation; unrevealed."""
    able = viewer.standing.coalition_able("document")
    rows = Grant.objects.unscoped(reason="the viewer's own access").filter(subject=event.pk, organisation__in=able)
    standing = rows.filter(withdrawn_on=None, ends_at__gt=timezone.now())
    found: Grant | None = standing.select_related("given_by").order_by("-ends_at").first()
    return found


def receivers(event: Event) -> list[Organisation]:
    """Organisations of the coalition with which an event may be shared."""
    rows = Organisation.objects.filter(in_coalition=True).exclude(pk=event.organisation_id)
    return list(rows.order_by("slug"))
