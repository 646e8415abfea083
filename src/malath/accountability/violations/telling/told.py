"""A story that was read: plain values, ready to become records (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.rules import must_be_restricted

if TYPE_CHECKING:
    from malath.accountability.violations.models import Body, Person

Values = Mapping[str, Any]
CHILD = "07.01"
"""Of the characteristics: somebody who is a child, though no age is said."""


@dataclass(frozen=True)
class Called:
    """Somebody who is named: known here, or new."""

    name: str = ""
    row: Person | None = None

    def __bool__(self) -> bool:
        return bool(self.name) or self.row is not None


@dataclass(frozen=True)
class NamedBody:
    """A unit or a place of detention: as it was written, and the one known here that is meant."""

    name: str = ""
    row: Body | None = None

    def __bool__(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True)
class Act:
    """One kind of act, as it was done to everybody or to some."""

    index: int
    values: Values


@dataclass(frozen=True)
class Victim:
    """To whom. `acts` names acts by their index; none means all."""

    index: int
    who: Called
    values: Values
    of_acts: Values
    is_group: bool = False
    acts: frozenset[int] = frozenset()
    fate: Values | None = None


@dataclass(frozen=True)
class Doer:
    """By whom: somebody, a unit (by name or number), or a kind of perpetrator alone."""

    who: Called
    unit: NamedBody
    values: Values


@dataclass(frozen=True)
class Stay:
    """A place where they were held: all of them, or the one whose index is `of`."""

    values: Values
    site: NamedBody
    of: int | None = None


@dataclass(frozen=True)
class Step:
    """What was done about it."""

    who: Called
    values: Values


@dataclass(frozen=True)
class Told:
    """The whole story."""

    way: str
    teller: Called
    evidence: uuid.UUID | None
    information: Values
    sure: str
    event: Values
    acts: list[Act] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    fate: Values = field(default_factory=dict)
    doers: list[Doer] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def is_restricted(self) -> bool:
        """Whether it is restricted from the start: a minor, or sexual violence."""
        ages = [one.of_acts.get("age") for one in self.victims] or [None]
        children = any(CHILD in one.of_acts.get("characteristics", ()) for one in self.victims)
        acts = [(act.values.get("kind") or "", act.values.get("methods") or ()) for act in self.acts] or [("", ())]
        return children or any(must_be_restricted(kind, methods, age) for kind, methods in acts for age in ages)
