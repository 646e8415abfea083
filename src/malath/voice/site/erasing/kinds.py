"""What can be erased: each room that has pages outside registers, in its apps.py, how its records are held and emptied."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Counted:
    """So many of what goes."""

    words: str
    count: int


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way, and where it is moved out of it."""

    words: str
    url: str = ""


@dataclass
class Effects:
    """What an erasure would do: what goes, what stays besides the ledger and what others copied, what stands in its way.
    `texts` and `left` name texts with their addresses here, empty where the viewer has none: those that go along, and those
    that stay."""

    goes: list[Counted] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    in_the_way: list[Obstacle] = field(default_factory=list)


@dataclass(frozen=True)
class Gone:
    """What was emptied: the subjects whose keys go, the address of chance that goes on to say that something stood there."""

    subjects: tuple[uuid.UUID, ...]
    slug: str = ""


@dataclass(frozen=True)
class Erasable:
    """A kind of record. `hold` locks the row and all that goes with it, in the rooms' order, and gives its organisation;
    it raises NotFoundError when the row is gone. `empty` deletes the rows, inside the transaction that holds them."""

    kind: str
    effects: Callable[[Member, uuid.UUID], Effects]
    hold: Callable[[uuid.UUID], uuid.UUID]
    empty: Callable[[uuid.UUID, Member], Gone]


_KINDS: dict[str, Erasable] = {}


def give_erasable(one: Erasable) -> None:
    """Add a kind of record."""
    _KINDS[one.kind] = one


def erasable(kind: str) -> Erasable:
    """How a kind is erased. Raises NotFoundError."""
    found = _KINDS.get(kind)
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True)
class Forgetting:
    """What another room holds about items of the site. `hold` locks its own rows before the items are locked, `forget`
    deletes them."""

    hold: Callable[[Iterable[uuid.UUID]], None]
    forget: Callable[[Iterable[uuid.UUID]], None]


_FORGETTINGS: list[Forgetting] = []


def give_forgetting(one: Forgetting) -> None:
    """Register what a room does when items are erased; called in its apps.py."""
    if one not in _FORGETTINGS:
        _FORGETTINGS.append(one)


def forgettings() -> list[Forgetting]:
    """All of them, in the order of registration."""
    return list(_FORGETTINGS)
