"""Invented households that look for a home, two of them kept apart, plans to compare, proposals that wait, one refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from malath.demo.people import Household
from malath.demo.world import World, entries, keep
from malath.platform.access.models import Member
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath
from malath.protection.hosting.models import Home
from malath.protection.hosting.selectors import homes_visible
from malath.protection.placing.actions import make_plans, put_forward
from malath.protection.placing.errors import NoHomeOpenError, NoSolverAnswerError
from malath.protection.placing.models import KeptApart, Line, Need, Refusal
from malath.protection.placing.rules import NeedState, Scope, Side, Variant, Wanted
from malath.protection.stays.selectors import homes_held

HOUSEHOLDS, PROPOSED, MOST = 14, 2, 6
# What the household said of the home that it did not take, by its language.
WHY_NO = {
    "ar": "بعيد عن المدرسة، ولا حافلة في المساء.",
    "fr": "Trop loin de l'école, et pas de bus le soir.",
    "en": "Too far from the school, and no bus in the evening.",
}


def make_placing(world: World, households: list[Household]) -> None:
    """Needs of open cases of Haven that have no home; with plans made of them as a coordinator has them made."""
    by = world.with_role("haven", "coordinator")[0]
    waiting = _waiting(world, households)
    needs = [_need(world, case, household, number, by) for number, (case, household) in enumerate(waiting)]
    keep(needs)
    entries([("home_need.written", by, need.case_id, need.case.organisation_id) for need in needs])
    if len(needs) < PROPOSED + 2:
        return
    _apart(world, [need.case for need in needs[-2:]], by)
    _refusal(world, *waiting[-1], by)
    try:
        plans = make_plans(organisation=world.organisations["haven"].pk, by=by)
    except (NoHomeOpenError, NoSolverAnswerError):
        return
    _propose(next(plan for plan in plans if plan.variant == Variant.URGENCY).pk, by)


def _waiting(world: World, households: list[Household]) -> list[tuple[Case, Household]]:
    free = [
        (case, household)
        for case, household in zip(world.cases, households, strict=True)
        if case.is_open and case.organisation.slug == "haven" and case.entry_path != EntryPath.IN_DANGER
    ]
    housed = {case for case, *_rest in homes_held(case.pk for case, _household in free)}
    return [one for one in free if one[0].pk not in housed and len(one[1].people) <= MOST][:HOUSEHOLDS]


def _need(world: World, case: Case, household: Household, number: int, by: Member) -> Need:
    cities = [str(network) for network in _networks(by)]
    persons, first = len(household.people), world.today + timedelta(days=(0, 3, 10, 30, 60, 90)[number % 6])
    wished = [world.pick(cities)] if cities and number % 2 else []
    wanted = Wanted(
        from_day=first, to_day=first + timedelta(days=(30, 60, 90)[number % 3]), persons=persons,
        women=persons == 1 and number % 5 == 0,
        requirements=tuple(_requirements(persons, number)),
        languages=(household.language,), language_needed=number % 5 == 1,
        care=("trauma",) if number % 7 == 2 else (), care_km=80, wishes=tuple(wished),
        not_in=tuple(city for city in cities[:1] if number % 6 == 4 and city not in wished),
    )  # fmt: skip
    return Need(pk=world.uuid(), case=case, state=NeedState.LOOKING, since=_since(world, case, number), written_by=by,
                details=wanted.as_details())  # fmt: skip


def _requirements(persons: int, number: int) -> list[str]:
    found = ["children_welcome"] if persons > 2 else []
    return found + (["step_free"] if number % 7 == 3 else []) + (["discreet"] if number % 9 == 5 else [])


def _since(world: World, case: Case, number: int) -> date:
    return max(case.opened_on, world.today - timedelta(days=5 + 7 * number))


def _networks(by: Member) -> list[Any]:
    homes = homes_visible(by).order_by("network_id").values_list("network_id", flat=True)
    return list(dict.fromkeys(homes))


def _apart(world: World, cases: list[Case], by: Member) -> None:
    one, other = sorted(cases, key=lambda case: str(case.pk))
    keep([KeptApart(pk=world.uuid(), one=one, other=other, scope=Scope.NETWORK, by=by, on=world.today)])


def _refusal(world: World, case: Case, household: Household, by: Member) -> None:
    home = homes_visible(by).filter(state="approved").order_by("code").first()
    if home is None:
        return
    row = Refusal(pk=world.uuid(), case=case, home=home, side=Side.PERSON, by=by, on=world.today - timedelta(days=4),
                  details={"why": WHY_NO[household.language]})  # fmt: skip
    keep([row])


def _propose(plan: Any, by: Member) -> None:
    """Put forward what the plan gives to two households that could move in soon."""
    lines = Line.objects.visible_to(by).select_related("case__organisation", "case__head").filter(plan=plan)
    for line in list(lines.exclude(home=None).order_by("case__code"))[:PROPOSED]:
        home = Home.objects.visible_to(by).select_related("network").get(pk=line.home_id)
        put_forward(line.case, home, by=by)
