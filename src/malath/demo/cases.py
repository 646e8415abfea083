"""Two hundred and fifty cases at every stage, with teams, timelines, tasks and appointments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from malath.demo.people import Household
from malath.demo.stories import APPOINTMENTS, NOTES, TASKS
from malath.demo.words import TOWNS_OUT
from malath.demo.world import World, entries, keep, keys_for
from malath.people.rules import Channel
from malath.platform.access.models import Grant, Member
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import AppointmentState, Reached
from malath.protection.cases.models import Case, Entry, HouseholdMember, StageChange, TeamSeat
from malath.protection.cases.rules import ClosingReason, EntryKind, EntryPath, Outcome, Part, Priority, Stage

_PATHS = [EntryPath.IN_HOST_COUNTRY] * 6 + [EntryPath.IN_TRANSIT] * 3 + [EntryPath.IN_DANGER]
_PRIORITIES = [Priority.NORMAL] * 6 + [Priority.URGENT] * 3 + [Priority.EMERGENCY]


def open_cases(world: World, households: list[Household]) -> None:
    """A case for each household, opened over two years, a fifth of them closed."""
    opened = sorted(world.day(720, 1) for _ in households)
    counts: dict[int, int] = {}
    cases: list[Case] = []
    for household, day in zip(households, opened, strict=True):
        counts[day.year] = counts.get(day.year, 0) + 1
        cases.append(_case(world, household, day, f"{day.year}-{counts[day.year]:03d}"))
    keys_for([(case.pk, case.organisation_id) for case in cases])
    written = {case.pk: _story(world, case, household) for case, household in zip(cases, households, strict=True)}
    keep(cases)
    for model in (HouseholdMember, TeamSeat, StageChange, Entry, Task, Appointment):
        keep([row for rows in written.values() for row in rows if type(row) is model])
    world.cases = cases
    _share(world)
    entries([("case.opened", None, case.pk, case.organisation_id) for case in cases])


def _case(world: World, household: Household, day: date, code: str) -> Case:
    path = world.pick(_PATHS)
    closed = (world.today - day).days > 120 and world.often(0.22)
    town = world.pick(TOWNS_OUT)
    network = world.pick(list(world.networks.values())) if path == EntryPath.IN_HOST_COUNTRY else None
    place = (
        (network.name_ar if household.language == "ar" else network.name_fr)
        if network
        else town[0 if household.language == "ar" else 1]
    )
    return Case(
        pk=world.uuid(),
        code=code,
        organisation=household.organisation,
        network=network,
        head=household.people[0],
        stage=Stage.CLOSED if closed else Stage.OPEN,
        entry_path=path,
        priority=world.pick(_PRIORITIES),
        summary=str(household.people[0].about.get("occupation", "")),
        place=place,
        opened_on=day,
        closed_on=min(world.today, day + timedelta(days=world.chance.randint(90, 400))) if closed else None,
    )


def _team(world: World, case: Case) -> list[tuple[Member, str]]:
    slug = case.organisation.slug
    workers = world.with_role(slug, "case_worker")
    lead = workers[0] if slug == "haven" and world.often(0.12) else world.pick(workers)
    team = [(lead, Part.LEAD.value)]
    if world.often(0.4):
        other = world.pick(workers)
        if other.pk != lead.pk:
            team.append((other, world.pick((Part.WORKER, Part.HEALTH)).value))
    if world.often(0.35):
        team.append((world.pick(world.with_role(slug, "legal_officer")), Part.LEGAL.value))
    return team


def _story(world: World, case: Case, household: Household) -> list[Any]:
    """Every row that hangs on a case."""
    team = _team(world, case)
    lead = team[0][0]
    rows: list[Any] = [
        HouseholdMember(pk=world.uuid(), case=case, person=person, details={"relation": relation}, since=case.opened_on)
        for person, relation in zip(household.people, household.relations, strict=True)
    ]
    rows += [TeamSeat(pk=world.uuid(), case=case, member=m, part=part, since=case.opened_on) for m, part in team]
    rows.append(StageChange(pk=world.uuid(), case=case, stage=Stage.OPEN, by=lead, on=case.opened_on))
    rows += _timeline(world, case, household.language, lead)
    if case.closed_on:
        reason = world.pick(
            [ClosingReason.GOALS_MET] * 4 + [ClosingReason.MOVED_ON, ClosingReason.WITHDREW, ClosingReason.CONTACT_LOST]
        )
        outcome = (
            Outcome.SAFE_SETTLED
            if reason == ClosingReason.GOALS_MET
            else world.pick([Outcome.SAFE_FRAGILE, Outcome.UNKNOWN])
        )
        rows.append(
            StageChange(
                pk=world.uuid(),
                case=case,
                stage=Stage.CLOSED,
                reason=reason,
                outcome=outcome,
                by=lead,
                on=case.closed_on,
            )
        )
        return rows
    rows += _work(world, case, household.language, [member for member, _part in team])
    return rows


def _timeline(world: World, case: Case, language: str, lead: Member) -> list[Entry]:
    end = case.closed_on or world.today
    span = max(1, (end - case.opened_on).days)
    days = sorted(
        case.opened_on + timedelta(days=world.chance.randint(0, span)) for _ in range(world.chance.randint(4, 16))
    )
    made = [Entry(pk=world.uuid(), case=case, number=1, kind=EntryKind.STAGE, on=case.opened_on, author=lead,
                  details={"stage": "open", "at": world.moment(case.opened_on).isoformat()})]  # fmt: skip
    for number, day in enumerate(days, 2):
        contact = world.often(0.6) or (number == len(days) + 1 and case.closed_on is None)
        details: dict[str, Any] = {"at": world.moment(day).isoformat()}
        if contact:
            details |= {"channel": Channel.SIGNAL.value, "reached": Reached.SPOKE.value, "kept_rules": True}
        made.append(Entry(pk=world.uuid(), case=case, number=number, kind=EntryKind.CONTACT if contact else EntryKind.NOTE,
                          on=day, author=lead, text=world.said(NOTES, language), details=details))  # fmt: skip
        if contact:
            case.last_contact_on = day
    case.entries_written = len(made)
    return made


def _work(world: World, case: Case, language: str, team: list[Member]) -> list[Any]:
    rows: list[Any] = []
    for _ in range(world.pick((0, 1, 1, 2))):
        due = world.today + timedelta(days=-2 if world.often(0.04) else world.chance.randint(0, 30))
        rows.append(Task(pk=world.uuid(), case=case, details={"what": world.said(TASKS, language), "note": ""},
                         assignee=world.pick(team), due_on=due, set_by=team[0], set_on=world.day(20, 3)))  # fmt: skip
    if world.often(0.45):
        ahead = 0 if world.often(0.1) else world.chance.randint(1, 25)
        rows.append(Appointment(pk=world.uuid(), case=case, starts_at=world.moment(world.today + timedelta(days=ahead)),
                                member=world.pick(team), details={"what": world.said(APPOINTMENTS, language)},
                                state=AppointmentState.PLANNED, set_by=team[0]))  # fmt: skip
    return rows


def _share(world: World) -> None:
    """A few cases are shared with the other organisation, for a time and a reason."""
    grants = []
    clinic = world.with_role("jasmine", "legal_officer")[0]
    for case in world.chance.sample([case for case in world.cases if case.is_open], k=8):
        seats = world.with_role(case.organisation.slug, "coordinator")
        grants.append(
            Grant(
                pk=world.uuid(),
                subject=case.pk,
                member=clinic,
                reason=world.pick(
                    ("Legal advice on the appeal", "Préparation du recours", "استشارة قانونية قبل المقابلة")
                ),
                given_by=seats[0],
                owner_organisation=case.organisation,
                since=world.day(20, 1),
                ends_at=world.moment(world.today + timedelta(days=world.chance.randint(2, 40)), 18, 18),
            )
        )
    keep(grants)
