"""What rooms give to the finder: rows with sealed names, a batch at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Searchable:
    """What one person, or one row, is found by."""

    id: uuid.UUID
    names: list[str]
    codes: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


Batches = Callable[[], Iterable[list[Any]]]
Reader = Callable[[Any], Searchable]
_sources: list[tuple[Batches, Reader]] = []


def give_source(batches: Batches, reader: Reader) -> None:
    """Register rows to be found: `batches()` yields lists of rows, unrevealed; `reader(row)` says what it is found by."""
    if not any(known is batches for known, _reader in _sources):
        _sources.append((batches, reader))


def sources() -> Iterator[tuple[Batches, Reader]]:
    """All registered sources."""
    yield from _sources
