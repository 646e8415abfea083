"""The team: who works on a case, and handing over when somebody leaves (SH1, BT3)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.errors import AlreadyOnTeamError, LastLeadError, MemberCannotJoinError
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import EntryKind, Part
from malath.protection.cases.writing import write_entry


def may_assign(member: Member, case: Case) -> bool:
    """Whether a member may put others on the case's team."""
    return case.organisation_id in member.standing.organisations_able("assign_teams")


def _check_may_assign(case: Case, by: Member) -> None:
    if not may_assign(by, case):
        raise NotAllowedError


def _check_can_join(case: Case, member: Member) -> None:
    if not member.is_active or not member.can("work_cases", case.organisation_id):
        raise MemberCannotJoinError


@transaction.atomic
def join_team(case: Case, *, member: Member, part: str, by: Member) -> TeamSeat:
    """Put a member who works in the owning organisation on the team; they are told.

    Raises NotAllowedError, MemberCannotJoinError, AlreadyOnTeamError.
    """
    _check_may_assign(case, by)
    _check_can_join(case, member)
    seat = TeamSeat(case=case, member=member, part=Part(part), since=timezone.localdate())
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError as there:
        raise AlreadyOnTeamError from there
    _write(case, "joined", member, by, part=seat.part)
    if member.pk != by.pk:
        tell([member], "cases.joined", f"/cases/{case.pk}/")
    return seat


@transaction.atomic
def leave_team(seat: TeamSeat, *, by: Member) -> None:
    """End a seat, which comes with its case and member. A member may leave by themselves.

    Raises NotAllowedError, LastLeadError for the only lead of an open case.
    """
    if seat.member_id != by.pk:
        _check_may_assign(seat.case, by)
    leads = TeamSeat.objects.unscoped(reason="an open case keeps a lead").filter(
        case=seat.case, part=Part.LEAD, until=None
    )
    if seat.part == Part.LEAD and seat.case.is_open and leads.count() == 1:
        raise LastLeadError
    _end(seat)
    _write(seat.case, "left", seat.member, by, part=seat.part)
    if seat.member_id != by.pk:
        tell([seat.member], "cases.left", "/cases/")


def _end(seat: TeamSeat) -> None:
    seat.until = timezone.localdate()
    seat.save(update_fields=["until"])


def _write(case: Case, what: str, member: Member, by: Member, *, text: str = "", part: str = "") -> None:
    reveal(member, by=by, why="case.team")
    details = {"what": what, "name": str(member.display_name), "part": str(part)}
    write_entry(case, kind=EntryKind.TEAM, by=by, text=text, details=details, about=member.pk, check=False)


@transaction.atomic
def hand_over_case(case: Case, *, to: Member, by: Member, leaving: Member | None = None, note: str = "") -> None:
    """Every part that one member (the lead, unless named) holds on the case goes to another, with a note.

    Those who assign teams may, and a member who hands over their own. Raises NotAllowedError, MemberCannotJoinError.
    """
    open_seats = TeamSeat.objects.unscoped(reason="the seats that are handed over").filter(case=case, until=None)
    seats = list(open_seats.filter(member=leaving) if leaving else open_seats.filter(part=Part.LEAD))
    if not may_assign(by, case) and not (seats and all(seat.member_id == by.pk for seat in seats)):
        raise NotAllowedError
    _check_can_join(case, to)
    held = set(open_seats.filter(member=to).values_list("part", flat=True))
    for seat in seats:
        _end(seat)
        if seat.part not in held:
            TeamSeat(case=case, member=to, part=seat.part, since=timezone.localdate()).save(force_insert=True)
            held.add(seat.part)
    _write(case, "handed_over", to, by, text=note.strip())
    record("case.handed_over", by=by, subject=case.pk, row=to.pk, organisation=case.organisation_id)
    if to.pk != by.pk:
        tell([to], "cases.handed_over", f"/cases/{case.pk}/")


def seats_of(member: Member, *, by: Member) -> QuerySet[TeamSeat]:
    """The open seats of a member on cases whose teams `by` may assign, with their cases."""
    seats: QuerySet[TeamSeat] = TeamSeat.objects.visible_to(by).filter(
        member=member, until=None, case__organisation__in=by.standing.organisations_able("assign_teams")
    )
    return seats.select_related("case").order_by("case__code", "part")


@transaction.atomic
def hand_over_all(leaving: Member, *, to: Member, by: Member, note: str = "") -> int:
    """Hand over every case on which a member sits and whose team `by` may assign; returns how many.

    All or nothing. Raises MemberCannotJoinError.
    """
    wanted = seats_of(leaving, by=by).values("case")
    cases = list(Case.objects.visible_to(by).select_related("organisation").filter(pk__in=wanted).order_by("pk"))
    for case in cases:
        hand_over_case(case, leaving=leaving, to=to, by=by, note=note)
    return len(cases)
