"""Parts of the public site that belong to other rooms: each registers, in its apps.py, what it adds."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """What a room adds. `files` gives its files in one language, which is active while it is asked: {path: content},
    each path beginning with the language and `key`, or with the folder of what pages carry; all are public.
    `fingerprint` is one line that changes when they would; it needs no open server. `mentions` says in one language on
    the pages of which publications the room is named: {publication: [(address, title)]}. One that stands in the foot
    of each page and beside the news, instead of in the navigation, says so by `in_foot`; one that is closed is named
    nowhere, and what files it gives are served all the same. `take_down` lets the record say that the page of a slug was
    taken down at the terminal at an hour (ISO 8601)."""

    key: str
    label: str | Promise
    place: int
    files: Callable[[str], dict[str, bytes]]
    fingerprint: Callable[[], str]
    mentions: Callable[[str], dict[uuid.UUID, list[tuple[str, str]]]] | None = None
    in_foot: bool = False
    is_open: Callable[[], bool] = lambda: True
    take_down: Callable[[str, str], None] | None = None


_SECTIONS: dict[str, Section] = {}


def give_section(section: Section) -> None:
    """Add a part to the site and to its navigation. Raises ValueError when another has its key."""
    if _SECTIONS.setdefault(section.key, section) is not section:
        raise ValueError(section.key)


def sections() -> list[Section]:
    """All parts, in the order of the navigation."""
    return sorted(_SECTIONS.values(), key=lambda one: (one.place, one.key))


def mentioned(code: str) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """By publication, the address and title of what it belongs to, from every room that says so."""
    found: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for section in sections():
        for publication, lines in (section.mentions(code) if section.mentions else {}).items():
            found.setdefault(publication, []).extend(lines)
    return found
