"""What a change restricts: what was done to somebody who may have been a child, by the age or by any account of the birth,
and whoever suffered in restricted events alone (SC1).

An age is said of an act, a birth of a person, and it is sealed: only births of people whom a change concerns are opened.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from malath.accountability.violations.gone_parts import hung_later, taken_by
from malath.accountability.violations.joining.groups import shut_again, whole, wholes
from malath.accountability.violations.models import Act, Change, Event, OfEvent, Person, Record, Statement
from malath.accountability.violations.offered import events_with
from malath.accountability.violations.records import restrict_event
from malath.accountability.violations.rules import could_be_minor, must_be_restricted
from malath.accountability.violations.sharing import end_shares
from malath.engines.edtf import parse
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_DECIDING = ("kind", "methods", "age", "when", "birth")
"""Fields by which it is decided whether an event is restricted."""
_REASON = "whether it was done to a child"
Births = Mapping[uuid.UUID, set[str]]


@dataclass(frozen=True)
class Done:
    """What was done, against whom if against somebody, in which event, and the first day on which it can have been."""

    event: uuid.UUID
    victim: uuid.UUID | None
    day: date | None


@lru_cache(maxsize=20_000)
def born_by(birth: str) -> date | None:
    """The last day on which somebody of this birth (EDTF) can have been born; the last of all where it has no end."""
    return parse(birth).latest


def first_day(when: str | None) -> date | None:
    """The first day that a time (EDTF) can mean."""
    return parse(when).earliest if when else None


def is_child(birth: str, day: date | None) -> bool:
    """Whether somebody of this birth can have been under eighteen on that day; where no day is known, whether they are today:
    whoever is a child now was one on any day before."""
    return bool(birth) and could_be_minor(born_by(birth), day or timezone.localdate())


def children_in(
    new: Mapping[type[Record], list[Any]],
    changed: Mapping[uuid.UUID, Mapping[str, Any]],
    rows: Mapping[uuid.UUID, Record],
    statements: Iterable[Statement],
    *,
    opener: Member | None,
) -> set[uuid.UUID]:
    """The events of a change in which something was done to somebody who may have been a child.

    `new`: rows not written yet, with their columns; `changed`: columns that are written anew, by row; `rows`: these rows.
    """
    done = {Done(act.event_id, act.victim_id, act.earliest) for act in new[Act]}
    days: dict[uuid.UUID, date | None] = {event.pk: event.earliest for event in new[Event]}
    for pk, columns in changed.items():
        row = rows.get(pk)
        if "earliest" not in columns:
            continue
        if isinstance(row, Act):
            done.add(Done(row.event_id, row.victim_id, columns["earliest"]))
        elif isinstance(row, Event):
            days[pk] = columns["earliest"]
    people = {person.pk for person in new[Person]}
    return events_of_children(done, births_in(statements), new=people, days=days, opener=opener)


def restrict_rows(new: Mapping[type[Record], list[Any]], events: set[uuid.UUID], *, by: Member) -> None:
    """Restrict events: those of a change that is not written yet, with all on them and whom nobody knew before; and those
    that stand, whose accesses end. Inside a transaction."""
    hidden = set()
    for rows in new.values():
        for row in rows:
            if (isinstance(row, OfEvent) and row.event_id in events) or row.pk in events:
                row.is_restricted = True
            if isinstance(row, Act) and row.is_restricted:
                hidden.add(row.victim_id)
    for person in new[Person]:
        person.is_restricted |= person.pk in hidden
    known = events - {event.pk for event in new[Event]}
    for event in Event.objects.unscoped(reason=_REASON).filter(pk__in=known, is_restricted=False).order_by("pk"):
        restrict_event(event.pk, restricted=True)
        end_shares(event, by=by)


def births_in(statements: Iterable[Statement]) -> dict[uuid.UUID, set[str]]:
    """The births that revealed statements say, by person."""
    said: dict[uuid.UUID, set[str]] = defaultdict(set)
    for one in statements:
        if one.of == "person" and one.field == "birth" and one.value["v"]:
            said[one.record].add(str(one.value["v"]))
    return said


def events_of_children(
    done: Iterable[Done],
    births: Births,
    *,
    new: set[uuid.UUID],
    days: Mapping[uuid.UUID, date | None],
    opener: Member | None,
) -> set[uuid.UUID]:
    """The events in which something was done to somebody who may have been a child.

    `births`: what is said now; `new`: people who are made now, of whom no more is said; `days`: the first day of events
    that are new or whose time is said now. What stands is looked at again for both.
    """
    births = _of_every_record(births, births.keys() - new)
    every = {one for one in (*done, *_standing(births.keys() - new, days)) if one.victim is not None}
    known = _births_of({one.victim for one in every if one.victim} - new, opener)
    for person, said in births.items():
        known[person] |= said
    first = _days_of({one.event for one in every if one.day is None}, days)
    dated = [one if one.day else replace(one, day=first.get(one.event)) for one in every]
    return {one.event for one in dated if one.victim and any(is_child(birth, one.day) for birth in known[one.victim])}


def _standing(people: Iterable[uuid.UUID], days: Mapping[uuid.UUID, Any]) -> set[Done]:
    """Acts that stand against people whose birth is said now, or in events whose time is."""
    rows = Act.objects.unscoped(reason=_REASON).filter(is_gone=False)
    against, within = rows.filter(victim__in=list(people)), rows.filter(event__in=list(days))
    standing = against.values_list("event", "victim", "earliest")
    done = {Done(event, victim, day) for event, victim, day in standing}
    # Of an act within an event whose time is said anew, what stands of the time may have been its event's.
    return done | {Done(event, victim, None) for event, victim in within.values_list("event", "victim")}


def _births_of(people: set[uuid.UUID], opener: Member | None) -> dict[uuid.UUID, set[str]]:
    """What stands of births, by whoever's account."""
    if not people:
        return defaultdict(set)
    every = whole(Person, people)
    said = Statement.objects.unscoped(reason=_REASON).filter(record__in=every, of="person", field="birth", stands=True)
    rows = list(said)
    reveal(rows, by=opener, why="records.change")
    known: dict[uuid.UUID, set[str]] = defaultdict(set)
    known.update(_of_every_record(births_in(rows), every))
    return known


