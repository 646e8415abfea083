"""Volunteers and tasks as they are written: the format malath.appointments/1 (docs/reference/placement-format.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.fields import Place, checked_span, known, unique
from malath.engines.placement.instance import Number, Spans

FORMAT = "malath.appointments/1"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Who is free in these slots, with skills and languages, for `load` slots altogether."""

    id: str
    free: Spans
    skills: frozenset[str]
    languages: frozenset[str]
    features: frozenset[str]
    network: str
    load: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done once, at one of its `starts`, by somebody with all skills and one of the languages."""

    id: str
    duration: int
    starts: tuple[int, ...]
    travel: int
    priority: int
    skills: frozenset[str]
    languages: frozenset[str]
    only: frozenset[str]
    network: str
    known: frozenset[str]
    refused: frozenset[str]
    wish: int | None


@dataclass(frozen=True, slots=True)
class Rota:
    """A span of slots, cut into days, with its volunteers, tasks and points."""

    slots: int
    days: Spans
    volunteers: tuple[Volunteer, ...]
    tasks: tuple[Task, ...]
    placed: Number
    continuity: Number
    wish: Number


def read_rota(data: Any) -> Rota:
    """Read the dict of a file in the format malath.appointments/1. Raises InstanceError, which names the place."""
    top = Place(data, "appointments")
    if top.text("format") != FORMAT:
        raise InstanceError(f"format: this programme reads {FORMAT!r}, not {top.text('format')!r}")
    slots = top.whole("slots", at_least=1)
    volunteers = unique(top.each("volunteers", lambda place: _volunteer(place, slots), needed=True), "volunteers")
    tasks = unique(top.each("tasks", lambda place: _task(place, slots), needed=True), "tasks")
    for task in tasks.values():
        known(task.known | task.refused, volunteers, f"{task.id}: volunteer")
    score = top.inside("score")
    return Rota(
        slots=slots,
        days=_spans(top, "days", slots) or ((0, slots),),
        volunteers=tuple(volunteers.values()),
        tasks=tuple(tasks.values()),
        placed=score.number("placed", 100),
        continuity=score.number("continuity", 40),
        wish=score.number("wish", 10),
    )


def _spans(place: Place, key: str, slots: int, *, needed: bool = False) -> Spans:
    found = []
    for at, item in enumerate(place.items(key, needed=needed)):
        path = f"{place.path}.{key}[{at}]"
        if not (isinstance(item, list) and len(item) == 2 and all(type(part) is int for part in item)):
            raise InstanceError(f"{path}: must be [from, to] in whole slots")
        found.append(checked_span(item[0], item[1], slots, path))
    return tuple(found)


def _volunteer(place: Place, slots: int) -> Volunteer:
    return Volunteer(
        id=place.text("id"),
        free=_spans(place, "free", slots, needed=True),
        skills=place.words("skills"),
        languages=place.words("languages"),
        features=place.words("features"),
        network=place.text("network", ""),
        load=None if place.data.get("load") is None else place.whole("load", at_least=0),
    )


def _task(place: Place, slots: int) -> Task:
    duration = place.whole("duration", at_least=1)
    starts = []
    for at, item in enumerate(place.items("starts", needed=True)):
        if type(item) is not int or not 0 <= item <= slots - duration:
            raise InstanceError(f"{place.path}.starts[{at}]: must be a slot from which {duration} are left")
        starts.append(item)
    return Task(
        id=place.text("id"),
        duration=duration,
        starts=tuple(dict.fromkeys(starts)),
        travel=place.whole("travel", at_least=0, default=0),
        priority=place.whole("priority", at_least=1, default=1),
        skills=place.words("skills"),
        languages=place.words("languages"),
        only=place.words("only"),
        network=place.text("network", ""),
        known=place.words("known"),
        refused=place.words("refused"),
        wish=None if place.data.get("wish") is None else place.whole("wish", at_least=0),
    )
