"""The team: who works on a case, and handing over when somebody leaves."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.protection.cases.errors import AlreadyOnTeamError, LastLeadError
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import EntryKind, Part
from malath.protection.cases.writing import write_entry


def may_assign(member: Member, case: Case) -> bool:
    """Whether a member may put others on the case's team."""
    return case.organisation_id in member.standing.organisations_able("assign_teams")


def _check_may_assign(case: Case, by: Member) -> None:
    if not may_assign(by, case):
        raise NotAllowedError


@transaction.atomic
def join_team(case: Case, *, member: Member, part: str, by: Member) -> TeamSeat:
    """Put a member of the owning organisation on the team. Raises AlreadyOnTeamError, NotAllowedError."""
    _check_may_assign(case, by)
    if not member.is_active or not member.standing.roles.get(case.organisation_id) or not member.can("work_cases"):
        raise NotAllowedError
    seats = TeamSeat.objects.visible_to(by).filter(case=case, member=member, part=part, until=None)
    if seats.exists():
        raise AlreadyOnTeamError
    seat = TeamSeat(case=case, member=member, part=part, since=timezone.localdate())
    seat.save(force_insert=True)
    write_entry(
        case, kind=EntryKind.TEAM, by=by, details={"what": "joined", "part": str(part)}, about=member.pk, check=False
    )
    if member.pk != by.pk:
        tell([member], "cases.joined", f"/cases/{case.pk}/")
    return seat


@transaction.atomic
def leave_team(seat: TeamSeat, *, by: Member) -> None:
    """End a seat. The seat comes with its case. Raises LastLeadError for the only lead of an open case."""
    _check_may_assign(seat.case, by)
    seats = TeamSeat.objects.visible_to(by).filter(case=seat.case, part=Part.LEAD, until=None)
    if seat.part == Part.LEAD and seat.case.is_open and seats.count() == 1:
        raise LastLeadError
    _end(seat)
    write_entry(
        seat.case, kind=EntryKind.TEAM, by=by, details={"what": "left", "part": seat.part}, about=seat.member_id,
        check=False,
    )  # fmt: skip
    tell([seat.member], "cases.left", "/cases/")


def _end(seat: TeamSeat) -> None:
    seat.until = timezone.localdate()
    seat.save(update_fields=["until"])


@transaction.atomic
def hand_over_case(case: Case, *, leaving: Member, to: Member, by: Member, note: str = "") -> None:
    """Every part that one member holds on the case goes to another, with a note. Raises NotAllowedError."""
    _check_may_assign(case, by)
    if not to.is_active or not to.standing.roles.get(case.organisation_id) or not to.can("work_cases"):
        raise NotAllowedError
    seats = list(TeamSeat.objects.visible_to(by).filter(case=case, member=leaving, until=None))
    held = set(
        TeamSeat.objects.visible_to(by).filter(case=case, member=to, until=None).values_list("part", flat=True)
    )
    for seat in seats:
        _end(seat)
        if seat.part not in held:
            TeamSeat(case=case, member=to, part=seat.part, since=timezone.localdate()).save(force_insert=True)
            held.add(seat.part)
    write_entry(
        case, kind=EntryKind.TEAM, by=by, text=note, details={"what": "handed_over", "from": str(leaving.pk)}, about=to.pk,
        check=False,
    )  # fmt: skip
    record("case.handed_over", by=by, subject=case.pk, row=to.pk, organisation=case.organisation_id)
    tell([to], "cases.handed_over", f"/cases/{case.pk}/")


@transaction.atomic
def hand_over_all(leaving: Member, *, to: Member, by: Member, note: str = "") -> int:
    """Hand over every case on which a member sits and which `by` may assign; how many."""
    seats = TeamSeat.objects.visible_to(by).filter(
        member=leaving, until=None, case__organisation__in=by.standing.organisations_able("assign_teams")
    )
    cases = Case.objects.visible_to(by).select_related("organisation").filter(pk__in=seats.values("case"))
    count = 0
    for case in cases:
        hand_over_case(case, leaving=leaving, to=to, by=by, note=note)
        count += 1
    return count
