"""Invented households that look for a home, two of them kept apart, plans to compare, proposals that wait, one refusal."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from malath.demo.people import Household
from malath.demo.world import World, entries, keep
from malath.platform.access.models import Member
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath
from malath.protection.hosting.models import Home
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.rules import Span
from malath.protection.hosting.selectors import homes_visible, open_spans
from malath.protection.placing.actions import make_plans, put_forward
from malath.protection.placing.errors import NoHomeOpenError, NoSolverAnswerError
from malath.protection.placing.models import KeptApart, Line, Need, Refusal
from malath.protection.placing.rules import SEASON_DAYS, SEASONS, NeedState, Scope, Side, Variant, Wanted
from malath.protection.stays.selectors import homes_held

HOUSEHOLDS, PROPOSED, MOST, WEEKS = 14, 2, 6, 4
# What the household said of the home that it did not take, by its language.
WHY_NO = {
    "ar": "بعيد عن المدرسة، ولا حافلة في المساء.",
    "fr": "Trop loin de l'école, et pas de bus le soir.",
    "en": "Too far from the school, and no bus in the evening.",
}


@dataclass(frozen=True)
class Free:
    """An empty home: its network, its beds, the days."""

    network: uuid.UUID
    beds: int
    span: Span


def make_placing(world: World, households: list[Household]) -> None:
    """Needs of open cases of Haven that have no home; with plans made of them as a coordinator has them made."""
    by = world.with_role("haven", "coordinator")[0]
    waiting = _waiting(world, households)
    free = _free(world, by)
    if not free:
        return
    needs = [_need(world, case, household, number, free, by) for number, (case, household) in enumerate(waiting)]
    needs += _of_those_housed(world, households, by)
    keep(needs)
    entries([("home_need.written", by, need.case_id, need.case.organisation_id) for need in needs])
    needs = [need for need in needs if need.state == NeedState.LOOKING]
    if len(needs) < PROPOSED + 2:
        return
    _apart(world, [need.case for need in needs[-2:]], by)
    _refusal(world, *waiting[-1], by)
    try:
        plans = make_plans(organisation=world.organisations["haven"].pk, by=by)
    except (NoHomeOpenError, NoSolverAnswerError):
        return
    _propose(next(plan for plan in plans if plan.variant == Variant.URGENCY).pk, by)
    # What was proposed changed the world: the plans that are shown are of the one as it is.
    make_plans(organisation=world.organisations["haven"].pk, by=by)


def _waiting(world: World, households: list[Household]) -> list[tuple[Case, Household]]:
    free = [
        (case, household)
        for case, household in zip(world.cases, households, strict=True)
        if case.is_open and case.organisation.slug == "haven" and case.entry_path != EntryPath.IN_DANGER
    ]
    housed = {case for case, *_rest in homes_held(case.pk for case, _household in free)}
    return [one for one in free if one[0].pk not in housed and len(one[1].people) <= MOST][:HOUSEHOLDS]


def _need(world: World, case: Case, household: Household, number: int, free: list[Free], by: Member) -> Need:
    persons = len(household.people)
    cities = list(dict.fromkeys(str(one.network) for one in free))
    fitting = [one for one in free if one.beds >= persons] or free
    aim = fitting[number % len(fitting)]
    first = max(world.today, aim.span.from_day + timedelta(days=(0, 2, 9)[number % 3]))
    wished = [str(aim.network)] if number % 2 else []
    wanted = Wanted(
        from_day=first, to_day=min(aim.span.to_day, first + timedelta(days=(30, 60, 90)[number % 3])), persons=persons,
        women=persons == 1 and number % 5 == 0,
        requirements=tuple(_requirements(persons, number)),
        languages=(household.language,), language_needed=number % 5 == 1,
        care=("trauma",) if number % 7 == 2 else (), care_km=80, wishes=tuple(wished),
        not_in=tuple(city for city in cities[:1] if number % 6 == 4 and city not in wished),
    )  # fmt: skip
    return Need(pk=world.uuid(), case=case, state=NeedState.LOOKING, since=_since(world, case, number), written_by=by,
                details=wanted.as_details())  # fmt: skip


def _of_those_housed(world: World, households: list[Household], by: Member) -> list[Need]:
    """What those needed who live in a home now: from them a plan expects who comes next."""
    mine = {case.pk: (case, household) for case, household in zip(world.cases, households, strict=True)
            if case.organisation.slug == "haven"}  # fmt: skip
    found = []
    for number, (key, _home, _network, begins, ends) in enumerate(
        sorted(homes_held(mine), key=lambda held: (held[3], held[4], mine[held[0]][0].code))
    ):
        case, household = mine[key]
        since = begins - timedelta(days=12)
        if not timedelta(0) < world.today - since < timedelta(days=SEASONS * SEASON_DAYS):
            continue
        persons = min(MOST, len(household.people))
        wanted = Wanted(
            from_day=begins, to_day=ends, persons=persons, women=False, languages=(household.language,),
            requirements=("step_free",) if number % 2 else tuple(_requirements(persons, number)),
            language_needed=False, care=(), care_km=80, wishes=(), not_in=(),
        )  # fmt: skip
        found.append(Need(pk=world.uuid(), case=case, state=NeedState.CLOSED, since=since, written_by=by,
                          details=wanted.as_details()))  # fmt: skip
    return list({need.case_id: need for need in found}.values())


def _free(world: World, by: Member) -> list[Free]:
    """When each approved home is empty for some weeks: needs are invented around it, so that plans have something to say."""
    homes = {home.pk: home for home in homes_visible(by).filter(state="approved").order_by("code")}
    last = world.today + timedelta(days=500)
    leaves = {
        taken.home: taken.to_day
        for taken in sorted(taken_in(list(homes), world.today, last), key=lambda one: one.to_day)
    }
    found = []
    for key, spans in open_spans(list(homes)).items():
        for span in spans:
            empty = Span(max(span.from_day, world.today, leaves.get(key, world.today)), span.to_day)
            if (empty.to_day - empty.from_day).days >= WEEKS * 7:
                found.append(Free(homes[key].network_id, homes[key].beds, empty))
    return found


def _requirements(persons: int, number: int) -> list[str]:
    found = ["children_welcome"] if persons > 2 else []
    return found + (["step_free"] if number % 7 == 3 else []) + (["discreet"] if number % 9 == 5 else [])


def _since(world: World, case: Case, number: int) -> date:
    return max(case.opened_on, world.today - timedelta(days=5 + 7 * number))


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
