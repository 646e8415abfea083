"""A whole question: criteria in codes, and what the finder proposed for words and names."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from malath.accountability.violations.searching.criteria import Criteria


@dataclass(frozen=True)
class Proposed:
    """What the finder proposes: events that hold the words, people who bear the name; None where nothing was asked.

    `has_more`: more events or people fit than are taken. `is_complete`: the finder knew everything when it was asked.
    """

    events: frozenset[uuid.UUID] | None = None
    people: frozenset[uuid.UUID] | None = None
    has_more: bool = False
    is_complete: bool = True

    @property
    def is_asked(self) -> bool:
        """Whether words or a name were asked at all."""
        return self.events is not None or self.people is not None


NOBODY = Proposed()


@dataclass(frozen=True)
class Asked:
    """Criteria with what was proposed."""

    criteria: Criteria = field(default_factory=Criteria)
    proposed: Proposed = NOBODY

    def with_(self, **changes: object) -> Asked:
        """The same with some criteria changed."""
        return Asked(self.criteria.with_(**changes), self.proposed)
