"""What the case room says of a person: their cases, the codes by which they are found, and who may change them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from malath.people.asking.history import History
from malath.people.links import PersonLink, PersonPanel
from malath.platform.access.models import Grant, Member
from malath.platform.access.rules import Role
from malath.protection.cases.models import Case, HouseholdMember, TeamSeat
from malath.protection.cases.rules import Stage
from malath.protection.cases.selectors import households_of_people

if TYPE_CHECKING:
    from malath.people.models import Person


def person_links(viewer: Member, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PersonLink]]:
    """The cases of these people that the viewer sees."""
    found: dict[uuid.UUID, list[PersonLink]] = {}
    for row in households_of_people(viewer, people):
        link = PersonLink(row.case.code, reverse("case", args=[row.case_id]))
        if link not in found.setdefault(row.person_id, []):
            found[row.person_id].append(link)
    return found


def person_codes(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The codes of the cases of these people, for the finder's index."""
    rows = HouseholdMember.objects.unscoped(reason="the codes by which the finder finds a person")
    found: dict[uuid.UUID, list[str]] = {}
    for person, code in rows.filter(person__in=list(people), case__erased_on=None).values_list("person", "case__code"):
        found.setdefault(person, []).append(code)
    return found


def may_change_person(viewer: Member, person: Person) -> bool:
    """A person is changed by whoever may write in an open case of their household."""
    standing = viewer.standing
    if not standing.can("work_cases"):
        return False
    seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(member=viewer, until=None)
    grants = Grant.objects.unscoped(reason="the viewer's own grants").filter(Grant.holding_q(viewer), may_write=True)
    working = standing.organisations_able("work_cases")
    mine = Q(case__in=seats.values("case"), case__organisation__in=working) | Q(case__in=grants.values("subject"))
    mine |= Q(case__organisation__in=standing.covered_organisations)
    if standing.networks:
        organisations = standing.organisations_with(Role.NETWORK_COORDINATOR)
        mine |= Q(case__network__in=standing.networks, case__organisation__in=organisations)
    households = HouseholdMember.objects.visible_to(viewer).filter(mine, person=person, until=None)
    return bool(households.filter(case__stage=Stage.OPEN).exists())


def person_panel(viewer: Member, person: Person) -> PersonPanel | None:
    """The person's cases on their page, and the way to open one for somebody who has none."""
    if person.erased_on:
        return None
    rows = households_of_people(viewer, [person.pk])
    cases: dict[uuid.UUID, Case] = {row.case_id: row.case for row in rows}
    has_open = any(row.until is None and row.case.is_open for row in rows)
    may_open = not has_open and person.organisation_id in viewer.standing.organisations_able("open_cases")
    if not cases and not may_open:
        return None
    context = {"cases": list(cases.values()), "may_open": may_open, "person": person}
    return PersonPanel("cases/person_panel.html", order=10, context=context)


def open_histories(person: uuid.UUID, organisation: uuid.UUID) -> list[History]:
    """Since when an organisation accompanies a person in open cases, and how much is written there: what must stand
    behind a question to the coalition."""
    rows = HouseholdMember.objects.unscoped(reason="how long a person has been accompanied, not who may read so")
    held = rows.filter(
        person=person, until=None, case__organisation=organisation, case__stage=Stage.OPEN, case__erased_on=None
    )
    told = held.values_list("since", "case__opened_on", "case__entries_written")
    return [History(since=max(since, opened_on), lines=lines) for since, opened_on, lines in told]
