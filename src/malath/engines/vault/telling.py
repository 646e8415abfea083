"""What the sealed entries tell a verifier, as they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from malath.engines.vault import entries
from malath.engines.vault.batches import VERB as BATCH
from malath.engines.vault.entries import ObjectEntry
from malath.engines.vault.index import Rows
from malath.engines.vault.projecting import project

_TOLD = {
    entries.OBJECT: ("verb", "object"),
    entries.INGEST: ("verb", "item", "object", "size", "sha256"),
    entries.SAME: ("verb", "object", "kept"),
    entries.ERASE: ("verb", "item", "object"),
}
"""What is remembered of each entry, by its verb."""


class ToldItem(NamedTuple):
    """An item as the log tells of it."""

    id: str
    size: int
    sha256: str


class Telling:
    """What the sealed entries tell, as it is read: what is in the vault, and which objects lie in which pack, so that a
    pack can be checked as soon as its batch was read."""

    def __init__(self, begin: Callable[[str, list[ObjectEntry]], None]) -> None:
        self._begin = begin
        self._entries: dict[int, dict[str, Any]] = {}
        self._objects: dict[str, list[ObjectEntry]] = {}
        self.packs: dict[str, str] = {}
        self.strange: list[str] = []

    def hear(self, position: int, entry: dict[str, Any]) -> None:
        """One entry."""
        try:
            wanted = _TOLD.get(entry.get("verb", ""))
            if wanted:
                self._entries[position] = {name: entry[name] for name in wanted}
            if entry.get("verb") == entries.OBJECT:
                held = ObjectEntry.read(entry)
                self._objects.setdefault(held.place.pack, []).append(held)
                self.packs[held.object] = held.place.pack
            elif entry.get("verb") == BATCH:
                for name in entry["packs"]:
                    self._begin(name, self._objects.pop(name, []))
        except (KeyError, ValueError, TypeError, AttributeError) as bad:
            self.strange.append(f"entry {position} of the vault cannot be understood: {bad!r}")

    def rows(self, identity: bytes, size: int) -> Rows:
        """What the first `size` entries give."""
        for name, held in self._objects.items():
            self._begin(name, held)
        return project(sorted(self._entries.items()), identity, size)

    def items(self, rows: Rows) -> dict[str, list[ToldItem]]:
        """The items of each object."""
        found: dict[str, list[ToldItem]] = {}
        for row in rows.items:
            entry = self._entries[row.entry]
            found.setdefault(row.object.hex(), []).append(ToldItem(entry["item"], entry["size"], entry["sha256"]))
        return found
