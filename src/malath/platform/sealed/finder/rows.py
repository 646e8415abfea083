"""Very many rows in a few plain arrays: the id (16 bytes), the scope and the words of each, and the row of an id."""

from __future__ import annotations

from array import array

_SIZE = 16
_FEWEST = 1024
# Holes that removed rows left among the words are closed when they are a third of all, and at least so many.
FEWEST_CLOSED = 1 << 16


class Rows:
    """Rows by number, the newest last. Numbers only grow, so that a place in the order stays one."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self._starts = array("Q")
        self._counts = array("I")
        self._words = array("I")
        self.scope_of = array("I")
        self._heads = array("I", bytes(4 * _FEWEST))
        self._next = array("I")
        self._alive = 0
        self._holes = 0

    def __len__(self) -> int:
        """How many rows there are, those not counted that were removed."""
        return self._alive

    @property
    def end(self) -> int:
        """The number that the next row will have."""
        return len(self._counts)

    def add(self, id: bytes, words: array[int], scope: int) -> int:
        """Add a row; its number."""
        row = len(self._counts)
        self._ids += id
        self._starts.append(len(self._words))
        self._counts.append(len(words))
        self._words.extend(words)
        self.scope_of.append(scope)
        self._next.append(0)
        self._alive += 1
        if row >= len(self._heads):
            self._grow()
        self._link(row)
        return row

    def row_of(self, id: bytes) -> int | None:
        """The row of an id."""
        at = self._heads[hash(id) & (len(self._heads) - 1)]
        while at:
            if self.id_of(at - 1) == id:
                return at - 1
            at = self._next[at - 1]
        return None

    def id_of(self, row: int) -> bytes:
        """The id of a row."""
        return bytes(self._ids[row * _SIZE : (row + 1) * _SIZE])

    def words_of(self, row: int) -> array[int]:
        """The numbers of a row's words."""
        start = self._starts[row]
        return self._words[start : start + self._counts[row]]

    def remove(self, row: int) -> None:
        """Wipe a row: its id, and its words."""
        self._unlink(row)
        self._ids[row * _SIZE : (row + 1) * _SIZE] = bytes(_SIZE)
        start, count = self._starts[row], self._counts[row]
        self._words[start : start + count] = array("I", bytes(4 * count))
        self._counts[row] = 0
        self._alive -= 1
        self._holes += count
        if self._holes >= max(FEWEST_CLOSED, len(self._words) // 3):
            self._close_holes()

    def _close_holes(self) -> None:
        words = array("I")
        for row, count in enumerate(self._counts):
            start, self._starts[row] = self._starts[row], len(words)
            if count:
                words.extend(self._words[start : start + count])
        self._words, self._holes = words, 0

    def _link(self, row: int) -> None:
        slot = hash(self.id_of(row)) & (len(self._heads) - 1)
        self._next[row] = self._heads[slot]
        self._heads[slot] = row + 1

    def _unlink(self, row: int) -> None:
        slot = hash(self.id_of(row)) & (len(self._heads) - 1)
        at = self._heads[slot]
        if at == row + 1:
            self._heads[slot] = self._next[row]
            return
        while self._next[at - 1] != row + 1:
            at = self._next[at - 1]
        self._next[at - 1] = self._next[row]

    def _grow(self) -> None:
        self._heads = array("I", bytes(4 * 4 * len(self._heads)))
        gone = bytes(_SIZE)
        for row in range(len(self._counts) - 1):
            if self.id_of(row) != gone:
                self._link(row)
