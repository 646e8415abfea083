"""Where each subject's entries stand in the ledger, in the keeper's memory."""

from __future__ import annotations

from collections import deque
from typing import Any


class EntryIndex:
    """Where each subject's entries stand in the ledger; in memory, filled once it is asked for."""

    def __init__(self, kept: int = 200_000) -> None:
        self._of: dict[str, deque[int]] = {}
        self.complete_from_start = False
        self.kept = kept

    def add(self, index: int, entry: dict[str, Any]) -> None:
        if self.complete_from_start:
            self._note(index, entry)

    def fill(self, everything: Any) -> None:
        for index, entry in everything:
            self._note(index, entry)
        self.complete_from_start = True

    def _note(self, index: int, entry: dict[str, Any]) -> None:
        for subject in {entry.get("subject"), *entry.get("subjects", ())} - {None}:
            self._of.setdefault(str(subject), deque(maxlen=self.kept)).append(index)

    def newest(self, subject: str | None, limit: int, before: int | None, size: int) -> list[int]:
        if subject is None:
            end = size if before is None else min(before, size)
            return list(range(end - 1, max(-1, end - 1 - limit), -1))
        known = [index for index in self._of.get(subject, ()) if before is None or index < before]
        return known[::-1][:limit]
