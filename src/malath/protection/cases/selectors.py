"""Reads of the case room. Other rooms take a case from here, never from its models."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.platform.access.models import Grant, Member
from malath.platform.access.rules import CASE_COVERING_ROLES, Role
from malath.platform.errors import NotFoundError
from malath.protection.cases.models import Case, HouseholdMember, TeamSeat


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