def _of_every_record(births: Births, people: Collection[uuid.UUID]) -> Births:
    """A birth that is said in one record of somebody holds for what was done to them under each other one."""
    joined = wholes(Person, list(people))
    known = {person: set(said) for person, said in births.items()}
    for person, said in births.items():
        for other in joined.get(person, ()):
            known[other] = known.get(other, set()) | said
    return known


def _days_of(events: set[uuid.UUID], days: Mapping[uuid.UUID, date | None]) -> dict[uuid.UUID, date | None]:
    standing = Event.objects.unscoped(reason=_REASON).filter(pk__in=events - days.keys())
    return {**dict(standing.values_list("pk", "earliest")), **days}


def hide_victims_of(events: Iterable[uuid.UUID]) -> None:
    """Whoever suffered in restricted events alone is as hidden as these; inside a transaction, once the acts stand."""
    acts = Act.objects.unscoped(reason=_REASON).filter(event__in=list(events), is_gone=False)
    people = Person.objects.unscoped(reason=_REASON).filter(pk__in=acts.values("victim"), is_restricted=False)
    opened = Event.objects.unscoped(reason=_REASON).filter(is_restricted=False)
    for person in people.values_list("pk", flat=True):
        if not opened.filter(pk__in=events_with(person)).exists():
            Person.objects.unscoped(reason=_REASON).filter(pk=person).update(is_restricted=True)
            shut_again(Person, {person})


def show_victims_of(event: uuid.UUID) -> None:
    """Whoever suffered in an event that was opened is seen in it again; inside a transaction."""
    acts = Act.objects.unscoped(reason=_REASON).filter(event=event, is_gone=False)
    Person.objects.unscoped(reason=_REASON).filter(pk__in=acts.values("victim")).update(is_restricted=False)
    shut_again(Person, set(acts.exclude(victim=None).values_list("victim", flat=True)))


def shut_with_their_event(new: Mapping[type[Record], list[Any]]) -> None:
    """Rows that are not written yet are as restricted as their event is now, under its lock."""
    hung = [row for rows in new.values() for row in rows if isinstance(row, OfEvent)]
    standing = Event.objects.unscoped(reason=_REASON).filter(pk__in={row.event_id for row in hung}, is_restricted=True)
    shut = set(standing.values_list("pk", flat=True)) if hung else set()
    for row in hung:
        row.is_restricted |= row.event_id in shut


def close_again(change: Change, *, by: Member, opener: Member | None) -> None:
    """What an undoing lets stand, of all that a change had said or made, is restricted by the rules of what is entered."""
    said = Statement.objects.unscoped(reason=_REASON)
    touched = said.filter(Q(made_in=change) | Q(ended_in=change)).filter(field__in=_DECIDING)
    of: dict[str, set[uuid.UUID]] = defaultdict(set)
    for name, record in touched.values_list("of", "record"):
        of[name].add(record)
    of["act"] |= {pk for pk, name in (taken_by(change) | hung_later(change)).items() if name == "act"}
    concerned = Q(pk__in=of["act"]) | Q(victim__in=of["person"]) | Q(event__in=of["event"]) | Q(made_in=change)
    acts = list(Act.objects.unscoped(reason=_REASON).filter(concerned, is_gone=False))
    said = said.filter(record__in=[act.pk for act in acts], field__in=("kind", "methods", "age"), stands=True)
    statements = list(said)
    reveal(statements, by=opener, why="records.undo")
    values: dict[uuid.UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for one in statements:
        values[one.record][one.field].append(one.value["v"])
    closed = {act.event_id for act in acts if _is_closed(values[act.pk])}
    done = {Done(act.event_id, act.victim_id, act.earliest) for act in acts}
    closed |= events_of_children(done, {}, new=set(), days={}, opener=opener)
    opened = Event.objects.unscoped(reason=_REASON).filter(pk__in=closed, is_restricted=False, is_gone=False)
    for event in opened.order_by("pk"):
        restrict_event(event.pk, restricted=True)
        end_shares(event, by=by)
    hide_victims_of(closed)


def _is_closed(said: Mapping[str, list[Any]]) -> bool:
    """Whether any of the accounts of an act restricts it."""
    kinds, ages = said.get("kind") or [""], said.get("age") or [None]
    methods = [one for several in said.get("methods", ()) for one in several]
    return any(must_be_restricted(kind, methods, age) for kind in kinds for age in ages)
