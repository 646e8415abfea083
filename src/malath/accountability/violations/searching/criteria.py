"""What is asked of the record: codes, days and identifiers alone, so that it may stand in an address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

NONE = "none"
"""In place of a code: where the record says nothing."""

SEVERAL = frozenset({"kind", "not_kind", "place", "not_place", "method", "right", "fate", "whereabouts"})
"""Criteria that may ask several codes, with a comma between them: what has any of them fits, or without, what has none."""
MOST_CODES = 30


@dataclass(frozen=True)
class OfCodes:
    """A criterion that is answered by codes beside the columns (violations/coding.py): their field, the vocabulary, and
    whether they hang on the event rather than on the act."""

    field: str
    terms: str = ""
    of_event: bool = False


CODED = {
    "method": OfCodes("methods", "methods"),
    "right": OfCodes("rights", "rights", of_event=True),
    "known": OfCodes("known"),
    "fate": OfCodes("fate", "fates"),
    "whereabouts": OfCodes("whereabouts", "whereabouts"),
}


def codes_in(asked: str) -> tuple[str, ...]:
    """The codes of a criterion, one or several."""
    return tuple(asked.split(",")) if asked else ()


class Role(StrEnum):
    """A person's part in an act."""

    ANY = ""
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    SOURCE = "source"


@dataclass(frozen=True)
class Criteria:
    """One question. A code means itself with all below it; NONE that nothing is said; an empty value asks nothing. Those of
    SEVERAL may name several codes, any of which fits.

    `first` and `last` bound a period: acts that possibly happened in it, and with `surely` those whose date lies wholly
    in it. `undated` asks for acts of whose date nothing is known. `known` is how sure a fate is: known, claimed or unknown.
    `person` with `role`, and `unit`, are identifiers; whoever may not see them finds nothing by them. `with_person` and
    `with_unit` are the records that are one with these: they are looked up, never asked. `since` is a number of a change:
    acts that were entered after it.
    """

    kind: str = ""
    not_kind: str = ""
    place: str = ""
    not_place: str = ""
    first: date | None = None
    last: date | None = None
    surely: bool = False
    undated: bool = False
    perpetrator: str = ""
    unit: uuid.UUID | None = None
    person: uuid.UUID | None = None
    role: str = Role.ANY
    stage: str = ""
    status: str = ""
    victim: str = ""
    material: str = ""
    reliability: str = ""
    restricted: str = ""
    method: str = ""
    right: str = ""
    known: str = ""
    fate: str = ""
    whereabouts: str = ""
    since: int | None = None
    with_person: frozenset[uuid.UUID] = frozenset()
    with_unit: frozenset[uuid.UUID] = frozenset()

    def with_(self, **changes: Any) -> Self:
        """The same question with some of it changed."""
        return replace(self, **changes)

    @property
    def people(self) -> list[uuid.UUID]:
        """The person, and the records that are one with them."""
        return sorted(self.with_person | ({self.person} if self.person else set()))

    @property
    def units(self) -> list[uuid.UUID]:
        """The unit, the same way."""
        return sorted(self.with_unit | ({self.unit} if self.unit else set()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that everything fits."""
        return self == Criteria()

    def as_pairs(self) -> dict[str, str]:
        """What is asked, as the address holds it, in one order."""
        said: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value in (None, "", False) or field.name in {"since", "with_person", "with_unit"}:
                continue
            said[field.name] = "1" if value is True else value.isoformat() if isinstance(value, date) else str(value)
        return said
