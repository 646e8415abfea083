"""Sharing a case: grants with what, to whom, why and until when; and emergency access (breaking the glass)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.people.errors import ConsentMissingError
from malath.people.selectors import require_consent
from malath.platform.access.errors import GrantEndsInPastError, ReasonMissingError
from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.access.selectors import members_working_in
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.actions import tell
from malath.protection.cases.errors import ConsentToShareMissingError
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import EntryKind, Part
from malath.protection.cases.selectors import members_who_see
from malath.protection.cases.writing import write_entry

LONGEST_GRANT = timedelta(days=366)
EMERGENCY_HOURS = 24


def may_share(member: Member, case: Case) -> bool:
    """Coordinators and directors of the owning organisation, and the case's lead."""
    if case.organisation_id in member.standing.organisations_able("grant_access"):
        return True
    leads = TeamSeat.objects.visible_to(member).filter(case=case, member=member, part=Part.LEAD, until=None)
    return bool(leads.exists())


@transaction.atomic
def share_case(
    case: Case,
    *,
    reason: str,
    ends_at: datetime,
    by: Member,
    member: Member | None = None,
    organisation: Organisation | None = None,
    may_write: bool = False,
    vital_interest: str = "",
) -> Grant:
    """Let one member, or an organisation's case workers, see a case for a time.

    Needs the head person's consent to share, or a stated vital interest (GDPR art. 9(2)(c)), which is kept on the
    timeline. Raises NotAllowedError, GrantEndsInPastError, ReasonMissingError, ConsentToShareMissingError.
    """
    if not may_share(by, case):
        raise NotAllowedError
    if not reason.strip():
        raise ReasonMissingError
    now = timezone.now()
    if not now < ends_at <= now + LONGEST_GRANT:
        raise GrantEndsInPastError
    if not vital_interest.strip():
        try:
            require_consent(case.head, "share")
        except ConsentMissingError as missing:
            raise ConsentToShareMissingError from missing
    if member is not None and not member.can("work_cases"):
        raise NotAllowedError
    grant = Grant(
        subject=case.pk,
        member=member,
        organisation=organisation,
        may_write=may_write,
        reason=reason,
        given_by=by,
        owner_organisation=case.organisation,
        since=timezone.localdate(),
        ends_at=ends_at,
    )
    grant.save(force_insert=True)
    details = {"what": "shared", "until": ends_at.isoformat(), "vital_interest": vital_interest}
    write_entry(case, kind=EntryKind.ACCESS, by=by, text=reason, details=details, about=grant.pk, check=False)
    receivers = [member] if member else members_working_in(organisation.pk) if organisation else []
    tell([one for one in receivers if one.can("work_cases")], "access.granted", f"/cases/{case.pk}/")
    return grant


@transaction.atomic
def withdraw_grant(grant: Grant, *, case: Case, by: Member) -> None:
    """End a grant now, in one step."""
    if not may_share(by, case) and grant.given_by_id != by.pk:
        raise NotAllowedError
    if grant.withdrawn_on is None:
        grant.withdrawn_on = timezone.localdate()
        grant.save(update_fields=["withdrawn_on"])
        details = {"what": "withdrawn"}
        write_entry(case, kind=EntryKind.ACCESS, by=by, details=details, about=grant.pk, check=False)
        if grant.member:
            tell([grant.member], "access.grant_withdrawn", "/cases/")


@transaction.atomic
def break_glass(*, reference: str, reason: str, by: Member) -> Case:
    """Open a case for 24 hours, to read, without a grant. The reason is kept, and the case's owner is told at once.

    `reference` is a case's code or its head's pseudonym. Whether or not a case is found, the attempt is written to the
    ledger. Raises ReasonMissingError, NotAllowedError, NotFoundError.
    """
    if not by.can("break_glass"):
        raise NotAllowedError
    if len(reason.strip()) < 10:
        raise ReasonMissingError
    case = _called(reference)
    if case is None:
        record("glass.missed", by=by)
        raise NotFoundError
    grant = Grant(
        subject=case.pk,
        member=by,
        kind=Grant.Kind.EMERGENCY,
        reason=reason,
        given_by=by,
        owner_organisation=case.organisation,
        since=timezone.localdate(),
        ends_at=timezone.now() + timedelta(hours=EMERGENCY_HOURS),
    )
    grant.save(force_insert=True)
    write_entry(
        case, kind=EntryKind.ACCESS, by=by, text=reason, details={"what": "emergency"}, about=grant.pk, check=False
    )
    record("glass.broken", by=by, subject=case.pk, row=grant.pk, organisation=case.organisation_id)
    owners = [member for member in members_who_see(case) if member.pk != by.pk]
    tell(owners, "access.glass_broken", f"/cases/{case.pk}/sharing/")
    return case


def _called(reference: str) -> Case | None:
    wanted = reference.strip().upper()
    found: Case | None = (
        Case.objects.unscoped(reason="emergency access: recorded before anything is shown")
        .select_related("organisation")
        .filter(Q(code=wanted) | Q(head__pseudonym=wanted), erased_on=None)
        .first()
    )
    return found
