"""Reads of the case room. Other rooms take a case from here, never from its models."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.platform.access.models import Grant, Member
from malath.platform.access.rules import CASE_COVERING_ROLES, Role
from malath.platform.access.selectors import members_working_in
from malath.platform.errors import NotFoundError
from malath.protection.cases.models import (
    Case,
    Document,
    Entry,
    Erasure,
    HouseholdMember,
    StageChange,
    TeamSeat,
)


def people_of_visible_cases_q(viewer: Member) -> Q:
    """People who belong, or belonged, to the household of a case that the viewer sees."""
    households = HouseholdMember.objects.unscoped(reason="people are seen through the viewer's cases")
    return Q(pk__in=households.filter(case__in=Case.objects.visible_to(viewer)).values("person"))


def case_for(viewer: Member, case: uuid.UUID) -> Case:
    """The case with its head, organisation and network; NotFoundError where the viewer may not see it."""
    found: Case | None = (
        Case.objects.visible_to(viewer).select_related("head", "organisation", "network").filter(pk=case).first()
    )
    if found is None:
        raise NotFoundError
    return found


def may_write(viewer: Member, case: Case) -> bool:
    """Whether the viewer may write in a case: on its team, by a covering role, or by a grant that allows it."""
    standing = viewer.standing
    if case.organisation_id in standing.covered_organisations:
        return True
    if case.network_id in standing.networks and case.organisation_id in standing.organisations_with(
        Role.NETWORK_COORDINATOR
    ):
        return True
    if TeamSeat.objects.visible_to(viewer).filter(case=case, member=viewer, until=None).exists():
        return True
    holding = Grant.objects.visible_to(viewer).filter(Grant.holding_q(viewer), subject=case.pk, may_write=True)
    return bool(holding.exists())


def parts_of(viewer: Member, case: Case) -> set[str]:
    """The parts that the viewer holds on the case's team."""
    seats = TeamSeat.objects.visible_to(viewer).filter(case=case, member=viewer, until=None)
    return set(seats.values_list("part", flat=True))


def count_for_proof() -> int:
    """How many cases a restored database holds: said at the terminal to whoever restores it."""
    return int(Case.objects.unscoped(reason="the count after a restore").count())


def visible_cases(viewer: Member) -> QuerySet[Case]:
    """Every case that the viewer sees, for other rooms' own queries."""
    result: QuerySet[Case] = Case.objects.visible_to(viewer)
    return result


def members_who_see(case: Case) -> list[Member]:
    """Who can be given something to do on a case: its team, and those whose role covers it; no grant's holder."""
    today = timezone.localdate()
    seats = TeamSeat.objects.unscoped(reason="who may be given work on this case").filter(case=case, until=None)
    covering = Q(memberships__organisation=case.organisation_id, memberships__role__in=CASE_COVERING_ROLES) & (
        Q(memberships__until=None) | Q(memberships__until__gte=today)
    )
    return list(
        Member.objects.filter(Q(pk__in=seats.values("member")) | covering, is_active=True).distinct().order_by("handle")
    )


def note_contact(case: Case, *, on: date) -> None:
    """Remember the day of the last contact; an older one changes nothing."""
    later = Q(last_contact_on=None) | Q(last_contact_on__lt=on)
    Case.objects.unscoped(reason="after the check of the contact").filter(later, pk=case.pk).update(last_contact_on=on)


def household_of(viewer: Member, case: Case) -> list[HouseholdMember]:
    """Who belongs to the case's household today, with their persons, unrevealed."""
    return list(
        HouseholdMember.objects.visible_to(viewer)
        .select_related("person")
        .filter(case=case, until=None)
        .order_by("since", "pk")
    )


ENTRIES_A_PAGE = 20


def entries_for(viewer: Member, case: Case, *, kind: str = "", before: int | None = None) -> list[Entry]:
    """One page of the timeline and one line more, newest first; restricted lines only for those who may read them."""
    entries = Entry.objects.visible_to(viewer).select_related("author").filter(case=case)
    if kind:
        entries = entries.filter(kind=kind)
    if before:
        entries = entries.filter(number__lt=before)
    return list(entries.order_by("-number")[: ENTRIES_A_PAGE + 1])


def entry_for(viewer: Member, entry: uuid.UUID) -> Entry:
    """A line with its case; NotFoundError where the viewer may not read it."""
    found: Entry | None = Entry.objects.visible_to(viewer).select_related("case", "author").filter(pk=entry).first()
    if found is None:
        raise NotFoundError
    return found


def documents_for(viewer: Member, case: Case) -> list[Document]:
    """The case's documents that the viewer may see, newest first."""
    return list(
        Document.objects.visible_to(viewer)
        .select_related("file", "added_by", "case")
        .filter(case=case)
        .order_by("removed_on", "-added_on", "pk")
    )


def document_for(viewer: Member, document: uuid.UUID) -> Document:
    """A document with its file and case; NotFoundError where the viewer may not see it."""
    found: Document | None = (
        Document.objects.visible_to(viewer).select_related("file", "case").filter(pk=document).first()
    )
    if found is None:
        raise NotFoundError
    return found


def team_of(viewer: Member, case: Case) -> list[TeamSeat]:
    """The seats of today."""
    order = ("part", "since", "pk")
    seats = TeamSeat.objects.visible_to(viewer).select_related("member", "case").filter(case=case, until=None)
    return list(seats.order_by(*order))


def seat_for(viewer: Member, seat: uuid.UUID) -> TeamSeat:
    """A seat with its case and member."""
    found: TeamSeat | None = (
        TeamSeat.objects.visible_to(viewer)
        .select_related("member", "case__organisation")
        .filter(pk=seat, until=None)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def household_member_for(viewer: Member, row: uuid.UUID) -> HouseholdMember:
    """A member of a household, with the person and the case."""
    found: HouseholdMember | None = (
        HouseholdMember.objects.visible_to(viewer).select_related("person", "case").filter(pk=row, until=None).first()
    )
    if found is None:
        raise NotFoundError
    return found


def grants_of(viewer: Member, case: Case) -> list[Grant]:
    """Everybody who was let into the case, for its owners: those in force first."""
    grants = Grant.objects.visible_to(viewer).select_related("member", "organisation", "given_by").filter(subject=case.pk)
    return list(grants.order_by("withdrawn_on", "-ends_at"))


def grant_for(viewer: Member, case: Case, grant: uuid.UUID) -> Grant:
    """A grant of the case."""
    found: Grant | None = (
        Grant.objects.visible_to(viewer).select_related("member").filter(subject=case.pk, pk=grant).first()
    )
    if found is None:
        raise NotFoundError
    return found


def history_of(viewer: Member, case: Case) -> list[StageChange]:
    """Openings and closings, newest first."""
    return list(StageChange.objects.visible_to(viewer).select_related("by").filter(case=case).order_by("-on", "-pk"))


def waiting_erasure(viewer: Member, case: Case) -> Erasure | None:
    """The erasure that was asked and not withdrawn, done or not."""
    rows = Erasure.objects.visible_to(viewer).select_related("asked_by", "done_by", "case").filter(case=case)
    found: Erasure | None = rows.filter(withdrawn_on=None).order_by("-asked_on").first()
    return found


def members_of(organisation: uuid.UUID) -> list[Member]:
    """Who may be put on a team of the organisation's cases."""
    return [member for member in members_working_in(organisation) if member.can("work_cases")]
