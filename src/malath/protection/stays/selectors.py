"""Reads of stays. Other rooms take a stay from here, never from its models."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from malath.people.rules import StatusKind
from malath.people.selectors import statuses_for
from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedQuerySet, seen_through
from malath.platform.errors import NotFoundError
from malath.protection.hosting.occupancy import Taken
from malath.protection.stays.allowance import AllowanceEffect, allowance_effect
from malath.protection.stays.models import ExitStep, Incident, Leg, Stay, Visit
from malath.protection.stays.rules import HOLDING, LegState, StayState

if TYPE_CHECKING:
    from malath.protection.cases.models import Case

_WITH = ("case__head", "home__network__local", "booked_by", "moved_from")


def stays_visible(viewer: Member) -> ScopedQuerySet:
    """Every stay of the cases that the viewer sees, with its case's head and its home's network."""
    rows: ScopedQuerySet = Stay.objects.visible_to(viewer).select_related(*_WITH)
    return rows


def stay_for(viewer: Member, stay: uuid.UUID) -> Stay:
    """One of them; NotFoundError where the viewer may not see it."""
    found: Stay | None = stays_visible(viewer).filter(pk=stay).first()
    if found is None:
        raise NotFoundError
    return found


def stays_of(viewer: Member, case: uuid.UUID) -> list[Stay]:
    """The stays of a case: those that hold a home first, then what is over, the latest first."""
    rows = list(stays_visible(viewer).filter(case=case).order_by("-from_day", "pk"))
    return sorted(rows, key=lambda stay: stay.state not in HOLDING)


def stays_listed(viewer: Member, *, state: str = "", network: str = "") -> ScopedQuerySet:
    """The list of stays: those that hold a home unless a state is asked for; whoever leaves first comes first."""
    rows = stays_visible(viewer).select_related("case__organisation")
    rows = rows.filter(state=state) if state in StayState.values else rows.filter(state__in=HOLDING)
    if network:
        rows = rows.filter(home__network__local__slug=network)
    return rows.order_by("to_day", "pk")


def occupancy(homes: Sequence[uuid.UUID], from_day: date, to_day: date) -> list[Taken]:
    """What hosting asks: how many sleep where and when, and nothing of who they are."""
    rows = Stay.objects.unscoped(reason="how full homes are, in persons and nights").filter(
        home__in=homes, state__in=[*HOLDING, StayState.ENDED], from_day__lt=to_day, to_day__gt=from_day
    )
    return [Taken(*row) for row in rows.values_list("home", "from_day", "to_day", "persons")]


def homes_lived_in_q(viewer: Member, home: str) -> Q:
    """Homes that a household of the viewer's has, or is about to have. `home` is the path to the home's key."""
    return seen_through(home, _held_by_own_cases(viewer).filter(state__in=HOLDING), "home")


def addresses_lived_in_q(viewer: Member, home: str) -> Q:
    """Homes whose address the team of a household needs: once all have agreed, and while they live there."""
    living = [StayState.EXPECTED, StayState.ARRIVED]
    return seen_through(home, _held_by_own_cases(viewer).filter(state__in=living), "home")


def _held_by_own_cases(viewer: Member) -> ScopedQuerySet:
    """Only in the organisation that leads the case: whoever was merely let in sees no home and reads no address."""
    able = viewer.standing.organisations_able("work_cases")
    rows: ScopedQuerySet = Stay.objects.visible_to(viewer).filter(case__organisation__in=able)
    return rows


def legs_of(viewer: Member, case: uuid.UUID) -> list[Leg]:
    """The journey of a case, in its order, without what was cancelled."""
    rows = Leg.objects.visible_to(viewer).select_related("member", "stay").filter(case=case)
    return list(rows.exclude(state=LegState.CANCELLED).order_by("arrival_at", "pk"))


def leg_for(viewer: Member, leg: uuid.UUID) -> Leg:
    """A part of a journey with its case; NotFoundError where the viewer may not see it."""
    rows = Leg.objects.visible_to(viewer).select_related("case__head", "member", "stay")
    found: Leg | None = rows.filter(pk=leg).first()
    if found is None:
        raise NotFoundError
    return found


def visit_for(viewer: Member, visit: uuid.UUID) -> Visit:
    """A visit with its stay and case; NotFoundError where the viewer may not see it."""
    rows = Visit.objects.visible_to(viewer).select_related("case__head", "stay__home__network__local")
    found: Visit | None = rows.filter(pk=visit).first()
    if found is None:
        raise NotFoundError
    return found


def incident_for(viewer: Member, incident: uuid.UUID) -> Incident:
    """An incident with its stay and case; NotFoundError where the viewer may not see it."""
    rows = Incident.objects.visible_to(viewer).select_related("case__head", "stay__home")
    found: Incident | None = rows.filter(pk=incident).first()
    if found is None:
        raise NotFoundError
    return found


def visits_of(viewer: Member, stay: Stay) -> list[Visit]:
    """The visits of a stay in their order, without those given up."""
    rows = Visit.objects.visible_to(viewer).select_related("done_by").filter(stay=stay, dropped_on=None)
    return list(rows.order_by("due_on"))


def incidents_of(viewer: Member, stay: Stay) -> list[Incident]:
    """The incidents of a stay, the latest first."""
    rows = Incident.objects.visible_to(viewer).select_related("noted_by").filter(stay=stay)
    return list(rows.order_by("-on", "pk"))


def exit_steps_of(viewer: Member, stay: Stay) -> list[ExitStep]:
    """The three aims of a stay."""
    return list(ExitStep.objects.visible_to(viewer).filter(stay=stay).order_by("after"))


def adults_with_allowance(viewer: Member, people: Iterable[Any]) -> int:
    """How many of a household hold a status under which France pays the reception allowance; they are revealed then."""
    from malath.platform.sealed.fields import reveal

    found = 0
    for person in people:
        statuses = list(statuses_for(viewer, person).filter(ended_on=None))
        reveal(statuses, by=viewer, why="stay.allowance")
        kinds = {str(status.details.get("kind", "")) for status in statuses}
        found += bool(kinds & {StatusKind.ASYLUM_SEEKER.value, StatusKind.TEMPORARY_PROTECTION.value})
    return found


def allowance_effect_of(stay: Stay, *, adults: int) -> AllowanceEffect | None:
    """What living there for free does to the household's allowance; None in a country of which nothing is known.

    The stay comes with its home and network.
    """
    return allowance_effect(
        stay.home.network.country, persons=stay.persons, adults=adults, on=stay.from_day, today=timezone.localdate()
    )


def living_stay(viewer: Member, case: Case) -> Stay | None:
    """Where the household lives today, or is expected."""
    held = [stay for stay in stays_of(viewer, case.pk) if stay.state in HOLDING]
    return min(held, key=lambda stay: stay.from_day, default=None)


def homes_held(cases: Iterable[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID, date, date]]:
    """(case, home, network, from, to) of the stays of these cases that hold beds: whether a household is housed, and
    whom it would meet, is asked about everybody, seen or not."""
    rows = Stay.objects.unscoped(reason="who must be kept apart is kept apart from everybody").filter(
        case__in=set(cases), state__in=HOLDING
    )
    return list(rows.values_list("case", "home", "home__network", "from_day", "to_day"))
