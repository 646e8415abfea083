"""An index of words in the finder's memory: which rows hold every word of a question, also as a part of a longer word.

A million short texts are held in plain arrays: for each word the rows that have it, and for each row its words, so that
what is dropped leaves memory at once. Rows are asked for from the newest back, in windows: a word that almost every row
has costs no more than one that few have (SC1).
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from malath.platform.sealed.finder.asking import Question, Term
from malath.platform.sealed.finder.rows import Rows
from malath.platform.sealed.finder.spelling import GLUES, LONGEST, Spellings, compounded, terms_of
from malath.platform.sealed.finder.vocabulary import Vocabulary

MOST_WORDS = 12


class TextIndex:
    """Rows and their words. A row that is put anew is the newest."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._vocabulary = Vocabulary()
        self._rows_with: list[array[int]] = []
        self._spellings = Spellings()
        self._scopes: dict[str, int] = {"": 0}
        self._in_scope = array("I", [0])
        # The index is built by one thread while others ask it.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, id: bytes, text: str, scope: str = "") -> None:
        """Learn, or learn anew, the text of a row (an id of 16 bytes)."""
        with self._lock:
            self._forget(id)
            self._add(id, array("I", self._numbers_in(text)), scope)

    def renew(self, id: bytes) -> None:
        """Make a row the newest."""
        with self._lock:
            row = self._rows.row_of(id)
            if row is None:
                return
            words, scope = self._rows.words_of(row), list(self._scopes)[self._rows.scope_of[row]]
            self._take_out(row)
            self._add(id, words, scope)

    def drop(self, id: bytes) -> None:
        """Forget a row, and every word that only it had."""
        with self._lock:
            self._forget(id)

    def find(
        self,
        question: str,
        *,
        limit: int = 1000,
        after: int | None = None,
        scopes: Iterable[str] | None = None,
        among: Iterable[bytes] | None = None,
    ) -> tuple[list[bytes], int | None]:
        """The rows that hold every word of the question, the newest first, at most `limit` from `after` on; and from where
        to go on, None at the end. With `scopes` only rows of these or of no scope, with `among` only these rows."""
        words = terms_of(question)[:MOST_WORDS]
        with self._lock:
            meant = [self._vocabulary.meant_by(word) for word in words]
            if not meant or not all(meant):
                return [], None
            terms = sorted((Term(numbers, self._rows_with) for numbers in meant), key=lambda term: term.total)
            end = self._rows.end if after is None else max(0, min(after, self._rows.end))
            asked = Question(self._rows, terms, end, *self._allowed(scopes))
            found: list[int] = []
            for rows in asked.windows(limit) if among is None else [asked.those(among)]:
                found += sorted(rows, reverse=True)
                if len(found) > limit:
                    break
            page = found[:limit]
            return [self._rows.id_of(row) for row in page], page[-1] if len(found) > limit else None

    def _allowed(self, scopes: Iterable[str] | None) -> tuple[frozenset[int] | None, float]:
        """The numbers of the scopes, and what part of all rows is theirs."""
        if scopes is None:
            return None, 1.0
        allowed = frozenset(self._scopes.get(scope, 0) for scope in ("", *scopes))
        return allowed, sum(self._in_scope[number] for number in allowed) / max(len(self._rows), 1)

    def _numbers_in(self, text: str) -> set[int]:
        """The words of a text; a compound name stands among them in parts and whole."""
        known, learn = self._vocabulary.known, self._vocabulary.number
        written = text[:LONGEST].split()
        # A word that is known as it is written is its own spelling, as most are.
        numbers = list(map(known, written))
        found = {number for number in numbers if number is not None}
        for at, number in enumerate(numbers):
            if number is None:
                found.update(map(learn, self._spellings.words(written[at])))
        if not found.isdisjoint(map(known, GLUES)):
            words = [self._spellings.words(one) if known(one) is None else (one,) for one in written]
            found.update(map(learn, compounded([word for some in words for word in some])))
        return found

    def _add(self, id: bytes, words: array[int], scope: str) -> None:
        number = self._scopes.setdefault(scope, len(self._scopes))
        if number == len(self._in_scope):
            self._in_scope.append(0)
        self._in_scope[number] += 1
        row, rows_with = self._rows.add(id, words, number), self._rows_with
        for _ in range(len(self._vocabulary.words) - len(rows_with)):
            rows_with.append(array("I"))
        for word in words:
            rows_with[word].append(row)

    def _take_out(self, row: int) -> array[int]:
        words = self._rows.words_of(row)
        for word in words:
            rows = self._rows_with[word]
            rows.pop(bisect_left(rows, row))
        self._in_scope[self._rows.scope_of[row]] -= 1
        self._rows.remove(row)
        return words

    def _forget(self, id: bytes) -> None:
        row = self._rows.row_of(id)
        if row is None:
            return
        gone = [word for word in self._take_out(row) if not self._rows_with[word]]
        for word in gone:
            self._vocabulary.forget(word)
        if gone:
            self._spellings.forget()
