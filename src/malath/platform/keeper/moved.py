"""What was moved from the outbox into the ledger lately."""

from __future__ import annotations

import os
from pathlib import Path


class MovedIds:
    """Which outbox entries were written lately, so that what is sent again after a crash is not written twice.

    A batch is announced durably and then appended under one lock, so at start the ledger's growth since the
    announcement says how many of its entries were written. Earlier batches stay known as well: an entry leaves the
    outbox only when its move is confirmed, and several moves in a row can die before that, each with more behind it.
    """

    _KEPT = 2_000

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self._known: list[str] = []
        self._new: list[str] = []
        if path.exists():
            announced, _, known = path.read_text().partition("\n\n")
            before, *new = announced.split("\n")
            self._new = new[: max(0, size - int(before))]
            self._known = known.split()
        self._written = {*self._known, *self._new}

    def __contains__(self, entry: str) -> bool:
        return entry in self._written

    def announce(self, size: int, ids: list[str]) -> None:
        """Remember, durably, what is about to be written at this size of the ledger."""
        self._known, self._new = [*self._known, *self._new][-self._KEPT :], ids
        self._written = {*self._known, *ids}
        self._keep(size)

    def withdraw(self, size: int) -> None:
        """What was announced last was not written."""
        self._new, self._written = [], set(self._known)
        self._keep(size)

    def _keep(self, size: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.path.with_suffix(".part")
        with open(part, "w") as file:
            file.write("\n".join([str(size), *self._new]) + "\n\n" + "\n".join(self._known))
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.path)
