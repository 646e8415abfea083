"""What is true of all records: in which order they are made, whose key seals them, which statement is shown first (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from malath.accountability.violations.models import (
    Act,
    Body,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    OfEvent,
    Person,
    Record,
    Statement,
    Tie,
)
from malath.accountability.violations.rules import Stage

# Parents before children; subjects first, since their keys seal all the rest.
ORDER: tuple[type[Record], ...] = (
    Person, Body, Event, Act, Involvement, Information, Intervention, Holding, EventLink, Tie,
)  # fmt: skip


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
    if isinstance(row, (Person, Tie)):
        return "person"
    return "body" if isinstance(row, Body) else "event"


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


def back_to_draft(events: Iterable[uuid.UUID]) -> None:
    """What was checked was changed: it is a draft again, until somebody checks it anew."""
    pks = list(events)
    reason = "what was checked was changed"
    reviewed = Event.objects.unscoped(reason=reason).filter(pk__in=pks).exclude(stage=Stage.DRAFT)
    if gone_back := list(reviewed.values_list("pk", flat=True)):
        Event.objects.unscoped(reason=reason).filter(pk__in=gone_back).update(stage=Stage.DRAFT)
        Act.objects.unscoped(reason=reason).filter(event__in=gone_back).update(stage=Stage.DRAFT)
