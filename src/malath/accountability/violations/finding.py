"""What the finder knows of events, people and bodies: their words and names, in its memory alone; `visible_to` decides (SC1).

Events are found by their words; people, units and places of detention by their names in every script. What was told while
the finder was down, or before it was built, it reads when the server is opened.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from malath.accountability.violations.models import Body, Event, Person, Statement
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.sources import Searchable

EVENTS, PEOPLE, BODIES = "violations.events", "violations.people", "violations.bodies"
# What is read for the index: texts of an event and of what hangs on it; of a person their names and reference.
WORDS = ("title", "narrative", "place_words", "impact", "remarks", "text", "site", "reason", "loss", "conditions",
         "outlet", "quote", "translation")  # fmt: skip
NAMES = ("name", "names", "reference")
BATCH = 500
_REASON = "the finder's index"


def tell_finder(
    *, events: Iterable[uuid.UUID] = (), people: Iterable[uuid.UUID] = (), bodies: Iterable[uuid.UUID] = ()
) -> None:
    """When the act commits, the finder learns these anew, or forgets those that are gone."""
    told, met, named = list(events), list(people), list(bodies)
    if told:
        transaction.on_commit(lambda: _tell_events(told))
    if met:
        transaction.on_commit(lambda: _tell_names(Person, PEOPLE, met))
    if named:
        transaction.on_commit(lambda: _tell_names(Body, BODIES, named))


def tell_finder_of_new(rows: Sequence[Event | Person | Body], said: Iterable[Statement]) -> None:
    """When the act commits that made these rows, the finder learns them from what it said of them, all of it still in clear:
    of a list of many thousands nothing is opened that was just sealed."""
    _spread({row.pk: row for row in rows}, said)
    for model, tell in ((Event, _put_events), (Person, _put_people), (Body, _put_bodies)):
        if known := [row for row in rows if isinstance(row, model)]:
            transaction.on_commit(partial(tell, known))


def _tell_events(pks: list[uuid.UUID]) -> None:
    for some in _in_batches(pks):
        known = _with_words(Event, some)
        _put_events(known)
        finder().drop_texts(EVENTS, set(some) - {event.pk for event in known})


def _tell_names(model: type[Person | Body], collection: str, pks: list[uuid.UUID]) -> None:
    for some in _in_batches(pks):
        known = _with_words(model, some)
        _put_names(collection, known)
        finder().drop_many(set(some) - {row.pk for row in known}, collection)


def _put_events(known: list[Any]) -> None:
    finder().put_texts(EVENTS, map(searchable_event, known))


def _put_names(collection: str, known: list[Any]) -> None:
    for some in _in_batches(known):
        finder().put_many(map(searchable_party, some), collection)


_put_people, _put_bodies = partial(_put_names, PEOPLE), partial(_put_names, BODIES)


# ── what the finder's own process reads ──
def event_batches() -> Iterable[list[Event]]:
    """All events that stand, those that were entered last at the end, with their words revealed."""
    keys = Event.objects.unscoped(reason=_REASON).filter(is_gone=False, erased_on=None)
    for some in _in_batches(list(keys.order_by("made_in_id", "pk").values_list("pk", flat=True))):
        yield _with_words(Event, some)


def people_batches() -> Iterable[list[Person]]:
    """All people who stand, with their names revealed."""
    everybody = Person.objects.unscoped(reason=_REASON).filter(is_gone=False, erased_on=None).order_by("pk")
    for some in _in_batches(list(everybody.values_list("pk", flat=True))):
        yield _with_words(Person, some)


def body_batches() -> Iterable[list[Body]]:
    """All units and places of detention that stand, with their names revealed."""
    every = Body.objects.unscoped(reason=_REASON).filter(is_gone=False).order_by("pk")
    for some in _in_batches(list(every.values_list("pk", flat=True))):
        yield _with_words(Body, some)


def searchable_event(event: Event) -> tuple[uuid.UUID, str, str]:
    """An event's id, its words, and whose it is."""
    return event.pk, " ".join([event.number, *_words(event)]), str(event.organisation_id)


def searchable_party(row: Person | Body) -> Searchable:
    """What somebody, a unit or a place is found by: every name, and the number."""
    return Searchable(row.pk, _words(row), [row.number])


def _with_words(model: type[Event | Person | Body], pks: Sequence[uuid.UUID]) -> list[Any]:
    """Those of the rows that stand, in the order asked, with what is said of them, revealed."""
    column, fields = str(model._meta.model_name), _fields(model)
    standing = model.objects.unscoped(reason=_REASON).filter(is_gone=False)
    stand = (standing if model is Body else standing.filter(erased_on=None)).in_bulk(pks)
    statements = Statement.objects.unscoped(reason=_REASON).filter(field__in=fields, stands=True)
    said = list(statements.filter(**{f"{column}__in": list(stand)}).order_by("made_in_id", "pk"))
    reveal(said, by=None, why="index.build")
    _spread(stand, said)
    return [stand[pk] for pk in pks if pk in stand]


def _fields(model: type[Any]) -> tuple[str, ...]:
    return WORDS if model is Event else NAMES


def _spread(rows: Mapping[uuid.UUID, Any], said: Iterable[Statement]) -> None:
    """Leave with each row what is said of it that it is found by."""
    for one in said:
        row = rows.get(one.sealed_subject)
        if row is not None and one.field in _fields(type(row)):
            row.__dict__.setdefault("said_for_finder", []).append(one.value.get("v", ""))


def _words(row: Event | Person | Body) -> list[str]:
    words: list[str] = []
    for value in row.__dict__.get("said_for_finder", ()):
        words += map(str, value) if isinstance(value, list) else [str(value)]
    return [word for word in words if word]


def _in_batches(several: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (several[start : start + BATCH] for start in range(0, len(several), BATCH))
