"""What an import of a list asks of the records: who is known by a key, what stands of them, which changes a batch made (SC1).

A key is the keyed digest of an identifier of the list. What the asking member may not see is not found, so that no fate of
a row tells of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.models import (
    Act,
    Change,
    Event,
    Information,
    Involvement,
    Person,
    Record,
    Statement,
)
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

Standing = dict[tuple[uuid.UUID, str], list[Statement]]
IMPORT = Change.Kind.IMPORT


@dataclass
class Known:
    """The records that one row of a list met before; None where there is none yet."""

    person: Person | None = None
    event: Event | None = None
    act: Act | None = None
    information: Information | None = None
    involvement: Involvement | None = None

    @property
    def records(self) -> list[Record]:
        """Those that stand."""
        parts = (self.person, self.event, self.act, self.information, self.involvement)
        return [row for row in parts if row is not None]


@dataclass
class Found:
    """People and events by their keys, with what of the events the list itself said."""

    people: dict[bytes, Person] = field(default_factory=dict)
    events: dict[bytes, Known] = field(default_factory=dict)

    def of(self, person: bytes, event: bytes) -> Known:
        """What a row with these keys met before."""
        known = self.events.get(event, Known())
        return Known(self.people.get(person), known.event, known.act, known.information, known.involvement)


def group_known_as(viewer: Member, organisation: Organisation, key: bytes) -> Person | None:
    """The group of people that stands for a list as a source, by its key."""
    rows = Person.objects.visible_to(viewer).filter(organisation=organisation, key=key, kind=Person.Kind.GROUP)
    found: Person | None = rows.filter(erased_on=None).order_by("made_in_id", "pk").first()
    return found


def known_by_keys(
    viewer: Member, organisation: Organisation, people: Collection[bytes], events: Collection[bytes], source: Any
) -> Found:
    """People and events of the organisation that have these keys and that the viewer sees; of two the older one."""
    found = Found()
    rows = Person.objects.visible_to(viewer).filter(organisation=organisation, erased_on=None)
    for person in rows.filter(key__in=people).order_by("made_in_id", "pk") if people else ():
        found.people.setdefault(bytes(person.key), person)
    known = Event.objects.visible_to(viewer).filter(organisation=organisation)
    for event in known.filter(key__in=events).order_by("made_in_id", "pk") if events else ():
        found.events.setdefault(bytes(event.key), Known(event=event))
    by_event = {one.event.pk: one for one in found.events.values() if one.event is not None}
    _add_parts(viewer, by_event, source)
    return found


def _add_parts(viewer: Member, by_event: dict[uuid.UUID, Known], source: Any) -> None:
    """Of each event its first act, that act's first involvement, and what the source told of it."""

    def rows(model: type[Record]) -> Any:
        return model.objects.visible_to(viewer).filter(event__in=by_event).order_by("made_in_id", "pk")

    if not by_event:
        return
    for act in rows(Act):
        known = by_event[act.event_id]
        known.act = known.act or act
    for involvement in rows(Involvement):
        known = by_event[involvement.event_id]
        if known.involvement is None and known.act is not None and involvement.act_id == known.act.pk:
            known.involvement = involvement
    for information in rows(Information):
        known = by_event[information.event_id]
        if known.information is None and source is not None and information.source_id == source.pk:
            known.information = information


def standing_of(records: Sequence[Record]) -> Standing:
    """What stands of records that were found for a viewer, opened by the system: a job compares it with a list."""
    said = Statement.objects.unscoped(reason="a job compares a list with what its member sees")
    rows = list(said.filter(record__in=[row.pk for row in records], stands=True).order_by("made_in_id", "pk"))
    reveal(rows, by=None, why="records.compare")
    standing: Standing = {}
    for one in rows:
        standing.setdefault((one.record, one.field), []).append(one)
    return standing


def changes_to_undo(viewer: Member, batch: uuid.UUID) -> list[Change]:
    """The changes of an import that stand, the newest first."""
    rows = Change.objects.visible_to(viewer).filter(batch=batch, kind=Change.Kind.IMPORT, is_undone=False)
    return list(rows.order_by("-id"))


def changes_to_bring_back(viewer: Member, batch: uuid.UUID) -> list[Change]:
    """The undoings of an import that stand, so that undoing them brings its changes back, the oldest of those first."""
    rows = Change.objects.visible_to(viewer).filter(batch=batch, kind=Change.Kind.UNDO, is_undone=False)
    return list(rows.filter(undoes__kind=Change.Kind.IMPORT).order_by("undoes_id"))


def restricted_events(viewer: Member) -> Any:
    """Restricted events that the viewer may not see: the rows of lists that made them are hidden."""
    return _restricted(viewer, Event)


def restricted_people(viewer: Member) -> Any:
    """The same of people."""
    return _restricted(viewer, Person)


def _restricted(viewer: Member, model: type[Record]) -> Any:
    rows = model.objects.unscoped(reason="what is hidden from the viewer").filter(is_restricted=True)
    trusted = viewer.standing.organisations_able("see_restricted")
    return rows.exclude(organisation__in=trusted).exclude(entered_by=viewer)
