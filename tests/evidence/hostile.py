"""One hostile file, and what several makers of them need."""

from __future__ import annotations

from dataclasses import dataclass

from tests.evidence import samples


@dataclass(frozen=True)
class Hostile:
    """One file, what it is called, and what is wrong with it."""

    what: str
    name: str
    content: bytes


def office_of(part: str, content: bytes) -> bytes:
    """An office document of one part."""
    return samples.zipped({"[Content_Types].xml": b"<Types/>", part: content})
