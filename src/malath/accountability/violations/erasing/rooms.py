"""What other rooms hold of an event or a person: how much of it would go, what of theirs stands in the way, the emptying.

This room knows neither testimonies nor lists: they register in their apps.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Subject:
    """What is erased: one event, or one person. `keys` are the keyed digests under which lists know it."""

    event: uuid.UUID | None = None
    person: uuid.UUID | None = None
    organisation: uuid.UUID | None = None
    keys: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class Counted:
    """So many of something."""

    words: str
    count: int


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way, in words, and where it is moved out of it, where the viewer may go there."""

    words: str
    url: str = ""
    number: str = ""


class HoldingRoom(Protocol):
    """A room with rows of its own under an event or a person."""

    def goes(self, subject: Subject) -> Iterator[Counted]:
        """What would go with it."""

    def in_the_way(self, subject: Subject) -> Iterator[Obstacle]:
        """What must be settled first."""

    def hold_first(self, subject: Subject) -> None:
        """Lock what is locked before events are (locking.py): imports of lists."""

    def hold(self, subject: Subject) -> None:
        """Lock what is locked after events and before people: testimonies."""

    def empty(self, subject: Subject, *, by: Member) -> None:
        """Take it away, inside the erasure's transaction."""


rooms: list[HoldingRoom] = []


def give_holding_room(room: HoldingRoom) -> None:
    """Register a room; called in its apps.py."""
    if not any(type(known) is type(room) for known in rooms):
        rooms.append(room)
