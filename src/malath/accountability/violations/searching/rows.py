"""The acts of a page with what a reader needs to know which they are: the event's number, the victim's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from malath.accountability.violations.models import Act, Change, Event, Person
from malath.accountability.violations.selectors import people_among, said_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class ActRow:
    """An act, its event, and its victim's name; no person where the viewer may not see who it is, nor where they were
    erased."""

    act: Act
    event: Event
    person: Person | None
    victim: str = ""
    is_erased: bool = False


def shown_of(viewer: Member, acts: Iterable[Any]) -> list[ActRow]:
    """Rows in the order given: three queries and one opening for all of them."""
    rows: list[Act] = list(acts)
    if not rows:
        return []
    events: dict[Any, Event] = Event.objects.visible_to(viewer).in_bulk({act.event_id for act in rows})
    seen = people_among(viewer, {act.victim_id for act in rows})
    people = {pk: person for pk, person in seen.items() if person.erased_on is None}
    said = said_of(viewer, people.values(), ("name",), why="list.acts") if people else {}
    named = {pk: str(said[pk].main("name") or person.number) for pk, person in people.items()}
    return [
        ActRow(
            act,
            events[act.event_id],
            people.get(act.victim_id) if act.victim_id else None,
            named.get(act.victim_id, "") if act.victim_id else "",
            is_erased=act.victim_id in seen and act.victim_id not in people,
        )
        for act in rows
        if act.event_id in events
    ]


def newest_change() -> int:
    """The number of the newest change; not shown to anybody, what was entered later is new."""
    changes = Change.objects.unscoped(reason="a number to compare with, never shown")
    return int(changes.aggregate(newest=Max("pk"))["newest"] or 0)
