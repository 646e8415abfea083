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


TextReader = Callable[[Any], tuple[uuid.UUID, str]]
_texts: dict[str, tuple[Batches, TextReader]] = {}


def give_texts(collection: str, batches: Batches, reader: TextReader) -> None:
    """Register rows to be found by their words: `batches()` yields lists of rows, unrevealed, the oldest first; `reader(row)`
    gives a row's id and its text."""
    _texts[collection] = (batches, reader)


def text_sources() -> Iterator[tuple[str, Batches, TextReader]]:
    """All registered collections of texts."""
    for collection, (batches, reader) in _texts.items():
        yield collection, batches, reader


def sources() -> Iterator[tuple[Batches, Reader]]:
    """All registered sources."""
    yield from _sources
