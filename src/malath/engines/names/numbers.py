"""Codes and telephone numbers in memory: found exactly, by their beginning, or by their last digits."""

from __future__ import annotations

import re
from bisect import bisect_left, insort

from malath.engines.names.letters import fold_digits, normalise

FEWEST_DIGITS = 4
# Digits that must agree when one number has a country code and the other has not.
NATIONAL_DIGITS = 7
_NOT_CODE = re.compile(r"[^0-9a-z\u0620-\u06d3]+")
_PHONE = re.compile(r"[\d\s()+./\-]*")


def code_of(text: str) -> str:
    """A code without case, spaces and separators: "ZAYTUN – 27" is zaytun27."""
    return _NOT_CODE.sub("", normalise(text))


def digits_of(text: str) -> str:
    """The digits of a telephone number without leading zeros or the sign of a country code."""
    return "".join(c for c in fold_digits(text) if c in "0123456789").lstrip("0")


def looks_like_phone(text: str) -> bool:
    """Whether the text is digits and the signs written between them, long enough to mean a number."""
    return _PHONE.fullmatch(fold_digits(text)) is not None and len(digits_of(text)) >= FEWEST_DIGITS


class SortedWords:
    """Words kept in order with the ids that have them, for questions by beginning."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[str, str]] = {}
        self._words: list[str] = []

    def add(self, word: str, id: str, shown: str) -> None:
        """Note that `id` has `word`, displayed as `shown`."""
        if word not in self._ids:
            self._ids[word] = {}
            insort(self._words, word)
        self._ids[word][id] = shown

    def discard(self, word: str, id: str) -> None:
        """Forget it again."""
        holders = self._ids.get(word)
        if holders is None:
            return
        holders.pop(id, None)
        if not holders:
            del self._ids[word]
            del self._words[bisect_left(self._words, word)]

    def exactly(self, word: str) -> dict[str, str]:
        """Ids with this word, and how each shows it."""
        return self._ids.get(word, {})

    def beginning(self, prefix: str, most: int = 200) -> list[str]:
        """Words that begin so."""
        start = bisect_left(self._words, prefix)
        found = self._words[start : start + most]
        return [word for word in found if word.startswith(prefix)]


class Numbers:
    """The codes and telephone numbers of all ids."""

    def __init__(self) -> None:
        self._codes = SortedWords()
        self._phones = SortedWords()
        self._held: dict[str, set[tuple[bool, str]]] = {}

    def put_code(self, id: str, code: str) -> None:
        """Let a code find the id."""
        if word := code_of(code):
            self._codes.add(word, id, code.strip())
            self._held.setdefault(id, set()).add((True, word))

    def put_phone(self, id: str, phone: str) -> None:
        """Let a telephone number find the id; fewer than four digits find nothing."""
        digits = digits_of(phone)
        if len(digits) >= FEWEST_DIGITS:
            self._phones.add(digits[::-1], id, phone.strip())
            self._held.setdefault(id, set()).add((False, digits[::-1]))

    def drop(self, id: str) -> None:
        """Forget all codes and numbers of the id."""
        for is_code, word in self._held.pop(id, ()):
            (self._codes if is_code else self._phones).discard(word, id)

    def find(self, text: str) -> dict[str, tuple[float, str]]:
        """Ids with their score and what was found: a code by itself or its beginning, a number by its last digits."""
        found: dict[str, tuple[float, str]] = {}
        code = code_of(text)
        for id, shown in self._codes.exactly(code).items():
            found[id] = (1.0, shown)
        if len(code) >= FEWEST_DIGITS and any(c.isdigit() for c in code):
            for word in self._codes.beginning(code):
                for id, shown in self._codes.exactly(word).items():
                    found.setdefault(id, (0.9, shown))
        if looks_like_phone(text):
            self._find_phone(digits_of(text)[::-1], found)
        return found

    def _find_phone(self, reversed_digits: str, found: dict[str, tuple[float, str]]) -> None:
        score = 0.98 if len(reversed_digits) >= NATIONAL_DIGITS else 0.9
        words = self._phones.beginning(reversed_digits)
        words += [reversed_digits[:n] for n in range(NATIONAL_DIGITS, len(reversed_digits))]
        for word in words:
            for id, shown in self._phones.exactly(word).items():
                found.setdefault(id, (score, shown))
