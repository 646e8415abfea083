"""Words and names, as far as the viewer sees: the finder proposes, `visible_to` decides (SC1).

Nothing of hidden events and people leaves here, not even how many they are.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.violations.finding import EVENTS, PEOPLE
from malath.accountability.violations.joining.groups import seen_fellows
from malath.accountability.violations.models import Act, Event, Person, grants_of_records
from malath.accountability.violations.naming import events_not_by_words, not_by_name
from malath.accountability.violations.searching.asking import Asked, Proposed
from malath.accountability.violations.searching.conditions import conditions
from malath.accountability.violations.searching.criteria import Criteria
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.seeing import visible_texts

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.platform.access.scoped import ScopedQuerySet

LONGEST = 200
MOST_EVENTS, MOST_PEOPLE = 1000, 200
CANDIDATES, MOST_ROUNDS = 2000, 10
# The finder leaves out names that are far worse than the best one, whosever that is. Nothing that is as near as this can be
# left out so: whom the viewer may not see changes nothing in what is found.
ALIKE = 0.7


def proposed_for(viewer: Member, criteria: Criteria, *, text: str = "", name: str = "") -> Proposed:
    """What holds the words, of what fits the criteria; and who bears the name, however it is spelled."""
    words, called = _line(text), _line(name)
    people = people_called(viewer, called) if called else None
    if not words:
        return Proposed(people=people, is_complete=bool(finder().status()["ready"])) if called else Proposed()
    events = Event.objects.visible_to(viewer)
    if not criteria.is_empty:
        acts = Act.objects.visible_to(viewer).filter(conditions(viewer, Asked(criteria)))
        events = events.filter(pk__in=acts.values("event"))
    found = visible_texts(EVENTS, words, events, limit=MOST_EVENTS, scopes=_scopes(viewer))
    # A word that is somebody's name would find them, who stands by initials for the viewer.
    return Proposed(events_not_by_words(viewer, found.ids), people, found.has_more, found.is_complete)


def people_called(viewer: Member, name: str) -> frozenset[uuid.UUID]:
    """The people whom the viewer sees and who bear the name, in any script, or the number; with all records of each."""
    called = not_by_name(viewer, rows_called(Person.objects.visible_to(viewer), name, PEOPLE).ids)
    return frozenset(seen_fellows(viewer, Person, called))


@dataclass(frozen=True)
class Called:
    """Rows that bear a name, the nearest first; whether there are more, and whether all names are known yet."""

    ids: list[uuid.UUID]
    has_more: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the finder has read every name since the server was opened."""
        return bool(finder().status()["ready"])


def rows_called(seen: ScopedQuerySet, name: str, collection: str) -> Called:
    """Those of the rows that a viewer sees which bear the name, in any script, or the number."""
    found: list[uuid.UUID] = []
    called = _line(name)
    for offset in range(0, MOST_ROUNDS * CANDIDATES if called else 0, CANDIDATES):
        # The space says that the last word is whole.
        near = finder().find(f"{called} ", limit=CANDIDATES, offset=offset, collection=collection)
        alike = [id for id, score, _name in near if score >= ALIKE]
        # Not as one value: beside a thousand rows of it the database would read all people instead.
        ours = set(seen.filter(pk__in=alike).values_list("pk", flat=True))
        found += [id for id in alike if id in ours]
        if len(alike) < CANDIDATES or len(found) > MOST_PEOPLE:
            break
    return Called(found[:MOST_PEOPLE], len(found) > MOST_PEOPLE)


def _scopes(viewer: Member) -> list[str] | None:
    """Whose events need to be proposed; None where others shared some with the viewer."""
    if grants_of_records(viewer).exists():
        return None
    able = {*viewer.standing.organisations_able("document"), *viewer.standing.organisations_able("see_restricted")}
    return sorted(map(str, able))


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]
