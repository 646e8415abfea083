"""What rooms keep beside the record: where a record came from, and what leaves and comes back with it. They register here (SC1).

This room does not know lists. A page asks `came_from` for the address of the raw rows behind a record; an export asks every
part for its files, and gives them back when it is loaded.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut, NamedMember, NamedOrganisation
    from malath.accountability.violations.models import Event, Person, Record
    from malath.platform.access.models import Member

    ComesFrom = Callable[[Member, Event | Person], str]

Lines = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Leaving:
    """What a part needs to write its files: who takes what out, without whom; the changes that leave, key by number."""

    viewer: Member
    left_out: LeftOut
    changes: Mapping[int, str]


@dataclass(frozen=True)
class Loaded:
    """What stands already when a part is loaded: its records by identifier and its changes by key; who is who here."""

    records: Mapping[uuid.UUID, Record]
    changes: Mapping[str, int]
    organisation_of: NamedOrganisation
    member_of: NamedMember


class Part(Protocol):
    """What a room gives to every export beside the record itself."""

    def files(self, leaving: Leaving) -> Iterator[tuple[str, str, Lines]]:
        """File name, what it holds, its lines in a settled order: nothing that the viewer may not see."""

    def load(self, read: Callable[[str], Lines], loaded: Loaded) -> None:
        """Bring back what `files` gave. `read` gives the lines of a file, none where there is no such file."""


_sources: list[ComesFrom] = []
_parts: list[Part] = []


def give_origin(source: ComesFrom) -> None:
    """Register a room that knows where records came from; called in its apps.py."""
    if source not in _sources:
        _sources.append(source)


def give_part(part: Part) -> None:
    """Register what a room adds to an export; called in its apps.py."""
    if not any(type(known) is type(part) for known in _parts):
        _parts.append(part)


def came_from(viewer: Member, record: Event | Person) -> str:
    """The address of the raw rows behind a record, as far as the viewer may see them; empty where there are none."""
    return next((address for source in _sources if (address := source(viewer, record))), "")


def parts() -> tuple[Part, ...]:
    """The parts, in the order of their names."""
    return tuple(sorted(_parts, key=lambda part: type(part).__name__))
