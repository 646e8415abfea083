"""What rooms give to the finder: rows with sealed names or texts, a batch at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

PEOPLE = "people"
"""The collection of names where none is said: those whom the protection side accompanies."""


@dataclass(frozen=True)
class Searchable:
    """What one person, or one row, is found by."""

    id: uuid.UUID
    names: list[str]
    codes: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


Batches = Callable[[], Iterable[list[Any]]]
Reader = Callable[[Any], Searchable]
_sources: list[tuple[str, Batches, Reader]] = []


def give_source(batches: Batches, reader: Reader, collection: str = PEOPLE) -> None:
    """Register rows to be found by name: `batches()` yields lists of rows, unrevealed; `reader(row)` says what it is found by.

    Two collections share no index: a question to one is never answered, nor crowded, by the people of the other."""
    if not any(known is batches for _collection, known, _reader in _sources):
        _sources.append((collection, batches, reader))


TextRow = tuple[uuid.UUID, str] | tuple[uuid.UUID, str, str]
TextReader = Callable[[Any], TextRow]
_texts: dict[str, tuple[Batches, TextReader]] = {}


def give_texts(collection: str, batches: Batches, reader: TextReader) -> None:
    """Register rows to be found by their words: `batches()` yields lists of rows, unrevealed, the oldest first; `reader(row)`
    gives a row's id, its text and, if it has one, its scope."""
    _texts[collection] = (batches, reader)


def text_sources() -> Iterator[tuple[str, Batches, TextReader]]:
    """All registered collections of texts."""
    for collection, (batches, reader) in _texts.items():
        yield collection, batches, reader


def sources() -> Iterator[tuple[str, Batches, Reader]]:
    """All registered sources of names, each with its collection."""
    yield from _sources
