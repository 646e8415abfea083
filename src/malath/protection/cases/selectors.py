"""Reads of the case room. Other rooms take a case from here, never from its models."""

from __future__ import annotations

import uuid

from django.db.models import Q

from malath.platform.access.models import Grant, Member
from malath.platform.access.rules import Role
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
