"""A question to an index of words: rows that have every one of its words, asked for from the newest back, in windows (SC1)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from malath.platform.sealed.finder.rows import Rows

# Measured: what one posting costs when it is gathered, what one list of them does, and what looking at a row's words does.
POSTING, LIST, LOOK = 0.04, 0.12, 0.9
FIRST_WINDOW = 2048
WIDER = 4


class Term:
    """The words that a term may mean, and the rows of each in ascending order."""

    def __init__(self, numbers: Sequence[int], rows_with: Sequence[array[int]]) -> None:
        self._numbers = numbers
        self.lists = [rows_with[number] for number in numbers]
        self.total = sum(map(len, self.lists))

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The words by number, for looking whether a row has one of them."""
        return frozenset(self._numbers)

    def between(self, low: int, high: int, rows: Rows) -> set[int]:
        """The rows from `low` to before `high` that have the term: by the words of each row, or by the rows of each word,
        whichever is less work."""
        if LOOK * (high - low) < self._gathering(low, high, rows):
            return {row for row in range(low, high) if not self.numbers.isdisjoint(rows.words_of(row))}
        return set[int]().union(*self._parts(low, high))

    def among(self, found: set[int], low: int, high: int, rows: Rows) -> set[int]:
        """Those of the found, all from `low` to before `high`, that have the term."""
        if LOOK * len(found) < self._gathering(low, high, rows):
            return {row for row in found if not self.numbers.isdisjoint(rows.words_of(row))}
        return set[int]().union(*(found.intersection(part) for part in self._parts(low, high)))

    def _gathering(self, low: int, high: int, rows: Rows) -> float:
        return POSTING * self.total * (high - low) / max(rows.end, 1) + LIST * len(self.lists)

    def _parts(self, low: int, high: int) -> list[array[int]]:
        parts = []
        for rows in self.lists:
            if rows[-1] >= low:
                first = bisect_left(rows, low) if rows[0] < low else 0
                last = bisect_left(rows, high) if rows[-1] >= high else len(rows)
                parts.append(rows[first:last] if last - first < len(rows) else rows)
        return parts


@dataclass(frozen=True)
class Question:
    """Terms, the one with the fewest rows first; before which row to look; of which scopes, and what part of all they are."""

    rows: Rows
    terms: list[Term]
    end: int
    allowed: frozenset[int] | None
    share: float

    def windows(self, limit: int) -> Iterator[set[int]]:
        """The rows with all terms, window by window; the first window is as wide as should fill a page of `limit`."""
        share, high = self.share, self.end
        for term in self.terms:
            share *= min(1.0, term.total / max(len(self.rows), 1))
        wide = FIRST_WINDOW + int(1.3 * limit / max(share, 1e-9))
        while high > 0:
            low = max(0, high - wide)
            yield self._with_all(self._allowed(self.terms[0].between(low, high, self.rows)), self.terms[1:], low, high)
            high, wide = low, wide * WIDER

    def those(self, ids: Iterable[bytes]) -> set[int]:
        """The rows of these ids that have all terms."""
        rows = {row for row in map(self.rows.row_of, ids) if row is not None and row < self.end}
        return self._with_all(self._allowed(rows), self.terms, 0, self.end)

    def _with_all(self, found: set[int], terms: Iterable[Term], low: int, high: int) -> set[int]:
        for term in terms:
            if found:
                found = term.among(found, low, high, self.rows)
        return found

    def _allowed(self, rows: set[int]) -> set[int]:
        if self.allowed is None:
            return rows
        scope_of, allowed = self.rows.scope_of, self.allowed
        return {row for row in rows if scope_of[row] in allowed}
