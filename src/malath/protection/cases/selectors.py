"""Reads of the case room. Other rooms take a case from here, never from its models."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.platform.access.models import Grant, Member, Membership, Organisation
from malath.platform.access.rules import ABILITIES, CASE_COVERING_ROLES, Role
from malath.platform.access.scoped import kept, seen_through
from malath.platform.access.selectors import grants_in_force_for, members_with
from malath.platform.access.written import seen, text_of
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

MOST_GRANTS = 100


def people_of_visible_cases_q(viewer: Member, person: str) -> Q:
    """People who belong, or belonged, to the household of a case that the viewer sees; `person` is their key's path."""
    return seen(person, kept(viewer, "people of cases", lambda: _people_of_visible_cases(viewer)))


def _people_of_visible_cases(viewer: Member) -> Any:
    households = HouseholdMember.objects.unscoped(reason="people are seen through the viewer's cases")
    return text_of(households.filter(seen_through("case_id", Case.objects.visible_to(viewer))), "person")


def case_for(viewer: Member, case: uuid.UUID) -> Case:
    """The case with its head, organisation and network; NotFoundError where the viewer may not see it."""
    found: Case | None = (
        Case.objects.visible_to(viewer).select_related("head", "organisation", "network").filter(pk=case).first()
    )
    if found is None:
        raise NotFoundError
    # One page asks the same of the case for each of its panels. What this row, read for this request, was found to
    # allow is remembered on it; a case that came from elsewhere is asked each time.
    found.__dict__["_found"] = {}
    return found


def _remembered(case: Case, what: str, viewer: Member, find: Callable[[], Any]) -> Any:
    known: dict[tuple[str, uuid.UUID], Any] | None = case.__dict__.get("_found")
    if known is None:
        return find()
    if (what, viewer.pk) not in known:
        known[what, viewer.pk] = find()
    return known[what, viewer.pk]


def may_write(viewer: Member, case: Case) -> bool:
    """Whether the viewer may write in a case: on its team, by a covering role, or by a grant that allows it."""
    return bool(_remembered(case, "may_write", viewer, lambda: _may_write(viewer, case)))


def _may_write(viewer: Member, case: Case) -> bool:
    standing = viewer.standing
    if case.organisation_id in standing.covered_organisations:
        return True
    if case.network_id in standing.networks and case.organisation_id in standing.organisations_with(
        Role.NETWORK_COORDINATOR
    ):
        return True
    if parts_of(viewer, case):
        return True
    holding = Grant.objects.visible_to(viewer).filter(Grant.holding_q(viewer), subject=case.pk, may_write=True)
    return bool(holding.exists())


def parts_of(viewer: Member, case: Case) -> set[str]:
    """The parts that the viewer holds on the case's team, while they work for its organisation."""
    if not viewer.can("work_cases", case.organisation_id):
        return set()
    seats = TeamSeat.objects.visible_to(viewer).filter(case=case, member=viewer, until=None)
    return set(_remembered(case, "parts", viewer, lambda: set(seats.values_list("part", flat=True))))


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
    rows = HouseholdMember.objects.visible_to(viewer).select_related("person").filter(case=case, until=None)
    found: list[HouseholdMember] = _remembered(case, "household", viewer, lambda: list(rows.order_by("since", "pk")))
    return found


def entry_for(viewer: Member, entry: uuid.UUID) -> Entry:
    """A line with its case; NotFoundError where the viewer may not read it."""
    found: Entry | None = (
        Entry.objects.visible_to(viewer).select_related("case__head", "author").filter(pk=entry).first()
    )
    if found is None:
        raise NotFoundError
    return found


def documents_for(viewer: Member, case: Case) -> list[Document]:
    """The case's documents that the viewer may see, newest first."""
    return list(
        Document.objects.visible_to(viewer)
        .select_related("file", "added_by")
        .filter(case=case)
        .order_by("-added_on", "pk")
    )


