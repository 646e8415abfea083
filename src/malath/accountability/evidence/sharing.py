"""Sharing an item with a member or an organisation of the coalition: why, until when, withdrawn in one step (SC2, BT3)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.carrying import inseparable
from malath.accountability.evidence.errors import ConditionsOfUseError, OwnOrganisationError, ReasonMissingError
from malath.accountability.evidence.giving_rules import check_items, note_items
from malath.accountability.evidence.models import Evidence, grants_of_evidence_q
from malath.accountability.evidence.rules import LONGEST_SHARE_DAYS, SHARE_ENDING_DAYS, Use
from malath.accountability.evidence.selectors import still_stands
from malath.platform.access.errors import GrantEndsInPastError
from malath.platform.access.models import Grant, Member, Membership, Organisation
from malath.platform.access.rules import ABILITIES
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.actions import remind, tell
from malath.platform.sealed.fields import reveal

MOST = 50


def may_share(member: Member, evidence: Evidence) -> bool:
    """Legal officers and directors of the owning organisation: those who answer for the item."""
    return member.can("erase_evidence", evidence.organisation_id)


@transaction.atomic
def share_evidence(
    evidence: Evidence,
    *,
    reason: str,
    ends_at: datetime,
    by: Member,
    member: Member | None = None,
    organisation: Organisation | None = None,
) -> Grant:
    """Let one member, or all who work on evidence in an organisation of the coalition, see an item for a time; they write
    nothing. The item is revealed: what is confidential, or lacks a consent that it needs, goes to no one.

    Raises NotAllowedError, ReasonMissingError, GrantEndsInPastError, OwnOrganisationError, ConditionsOfUseError, and what a
    room that knows consents raises (giving_rules.py).
    """
    if not may_share(by, evidence) or (member is None) == (organisation is None):
        raise NotAllowedError
    if not reason.strip():
        raise ReasonMissingError
    now = timezone.now()
    if not now < ends_at <= now + timedelta(days=LONGEST_SHARE_DAYS + 1):
        raise GrantEndsInPastError
    _check_receiver(evidence, member, organisation)
    if not still_stands(evidence):
        raise NotFoundError
    items = _given(evidence)
    if (to := organisation or (member.home_organisation if member else None)) is not None:
        check_items(items, to, timezone.localdate(ends_at - timedelta(seconds=1)))
    grant = Grant(
        subject=evidence.pk,
        member=member,
        organisation=organisation,
        reason=reason.strip(),
        given_by=by,
        owner_organisation=evidence.organisation,
        since=timezone.localdate(),
        ends_at=ends_at,
    )
    grant.save(force_insert=True)
    note_items(items, grant, by=by)
    record(
        "evidence.shared",
        by=by,
        subject=evidence.pk,
        row=grant.pk,
        organisation=evidence.organisation_id,
        to=member.pk if member else organisation.pk if organisation else "",
        until=ends_at.date().isoformat(),
    )
    told = [member] if member else list(members_with("work_evidence", organisation)) if organisation else []
    tell(told, "evidence.shared", f"/evidence/{evidence.pk}/")
    return grant


def _check_receiver(evidence: Evidence, member: Member | None, organisation: Organisation | None) -> None:
    """Nobody outside the coalition, and nobody who does not work on evidence; those who see it anyway need no grant."""
    if organisation is not None:
        if not organisation.in_coalition:
            raise NotAllowedError
        if organisation.pk == evidence.organisation_id:
            raise OwnOrganisationError
    elif member is None or not member.is_active or not member.can("work_evidence"):
        raise NotAllowedError
    elif member.can("work_evidence", evidence.organisation_id):
        raise OwnOrganisationError
    elif not member.home_organisation.in_coalition:
        raise NotAllowedError


def _given(evidence: Evidence) -> list[uuid.UUID]:
    """The item, and each that came in it, since whoever has a package has what is in it; and the package in which it came: a
    testimony may rest on the whole. Raises ConditionsOfUseError."""
    inside = Evidence.objects.unscoped(reason="what the package holds").filter(package=evidence.pk, erased_on=None)
    contents = list(inside.only("pk", "use", "consent"))
    reveal(contents, by=None, why="evidence.share")
    if not all(_may_be_given(one) for one in (evidence, *contents)):
        raise ConditionsOfUseError
    around = [evidence.package_id] if evidence.package_id else []
    return [evidence.pk, *around, *(one.pk for one in contents)]


def _may_be_given(evidence: Evidence) -> bool:
    use, consent = str(evidence.use), str(evidence.consent).strip()
    return bool(use == Use.OPEN or (use == Use.CONSENT and consent))


def end_shares_that_may_not_be(evidence: Evidence, *, by: Member) -> int:
    """After the conditions of an item changed: accesses to it, and to the package that holds it, end now when it may no
    longer be given. The item is revealed. How many."""
    if _may_be_given(evidence):
        return 0
    return end_shares_of([evidence.pk], by=by)


def end_shares_of(
    items: Collection[uuid.UUID], *, by: Member, rests: Callable[[Grant], bool] = lambda _grant: True
) -> int:
    """End the accesses to items, to the packages that hold them and to what came in them, that `rests` names, for what they
    rested on is no more. How many. Inside a transaction."""
    ending = [grant for grant in _standing(items) if rests(grant)]
    for grant in ending:
        grant.withdrawn_on = timezone.localdate()
        grant.save(update_fields=["withdrawn_on"])
        where = grant.owner_organisation_id
        record("evidence.share_withdrawn", by=by, subject=grant.subject, row=grant.pk, organisation=where)
        if grant.member:
            tell([grant.member], "evidence.share_withdrawn", "/evidence/")
    return len(ending)


def cap_shares_of(items: Collection[uuid.UUID], last: datetime, *, by: Member, rests: Callable[[Grant], bool]) -> int:
    """Let those of the same accesses that would last longer end then; how many. Inside a transaction."""
    longer = [grant for grant in _standing(items) if grant.ends_at > last and rests(grant)]
    for grant in longer:
        grant.ends_at = last
        grant.save(update_fields=["ends_at"])
        where, until = grant.owner_organisation_id, last.date().isoformat()
        record("evidence.share_shortened", by=by, subject=grant.subject, row=grant.pk, organisation=where, until=until)
    return len(longer)


def _standing(items: Collection[uuid.UUID]) -> list[Grant]:
    rows = Grant.objects.unscoped(reason="accesses to items that rest on something else")
    standing = rows.filter(subject__in=inseparable(items), withdrawn_on=None)
    return list(standing.select_related("member__home_organisation").order_by("pk"))


@transaction.atomic
def withdraw_share(grant: Grant, evidence: Evidence, *, by: Member) -> None:
    """End an access now; twice is harmless. Those who share, who gave it, and who holds it in person. Raises NotAllowedError."""
    if not may_share(by, evidence) and by.pk not in (grant.given_by_id, grant.member_id):
        raise NotAllowedError
    if grant.withdrawn_on is not None:
        return
    grant.withdrawn_on = timezone.localdate()
    grant.save(update_fields=["withdrawn_on"])
    where = evidence.organisation_id
    record("evidence.share_withdrawn", by=by, subject=evidence.pk, row=grant.pk, organisation=where)
    if grant.member and grant.member_id != by.pk:
        tell([grant.member], "evidence.share_withdrawn", "/evidence/")


def shares_of(viewer: Member, evidence: Evidence) -> list[Grant]:
    """With whom an item is or was shared, for those who may share it: those in force first. Unrevealed."""
    if not may_share(viewer, evidence):
        raise NotFoundError
    rows = Grant.objects.unscoped(reason="those who answer for an item see who sees it").filter(subject=evidence.pk)
    rows = rows.select_related("member", "organisation", "given_by")
    return list(rows.order_by("withdrawn_on", "-ends_at")[:MOST])


def share_for(viewer: Member, evidence: Evidence, grant: uuid.UUID) -> Grant:
    """An access to the item that the viewer may end; NotFoundError otherwise."""
    rows = Grant.objects.unscoped(reason="checked here").filter(subject=evidence.pk)
    found: Grant | None = rows.select_related("member", "organisation").filter(pk=grant).first()
    if found is None or not (may_share(viewer, evidence) or viewer.pk in (found.given_by_id, found.member_id)):
        raise NotFoundError
    return found


def own_share_of(viewer: Member, evidence: Evidence) -> Grant | None:
    """By which access the viewer sees an item of another organisation: one in person before one of all."""
    if viewer.can("work_evidence", evidence.organisation_id):
        return None
    rows = Grant.objects.unscoped(reason="the viewer's own access").filter(
        grants_of_evidence_q(viewer), subject=evidence.pk
    )
    found: Grant | None = rows.select_related("given_by").order_by("organisation", "-ends_at").first()
    return found


def receivers(evidence: Evidence) -> tuple[list[Member], list[Organisation]]:
    """Members and organisations of the coalition with whom an item may be shared."""
    roles = [role.value for role, abilities in ABILITIES.items() if "work_evidence" in abilities]
    holding = Membership.objects.holding_today().filter(role__in=roles, organisation__in_coalition=True)
    inside = holding.filter(organisation=evidence.organisation_id)
    members = Member.objects.filter(is_active=True, pk__in=holding.values("member"))
    members = members.filter(home_organisation__in_coalition=True).exclude(pk__in=inside.values("member"))
    organisations = Organisation.objects.filter(in_coalition=True).exclude(pk=evidence.organisation_id)
    ordered = members.select_related("home_organisation").order_by("home_organisation__slug", "handle")
    return list(ordered), list(organisations.order_by("slug"))


def remind_of_shares() -> int:
    """Tell those concerned that an access to an item ends within days; once. How many. A job's work."""
    now = timezone.now()
    rows = Grant.objects.unscoped(reason="reminders go to those whom the access concerns")
    ending = rows.filter(withdrawn_on=None, ends_at__gt=now, ends_at__lte=now + timedelta(days=SHARE_ENDING_DAYS))
    items = Evidence.objects.unscoped(reason="accesses to evidence").filter(erased_on=None)
    of_items = list(ending.filter(subject__in=items.values("pk")).select_related("member", "given_by"))
    for grant in of_items:
        concerned = [one for one in (grant.member, grant.given_by) if one is not None]
        path = f"/evidence/{grant.subject}/"
        remind(concerned, "access.grant_ending", path, again_after=SHARE_ENDING_DAYS + 1)
    return len(of_items)
