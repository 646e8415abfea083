"""What a member could see, told when they are locked out: rooms say it for what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Seen:
    """One thing that the member could see: its code, where it is, and by what right they saw it."""

    label: str
    url: str
    why: str | Promise = ""
    leads: bool = False


@dataclass
class Sight:
    """What one room answers: how many in all, and those of them that the viewer may see too.

    `leads` among the seen need somebody else now: the page suggests the handover.
    """

    title: str | Promise
    count: int
    seen: list[Seen] = field(default_factory=list)


# (member, viewer) -> what the member could see. `member.standing` is what they held until the lock-out.
SightSource = Callable[["Member", "Member"], Sight]
_sources: list[SightSource] = []


def give_sight(source: SightSource) -> None:
    """Register a room's answer; called in apps.py."""
    if source not in _sources:
        _sources.append(source)


def sight_of(member: Member, *, viewer: Member) -> list[Sight]:
    """What the member could see, room by room, as far as the viewer may know it."""
    return [source(member, viewer) for source in _sources]
