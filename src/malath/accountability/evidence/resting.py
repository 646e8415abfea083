"""What rests on an item: rooms that keep records with evidence register here, and its page leads to them (SC3)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Resting:
    """A record that names the item as what it rests on: its number, its title where it has one, and its page."""

    number: str
    title: str
    url: str


@dataclass(frozen=True)
class Found:
    """Records in order; `has_more`: there are more than the page names."""

    records: tuple[Resting, ...] = ()
    has_more: bool = False


_rooms: list[Callable[[Member, uuid.UUID], Found]] = []


def give_resting(room: Callable[[Member, uuid.UUID], Found]) -> None:
    """Register a room; called in its apps.py. It names only what the viewer sees."""
    if room not in _rooms:
        _rooms.append(room)


def resting_on(viewer: Member, item: uuid.UUID) -> Found:
    """The records that rest on an item, as far as the viewer sees them."""
    found = [room(viewer, item) for room in _rooms]
    return Found(tuple(one for each in found for one in each.records), any(each.has_more for each in found))
