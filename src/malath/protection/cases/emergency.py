"""Breaking the glass: a case opens for a day, to read, for a stated reason; its owner is told at once (BT3)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.protection.cases.errors import EmergencyTooOftenError
from malath.protection.cases.models import Case, HouseholdMember, TeamSeat
from malath.protection.cases.rules import EMERGENCY_HOURS, MOST_EMERGENCIES_A_DAY, EntryKind, Part
from malath.protection.cases.writing import required, write_entry


@transaction.atomic
def break_glass(*, reference: str, reason: str, by: Member) -> Grant | None:
    """Open the case of that code, or of a person with that pseudonym, to read, for 24 hours.

    Returns None when nothing was opened: no such case, or one that the member sees already. The caller answers both,
    and a success, with the same words; what was opened stands in the member's own list of accesses. Every attempt is
    an entry in the ledger, without the words that were typed: they may be a name. Raises NotAllowedError,
    ReasonMissingError, EmergencyTooOftenError.
    """
    # A partner outside the coalition only sends alerts, whatever roles it gives to its members.
    able = by.standing.organisations_able("break_glass")
    if not Organisation.objects.filter(pk__in=able, in_coalition=True).exists():
        raise NotAllowedError
    reason = required(reason)
    if _used_today(by) >= MOST_EMERGENCIES_A_DAY:
        raise EmergencyTooOftenError
    case = _called(reference)
    if case is None:
        record("access.glass_tried", by=by, organisation=by.home_organisation_id)
        return None
    if Case.objects.visible_to(by).filter(pk=case.pk).exists():
        record("access.glass_not_needed", by=by, subject=case.pk, organisation=case.organisation_id)
        return None
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
    details = {"what": "emergency", "until": grant.ends_at.isoformat(timespec="minutes")}
    write_entry(case, kind=EntryKind.ACCESS, by=by, text=reason, details=details, about=grant.pk, check=False)
    record("access.glass_broken", by=by, subject=case.pk, row=grant.pk, organisation=case.organisation_id)
    tell(_owners(case, by), "access.glass_broken", f"/cases/{case.pk}/access/")
    return grant


def _used_today(by: Member) -> int:
    used = Grant.objects.visible_to(by).filter(member=by, kind=Grant.Kind.EMERGENCY, since=timezone.localdate())
    return int(used.count())


def _called(reference: str) -> Case | None:
    wanted = " ".join(reference.split())
    if not wanted:
        return None
    households = HouseholdMember.objects.unscoped(reason="emergency access, recorded before anything is shown")
    theirs = households.filter(person__pseudonym__iexact=wanted, until=None).values("case")
    found: Case | None = (
        Case.objects.unscoped(reason="emergency access, recorded before anything is shown")
        .select_related("organisation")
        .filter(Q(code__iexact=wanted) | Q(pk__in=theirs), erased_on=None)
        .order_by("-stage", "-opened_on")
        .first()
    )
    return found


def _owners(case: Case, by: Member) -> list[Member]:
    """The coordinators and directors of the owning organisation, and the case's lead."""
    seats = TeamSeat.objects.unscoped(reason="the case's lead hears of emergency access")
    leads = [seat.member for seat in seats.select_related("member").filter(case=case, part=Part.LEAD, until=None)]
    told = {member.pk: member for member in [*members_with("grant_access", case.organisation_id), *leads]}
    return [member for pk, member in told.items() if pk != by.pk]
