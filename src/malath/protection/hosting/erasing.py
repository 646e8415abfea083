"""What other rooms hold of a host, and what of theirs stands against an erasure. Hosting knows neither stay nor plan."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Homes = Sequence[uuid.UUID]
_blocks: list[Callable[[Homes], bool]] = []
_blankings: list[Callable[[Homes, Member], None]] = []


def give_erasure_block(block: Callable[[Homes], bool]) -> None:
    """Register `block(homes)`: whether something open in these homes forbids that their host is erased; in apps.py."""
    if block not in _blocks:
        _blocks.append(block)


def give_host_blanking(blanking: Callable[[Homes, Member], None]) -> None:
    """Register `blanking(homes, by)`, which empties what a room keeps of the words of these homes' host, in the
    erasure's transaction; called in apps.py."""
    if blanking not in _blankings:
        _blankings.append(blanking)


def is_blocked(homes: Homes) -> bool:
    """Whether any room says that the host cannot be erased yet."""
    return any(block(homes) for block in _blocks)


def empty_other_rooms(homes: Homes, by: Member) -> None:
    """Have every room empty what it holds of the host's words."""
    for blanking in _blankings:
        blanking(homes, by)
