"""Under which name somebody is shown: who allowed their initials alone stands under these wherever others read (SC1).

This room does not know consents. A rule that is registered is asked for people of other organisations; without one, what
was shared is shown as it is. Whoever documents for their own organisation reads their own record as it stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.models import (
    Act,
    Event,
    Information,
    Intervention,
    Involvement,
    OfEvent,
    Person,
    Record,
    Statement,
    Tie,
    grants_of_records,
)
from malath.accountability.violations.records import main_of
from malath.engines.names.initials import initials_of, with_initials
from malath.platform.access.scoped import kept
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

    NamingRule = Callable[[Member, Collection[uuid.UUID]], set[uuid.UUID]]

_REASON = "who is shown by initials alone"
# What names a person beside their name, and says nothing more where initials stand.
NAMING = (
    "names", "reference", "mother", "father", "grandfather", "family", "searcher", "address", "id_document", "passport",
)  # fmt: skip
_PARTS: tuple[tuple[type[OfEvent], str], ...] = (
    (Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party"),
)  # fmt: skip
_rules: list[NamingRule] = []


def give_naming_rule(rule: NamingRule) -> None:
    """Register a room's rule, in its apps.py: of people of other organisations, whom a viewer reads by initials alone."""
    if rule not in _rules:
        _rules.append(rule)


@dataclass(frozen=True)
class Masks:
    """The initials of people who are shown by them, and the names that give way to them."""

    initials: Mapping[uuid.UUID, str] = field(default_factory=dict)
    names: Mapping[uuid.UUID, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.initials)

    def keeps(self, said: Statement) -> bool:
        """Whether a statement may stand at all: no other name of theirs does, nor whose child they are."""
        return not (said.of == "person" and said.record in self.initials and said.field in NAMING)

    def mask(self, said: Statement) -> None:
        """Let names in a revealed statement give way. A name of somebody else who is called alike stays."""
        value = said.value.get("v")
        if not self.initials:
            return
        if said.of == "person" and said.field == "name":
            if said.record in self.initials:
                said.value = {"v": self.initials[said.record]}
        elif not (said.of == "person" and said.field in NAMING):
            said.value = {"v": self.shown(value)}

    def shown(self, value: Any) -> Any:
        """A value, or texts within it, with initials in place of the names."""
        if isinstance(value, str):
            for person, names in self.names.items():
                value = with_initials(value, names, self.initials[person])
            return value
        if isinstance(value, dict):
            return {key: self.shown(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.shown(one) for one in value]
        return value


NONE = Masks()


def masks_of(people: Collection[uuid.UUID], *, by: Member | None) -> Masks:
    """The masks of people: all names under which they stand anywhere, and the initials of the one that is shown first; their
    number where that has no letter."""
    if not people:
        return NONE
    rows = Statement.objects.unscoped(reason=_REASON).filter(
        of="person", person__in=people, field__in=("name", "names")
    )
    said = list(rows.order_by("made_in_id", "pk"))
    reveal(said, by=by, why="export")
    numbers = Person.objects.unscoped(reason=_REASON).filter(pk__in=people).values_list("pk", "number")
    initials, names = {}, {}
    for pk, number in numbers:
        of = [one for one in said if one.record == pk]
        first = main_of(one for one in of if one.field == "name" and one.stands)
        initials[pk] = initials_of(str(first.value["v"])) if first else ""
        initials[pk] = initials[pk] or number
        known = (one.value["v"] for one in of)
        names[pk] = tuple(
            str(name) for value in known for name in (value if isinstance(value, list) else [value]) if name
        )
    return Masks(initials, names)


def masks_for(viewer: Member, rows: Iterable[Record]) -> Masks:
    """The masks under which a viewer reads records: nothing is asked where all are of organisations in which they document."""
    able = viewer.standing.organisations_able("document")
    foreign = [row for row in rows if row.organisation_id not in able]
    if not foreign or not _rules:
        return NONE
    people = {row.pk for row in foreign if isinstance(row, Person)}
    people |= {pk for row in foreign if isinstance(row, Tie) for pk in (row.person_id, row.other_id)}
    events = {row.pk for row in foreign if isinstance(row, Event)}
    events |= {row.event_id for row in foreign if isinstance(row, OfEvent)}
    # What is said of one person may name another of the same event.
    events |= _events_with(people) if grants_of_records(viewer).exists() else set()
    people = people.union(*_people_in(events).values())
    return masks_of(by_initials(viewer, people), by=None)


def by_initials(viewer: Member, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of some people those of other organisations whom the viewer reads by initials alone."""
    if not people or not _rules or not grants_of_records(viewer).exists():
        return set()
    found: set[uuid.UUID] = kept(viewer, ("by initials", frozenset(people)), lambda: _asked(viewer, people))
    return found


def _asked(viewer: Member, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    able = viewer.standing.organisations_able("document")
    rows = Person.objects.unscoped(reason=_REASON).filter(pk__in=people).exclude(organisation__in=able)
    foreign = set(rows.values_list("pk", flat=True))
    return set().union(*(rule(viewer, foreign) for rule in _rules)) if foreign else set()


def not_by_name(viewer: Member, people: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Of people that were found by their name those whom the viewer reads by it, in their order."""
    masked = by_initials(viewer, people)
    return [pk for pk in people if pk not in masked]


def events_not_by_words(viewer: Member, events: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Of events that were found by a word those in which nobody stands by initials for the viewer: a name would find them."""
    if not events or not _rules or not grants_of_records(viewer).exists():
        return frozenset(events)
    able = viewer.standing.organisations_able("document")
    rows = Event.objects.unscoped(reason=_REASON).filter(pk__in=events).exclude(organisation__in=able)
    foreign = set(rows.values_list("pk", flat=True))
    people = _people_in(foreign)
    masked = by_initials(viewer, set().union(*people.values()))
    return frozenset(pk for pk in events if not people.get(pk, set()) & masked)


def _events_with(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The events in which some people have a part, whoever looks."""
    found: set[uuid.UUID] = set()
    for model, link in _PARTS if people else ():
        rows = model.objects.unscoped(reason=_REASON).filter(**{f"{link}__in": people}, is_gone=False)
        found |= set(rows.values_list("event", flat=True))
    return found


def _people_in(events: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Everybody who has a part in each of some events, whoever looks: four queries for all of them."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {event: set() for event in events}
    for model, link in _PARTS if events else ():
        rows = model.objects.unscoped(reason=_REASON).filter(event__in=events, is_gone=False).exclude(**{link: None})
        for event, person in rows.values_list("event", link):
            found[event].add(person)
    return found
