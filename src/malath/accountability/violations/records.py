"""What is true of all records: in which order they are made, whose key seals them, which statement is shown first (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.models import (
    Act,
    Belonging,
    Body,
    BodyName,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    OfEvent,
    Person,
    Post,
    Record,
    Statement,
    Tie,
)
from malath.accountability.violations.rules import Stage

# Parents before children; subjects first, since their keys seal all the rest.
ORDER: tuple[type[Record], ...] = (
    Person, Body, Event, Act, Involvement, Information, Intervention, Holding, EventLink, Tie,
    BodyName, Belonging, Post,
)  # fmt: skip


def events_naming(people: Collection[uuid.UUID], bodies: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The events in which people, units or places of detention have a part."""
    reason = "what is said of somebody is said of every event that they are in"
    parts: tuple[tuple[type[OfEvent], str, Collection[uuid.UUID]], ...] = (
        (Act, "victim", people), (Involvement, "person", people), (Information, "source", people),
        (Intervention, "party", people), (Involvement, "body", bodies), (Holding, "site", bodies),
    )  # fmt: skip
    events: set[uuid.UUID] = set()
    for model, link, of in parts:
        if of:
            rows = model.objects.unscoped(reason=reason).filter(**{f"{link}__in": of}, is_gone=False)
            events |= set(rows.values_list("event", flat=True))
    return events


_FOLLOWED = {"status": ("status",), "when": ("when", "earliest", "latest", "day"), "place": ("place",)}
"""Fields of an act that follow its event, with their columns."""


def said_by_source(standing: Sequence[Statement], value: Any, source: Person | None) -> tuple[bool, Statement | None]:
    """Whether a source that now says a value says something new, and which statement of its own that ends."""
    if value is None:
        return False, None
    own = [one for one in standing if source is not None and one.source_id == source.pk]
    if any(one.value["v"] == value for one in own or standing):
        return False, None
    return True, own[-1] if own else None


def main_of(standing: Iterable[Statement]) -> Statement | None:
    """The statement that is shown first: the newest of the preferred ones, else the newest. They come oldest first."""
    said = list(standing)
    preferred = [one for one in said if one.is_preferred]
    return (preferred or said)[-1] if said else None


def owner_of(row: Record) -> str:
    """Whose key seals a row, and by which column its statements name it: an event, a person or a body."""
    if isinstance(row, (Person, Tie, Post)):
        return "person"
    return "body" if isinstance(row, (Body, BodyName, Belonging)) else "event"


def named_in_ledger(events: Collection[uuid.UUID], others: Collection[uuid.UUID]) -> uuid.UUID | None:
    """Whose entry a change's entry in the ledger is: its event's; without events, that of the only one whom it touched."""
    touched = events or others
    return next(iter(touched)) if len(touched) == 1 else None


def of_event_models() -> list[type[OfEvent]]:
    """The models whose rows hang on an event."""
    return [model for model in ORDER if issubclass(model, OfEvent)]


def restrict_event(event: uuid.UUID, *, restricted: bool) -> None:
    """Write it on the event and on all that hangs on it; inside a transaction."""
    reason = "an event is restricted with all that hangs on it"
    Event.objects.unscoped(reason=reason).filter(pk=event).update(is_restricted=restricted)
    for model in of_event_models():
        model.objects.unscoped(reason=reason).filter(event=event).update(is_restricted=restricted)
    settle_lanes([event])


def back_to_draft(events: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """What was checked was changed: it is a draft again, until somebody checks it anew. Which of the events were no drafts.
    Inside a transaction, once all else of them is written."""
    reviewed = Event.objects.unscoped(reason="what was checked was changed").filter(pk__in=list(events))
    checked = set(reviewed.exclude(stage=Stage.DRAFT).values_list("pk", flat=True))
    set_stage(checked, Stage.DRAFT)
    return checked


def set_stage(events: Collection[uuid.UUID], stage: str) -> None:
    """Write how far the review of some events is; their acts are found by it."""
    if events:
        reason = "acts are found by the stage of their event"
        Event.objects.unscoped(reason=reason).filter(pk__in=events).update(stage=stage)
        Act.objects.unscoped(reason=reason).filter(event__in=events).update(stage=stage)
        settle_lanes(events)


def follow_events(events: Collection[uuid.UUID]) -> None:
    """Acts are found by the status of their event, and by its time and place where nobody said one of the act alone: their
    columns say so for search. No statement is made of it."""
    reason = "acts are found by what is said of their event"
    acts = Act.objects.unscoped(reason=reason).filter(event__in=events)
    for field, columns in _FOLLOWED.items():
        own = Exists(Statement.objects.unscoped(reason=reason).filter(record=OuterRef("pk"), field=field, stands=True))
        of_event = {
            column: Subquery(Event.objects.unscoped(reason=reason).filter(pk=OuterRef("event_id")).values(column))
            for column in columns
        }
        acts.filter(~own).update(**of_event)


def like_its_event(act: Act) -> None:
    """The same of an act that is not written yet."""
    for columns in _FOLLOWED.values():
        if not getattr(act, columns[0]):
            for column in columns:
                setattr(act, column, getattr(act.event, column))
