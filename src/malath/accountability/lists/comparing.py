"""A row beside the records that it met before: new, a change (field: before and after), or known as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.lists.keys import Keys
from malath.accountability.lists.reading import ReadRow
from malath.accountability.lists.rules import Fate
from malath.accountability.lists.targets import RECORDS
from malath.accountability.violations.listing import (
    Found,
    Known,
    Standing,
    group_known_as,
    known_by_keys,
    standing_of,
)
from malath.accountability.violations.records import main_of, said_by_source

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

# What every row makes; who did it is made where the list says something of them.
ALWAYS = ("person", "event", "act", "information")


@dataclass
class Compared:
    """What would become of a row. `changes`: [target, before, after]; a record that is added has None for both."""

    fate: Fate
    known: Known = field(default_factory=Known)
    changes: list[list[Any]] = field(default_factory=list)


@dataclass
class Beside:
    """The records that a batch of rows met before, and their source."""

    found: Found
    source: Any
    people: list[bytes]
    events: list[bytes]


def meet(rows: Sequence[ReadRow], keys: Keys, viewer: Member, organisation: Organisation) -> Beside:
    """Look up by their keys what rows meet, in a few queries for all of them."""
    said = [row.key for row in rows]
    people, events = keys.of_people(said), keys.of_events(said)
    source = group_known_as(viewer, organisation, keys.of_source)
    known = known_by_keys(viewer, organisation, [key for key in people if key], [key for key in events if key], source)
    return Beside(known, source, people, events)


def compare(rows: Sequence[ReadRow], beside: Beside) -> list[Compared]:
    """The fate of each row."""
    met = [_met(beside, place) for place in range(len(rows))]
    standing = standing_of([record for known in met for record in known.records])
    return [_compared(row, known, standing, beside.source) for row, known in zip(rows, met, strict=True)]


def _met(beside: Beside, place: int) -> Known:
    known = beside.found.of(beside.people[place], beside.events[place]) if beside.people[place] else Known()
    # An event whose person is not found is not this row's: it stays as it is.
    return known if known.person is not None else Known()


def met_by(beside: Beside, place: int) -> Known:
    """The records that one row of the batch met."""
    return _met(beside, place)


def _compared(row: ReadRow, known: Known, standing: Standing, source: Any) -> Compared:
    if known.person is None:
        return Compared(Fate.NEW)
    changes: list[list[Any]] = []
    for record in RECORDS:
        stands, values = getattr(known, record), row.of(record)
        if stands is None:
            if record in ALWAYS or values:
                changes.append([record, None, None])
            continue
        changes += _changed(record, stands, values, standing, source)
    return Compared(Fate.UPDATE if changes else Fate.UNCHANGED, known, changes)


def _changed(record: str, stands: Any, values: Mapping[str, Any], standing: Standing, source: Any) -> list[list[Any]]:
    changed = []
    for code, value in values.items():
        said = standing.get((stands.pk, code), [])
        says_more, own = said_by_source(said, value, source)
        if says_more:
            before = own or main_of(said)
            changed.append([f"{record}.{code}", before.value["v"] if before else None, value])
    return changed
