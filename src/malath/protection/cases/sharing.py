"""Sharing a case: who may see it, why, until when; on the person's consent or a stated vital interest (SH1, BT3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.people.rules import consent_holds, consent_reaches
from malath.people.selectors import consents_for
from malath.platform.access.errors import GrantEndsInPastError
from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.access.selectors import all_names_of, members_with
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.emergency import break_glass as break_glass
from malath.protection.cases.errors import ConsentToShareMissingError, GrantToOwnerError
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import LONGEST_GRANT_DAYS, EntryKind, Part
from malath.protection.cases.writing import required, write_entry

if TYPE_CHECKING:
    from malath.people.models import Consent


def may_share(member: Member, case: Case) -> bool:
    """Coordinators and directors of the owning organisation."""
    return member.can("grant_access", case.organisation_id)


def leads(member: Member, case: Case) -> bool:
    """Whether the member leads the case."""
    seats = TeamSeat.objects.visible_to(member).filter(case=case, member=member, part=Part.LEAD, until=None)
    return bool(seats.exists())


def consent_to_share(case: Case, organisation: Organisation, *, by: Member) -> Consent | None:
    """The head person's consent in force that reaches the organisation: it names it, in any language, or nobody."""
    names = all_names_of(organisation.pk)[organisation.pk]
    today = timezone.localdate()
    given = [
        consent
        for consent in consents_for(by, case.head).filter(purpose="share", withdrawn_on=None)
        if consent_holds(consent.given_on, consent.until, consent.withdrawn_on, today)
    ]
    reveal(given, by=by, why="consent.check")
    return next((c for c in given if consent_reaches(c.details.get("recipients", []), names)), None)


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
    """Let one member, or all who work on cases in an organisation of the coalition, see a case for a time.

    Sharing with another organisation needs the head person's consent, or a stated vital interest (GDPR art. 9(2)(c)),
    which is kept on the timeline. The case comes with its head and organisation. Raises NotAllowedError,
    ReasonMissingError, GrantEndsInPastError, GrantToOwnerError, ConsentToShareMissingError.
    """
    if not may_share(by, case) or not case.is_open or (member is None) == (organisation is None):
        raise NotAllowedError
    reason = required(reason)
    now = timezone.now()
    if not now < ends_at <= now + timedelta(days=LONGEST_GRANT_DAYS + 1):
        raise GrantEndsInPastError
    receiver = _receiving(case, member, organisation)
    ground = _ground(case, receiver, vital_interest.strip(), by)
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
    if member:
        reveal(member, by=by, why="case.share")
    details = {
        "what": "shared",
        "name": str(member.display_name) if member else receiver.name,
        "until": ends_at.isoformat(timespec="minutes"),
        "may_write": may_write,
        "ground": ground,
        "vital_interest": vital_interest.strip(),
    }
    write_entry(case, kind=EntryKind.ACCESS, by=by, text=reason, details=details, about=grant.pk, check=False)
    told = [member] if member else list(members_with("work_cases", receiver))
    tell(told, "access.granted", f"/cases/{case.pk}/")
    return grant


def _receiving(case: Case, member: Member | None, organisation: Organisation | None) -> Organisation:
    """The organisation that will see the case. Those outside the coalition, and who reads no case, are let in nowhere."""
    if organisation is not None:
        if not organisation.in_coalition:
            raise NotAllowedError
        if organisation.pk == case.organisation_id:
            raise GrantToOwnerError
        return organisation
    if member is None or not member.is_active or not member.can("work_cases"):
        raise NotAllowedError
    if member.can("work_cases", case.organisation_id):
        return case.organisation
    if not member.home_organisation.in_coalition:
        raise NotAllowedError
    return member.home_organisation


def _ground(case: Case, receiver: Organisation, vital_interest: str, by: Member) -> str:
    """On what the sharing rests: `own` organisation, `consent`, or `vital_interest`."""
    if receiver.pk == case.organisation_id:
        return "own"
    if consent_to_share(case, receiver, by=by) is not None:
        return "consent"
    if not vital_interest:
        raise ConsentToShareMissingError
    return "vital_interest"


@transaction.atomic
def withdraw_grant(grant: Grant, *, case: Case, by: Member) -> None:
    """End a grant now, in one step; twice is harmless. The grant comes with its member and organisation.

    Those who share, who gave it, and who holds it may. Raises NotAllowedError.
    """
    if not may_share(by, case) and by.pk not in (grant.given_by_id, grant.member_id):
        raise NotAllowedError
    if grant.withdrawn_on is not None:
        return
    grant.withdrawn_on = timezone.localdate()
    grant.save(update_fields=["withdrawn_on"])
    if grant.member:
        reveal(grant.member, by=by, why="case.share")
    name = str(grant.member.display_name) if grant.member else grant.organisation.name if grant.organisation else ""
    details = {"what": "withdrawn", "name": name}
    write_entry(case, kind=EntryKind.ACCESS, by=by, details=details, about=grant.pk, check=False)
    if grant.member and grant.member_id != by.pk:
        tell([grant.member], "access.grant_withdrawn", "/cases/access/")