def document_for(viewer: Member, document: uuid.UUID) -> Document:
    """A document with its file and case; NotFoundError where the viewer may not see it."""
    found: Document | None = (
        Document.objects.visible_to(viewer).select_related("file", "case__head").filter(pk=document).first()
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
        .select_related("member", "case__organisation", "case__head")
        .filter(pk=seat, until=None)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def household_member_for(viewer: Member, row: uuid.UUID) -> HouseholdMember:
    """A member of a household, with the person and the case."""
    found: HouseholdMember | None = (
        HouseholdMember.objects.visible_to(viewer)
        .select_related("person", "case__head")
        .filter(pk=row, until=None)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def grants_of(viewer: Member, case: Case) -> list[Grant]:
    """Who was let into the case, as far as the viewer may know: its owners know all. Those in force first."""
    grants = (
        Grant.objects.visible_to(viewer).select_related("member", "organisation", "given_by").filter(subject=case.pk)
    )
    rows = list(grants.order_by("withdrawn_on", "-ends_at")[:MOST_GRANTS])
    for grant in rows:
        grant.__dict__["has_ended"] = grant.ends_at <= timezone.now()
    return rows


def grant_for(viewer: Member, grant: uuid.UUID) -> Grant:
    """A grant with its receivers; NotFoundError where the viewer may not know of it."""
    found: Grant | None = (
        Grant.objects.visible_to(viewer).select_related("member", "organisation").filter(pk=grant).first()
    )
    if found is None:
        raise NotFoundError
    return found


def grants_held_by(viewer: Member) -> list[Grant]:
    """What was shared with the viewer, personally or through an organisation, is in force and opens a case that they
    see; ending soonest first."""
    grants = grants_in_force_for(viewer).filter(seen_through("subject", Case.objects.visible_to(viewer)))
    return list(grants.select_related("given_by", "organisation").order_by("ends_at", "pk")[:MOST_GRANTS])


def cases_by_id(viewer: Member, cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, Case]:
    """The cases that the viewer sees among these, with their heads."""
    found: dict[uuid.UUID, Case] = (
        Case.objects.visible_to(viewer).select_related("head", "organisation").in_bulk(list(cases))
    )
    return found


def heads_of_cases(viewer: Member, cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, Case]:
    """The cases that the viewer sees among these, with the names of their heads and nothing else."""
    if not (wanted := list(cases)):
        return {}
    named = Case.objects.visible_to(viewer).select_related("head").only("head__names")
    found: dict[uuid.UUID, Case] = named.in_bulk(wanted)
    return found


def history_of(viewer: Member, case: Case) -> list[StageChange]:
    """Openings and closings, newest first."""
    return list(StageChange.objects.visible_to(viewer).select_related("by").filter(case=case).order_by("-on", "-pk"))


def erasure_waiting(viewer: Member, case: Case) -> Erasure | None:
    """The erasure that was asked, not withdrawn and not done."""
    rows = Erasure.objects.visible_to(viewer).select_related("asked_by", "case").filter(case=case, person=None)
    found: Erasure | None = rows.filter(withdrawn_on=None, done_on=None).order_by("-asked_on").first()
    return found


def person_erasure_waiting(viewer: Member, row: HouseholdMember) -> Erasure | None:
    """The erasure of one person of the household that was asked, not withdrawn and not done."""
    rows = Erasure.objects.visible_to(viewer).select_related("asked_by", "case").filter(case=row.case_id)
    rows = rows.filter(person=row.person_id, withdrawn_on=None, done_on=None)
    found: Erasure | None = rows.order_by("-asked_on").first()
    return found


def people_erased_from(viewer: Member, case: Case) -> list[Erasure]:
    """The receipts of those who were erased out of the case's household; only for whose role covers it."""
    rows = Erasure.objects.visible_to(viewer).filter(case=case, person__isnull=False)
    return list(rows.exclude(done_on=None).order_by("-done_on", "pk"))


def erasure_done(viewer: Member, case: uuid.UUID) -> Erasure | None:
    """The receipt of an erased case: for those whose role covered it, and for those who had a seat on its team."""
    seats = TeamSeat.objects.unscoped(reason="who worked on an erased case may know that it was erased")
    mine = Q(case__organisation__in=viewer.standing.covered_organisations) | Q(
        case__in=seats.filter(member=viewer).values("case")
    )
    if not viewer.can("work_cases"):
        return None
    rows = Erasure.objects.unscoped(reason="the receipt of an erasure").select_related("case", "asked_by", "done_by")
    found: Erasure | None = (
        rows.filter(mine, case=case, person=None, case__erased_on__isnull=False).exclude(done_on=None).first()
    )
    return found


def members_of(organisation: uuid.UUID) -> list[Member]:
    """Who may be put on a team of the organisation's cases."""
    return list(members_with("work_cases", organisation))


def coalition_members(except_organisation: uuid.UUID) -> list[Member]:
    """Everybody who works on cases in the coalition, outside one organisation: with whom a case may be shared."""
    roles = [role.value for role, abilities in ABILITIES.items() if "work_cases" in abilities]
    holding = Membership.objects.holding_today().filter(role__in=roles, organisation__in_coalition=True)
    members = Member.objects.filter(
        is_active=True, pk__in=holding.values("member"), home_organisation__in_coalition=True
    )
    return list(
        members.exclude(home_organisation=except_organisation)
        .select_related("home_organisation")
        .order_by("home_organisation__slug", "handle")
    )


def other_organisations(except_organisation: uuid.UUID) -> list[Organisation]:
    """The organisations of the coalition with which a case may be shared."""
    return list(Organisation.objects.filter(in_coalition=True).exclude(pk=except_organisation).order_by("slug"))


def households_of_people(viewer: Member, people: Iterable[uuid.UUID]) -> list[HouseholdMember]:
    """The households, now or once, of these people, as far as the viewer sees their cases."""
    rows = HouseholdMember.objects.visible_to(viewer).filter(person__in=list(people))
    return list(rows.select_related("case").order_by("-case__opened_on", "pk"))
