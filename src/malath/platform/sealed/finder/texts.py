"""An index of words in the finder's memory: which rows hold every word of a question, also as a part of a longer word."""

from __future__ import annotations

import threading
from array import array

from malath.engines.names import normalise

LONGEST = 200_000
"""Letters of a text that are indexed; what follows is not found."""
MOST_WORDS = 12


class TextIndex:
    """Rows and their words. A row that is put anew gets a new number, and what its old number named is not found again."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._number: dict[str, int] = {}
        self._words: dict[str, array[int]] = {}
        # The index is built by one thread while others ask it.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._number)

    def put(self, id: str, text: str) -> None:
        """Learn, or learn anew, the text of a row."""
        words = set(normalise(text[:LONGEST]).split())
        with self._lock:
            number = self._number[id] = len(self._rows)
            self._rows.append(id)
            for word in words:
                self._words.setdefault(word, array("I")).append(number)

    def drop(self, id: str) -> None:
        """Forget a row: at once for every question, and its words when the index is built again."""
        with self._lock:
            number = self._number.pop(id, None)
            if number is not None:
                self._rows[number] = ""

    def find(self, text: str) -> list[str]:
        """The rows that hold every word of the text, as a word or a part of one, the newest put first."""
        wanted, found = normalise(text).split()[:MOST_WORDS], set[int]()
        with self._lock:
            for place, word in enumerate(wanted):
                hits = {number for known, rows in self._words.items() if word in known for number in rows}
                found = hits if place == 0 else found & hits
            return [self._rows[number] for number in sorted(found, reverse=True) if self._is_current(number)]

    def _is_current(self, number: int) -> bool:
        return self._number.get(self._rows[number]) == number
