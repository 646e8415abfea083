"""Random small worlds of plain rows for tests of search: two organisations, restricted rows, rows that are gone, grants."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from malath.accountability.violations import vocabulary
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Coded,
    Event,
    Information,
    Involvement,
    Person,
)
from malath.accountability.violations.rules import Stage, new_number
from malath.platform.access.models import Grant, Member, Organisation

LISTS = ("acts", "violation_status", "victim_status", "perpetrators", "source_material", "reliability")
CODED = ("methods", "rights", "fates", "whereabouts")
PLACES = ("", "SY", "SY-02", "SY-02-03", "SY-05", "LB-01")
_FAR = date.max
Codes = dict[str, tuple[str, ...]]


@dataclass
class World:
    """What stands in it, as plain rows."""

    codes: Codes = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    information: list[Information] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    coded: list[Coded] = field(default_factory=list)


def when(dice: random.Random) -> dict[str, Any]:
    """The plain columns of a date: a day, a span, open at either end, or unknown."""
    day = date(2011, 1, 1) + timedelta(days=dice.randrange(1500))
    span = dice.choice((0, 0, 0, 30, 400))
    match dice.randrange(8):
        case 0:
            return {}
        case 1:
            return {"when": "x", "earliest": date.min, "latest": day, "day": day}
        case 2:
            return {"when": "x", "earliest": day, "latest": _FAR, "day": day}
        case _:
            return {"when": "x", "earliest": day, "latest": day + timedelta(days=span), "day": day}


def few_codes(dice: random.Random, name: str) -> list[str]:
    """Some codes of a vocabulary, with what stands above them."""
    some = dice.sample(list(vocabulary.terms(name)), 4)
    return sorted({term.code for code in some for term in vocabulary.path(name, code)})


def invent_world(
    dice: random.Random,
    owners: list[tuple[Organisation, list[Member]]],
    guests: list[Member],
    events: int = 40,
) -> World:
    """So many events with one to three acts each; some are shared with guests."""
    world = World({"places": PLACES, **{name: ("", *few_codes(dice, name)) for name in (*LISTS, *CODED)}})
    for organisation, members in owners:
        change = Change.objects.create(organisation=organisation, kind=Change.Kind.IMPORT, by=members[0])
        for _ in range(events):
            _add_event(
                world, dice, {"organisation": organisation, "made_in": change, "last_change": change.pk}, members
            )
    for model, rows in ((Person, world.people), (Body, world.bodies), (Event, world.events), (Act, world.acts),
                        (Involvement, world.involvements), (Information, world.information), (Coded, world.coded)):  # fmt: skip
        model.objects.bulk_create(rows)  # type: ignore[attr-defined]
    settle_lanes([event.pk for event in world.events])
    ends = timezone.now() + timedelta(days=9)
    for event in dice.sample(world.events, len(world.events) // 4):
        for guest in guests:
            Grant.objects.create(subject=event.pk, member=guest, given_by=event.entered_by,
                                 owner_organisation=event.organisation, since=date(2026, 1, 1), ends_at=ends)  # fmt: skip
    return world


def _add_event(world: World, dice: random.Random, shared: dict[str, Any], members: list[Member]) -> None:
    common = {**shared, "entered_by": dice.choice(members), "is_restricted": dice.random() < 0.3}
    stage = dice.choice(list(Stage))
    event = Event(number=new_number("E"), entered_on=date(2026, 1, 1), stage=stage, **common)
    person = Person(number=new_number("P"), **{**common, "is_restricted": dice.random() < 0.2})
    body = Body(number=new_number("B"), kind="unit", **common)
    world.events.append(event)
    world.people.append(person)
    world.bodies.append(body)
    source = dice.choice(world.people)
    for _ in range(dice.randint(1, 3)):
        act = Act(
            id=uuid.UUID(int=dice.getrandbits(128)),
            event=event,
            victim=dice.choice(world.people),
            stage=stage,
            kind=dice.choice(world.codes["acts"]),
            place=dice.choice(world.codes["places"]),
            status=dice.choice(world.codes["violation_status"]),
            victim_status=dice.choice(world.codes["victim_status"]),
            is_gone=dice.random() < 0.1,
            **when(dice),
            **common,
        )
        world.acts.append(act)
        _add_codes(world, dice, event, act, ("methods", "methods"), ("fate", "fates"), ("whereabouts", "whereabouts"))
        if dice.random() < 0.5:
            known = dice.choice(("known", "claimed", "unknown"))
            world.coded.append(_coded(event, act, f"known/{known}"))
        for _ in range(dice.randint(0, 2)):
            world.involvements.append(
                Involvement(
                    event=event,
                    act=act,
                    kind=dice.choice(world.codes["perpetrators"]),
                    person=dice.choice([None, *world.people[-5:]]),
                    body=dice.choice([None, *world.bodies[-3:]]),
                    is_gone=dice.random() < 0.1,
                    **common,
                )
            )
    _add_codes(world, dice, event, None, ("rights", "rights"))
    for _ in range(dice.randint(0, 2)):
        world.information.append(
            Information(
                event=event,
                source=dice.choice([None, source]),
                material=dice.choice(world.codes["source_material"]),
                reliability=dice.choice(world.codes["reliability"]),
                is_gone=dice.random() < 0.1,
                **common,
            )
        )


def _add_codes(world: World, dice: random.Random, event: Event, act: Act | None, *several: tuple[str, str]) -> None:
    """No code, one or two of each field."""
    for name, terms in several:
        for code in {one for one in dice.choices(world.codes[terms], k=dice.randint(0, 2)) if one}:
            world.coded.append(_coded(event, act, f"{name}/{code}"))


def _coded(event: Event, act: Act | None, code: str) -> Coded:
    return Coded(event=event, act=act, organisation=event.organisation, code=code)
