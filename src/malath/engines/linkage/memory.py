"""The likeness of every two parts of names that meet in a pair, found once and looked up by the million.

Where the parts are few, a table of all with all; where they are many, a hash table with open addressing, both in numpy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.hearing import likenesses
from malath.engines.linkage.vocabulary import Ints, Parts

Numbers = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.integer[Any]]
# From this likeness up a pair of parts has the level of its place in the row; the last level is "different".
THRESHOLDS = (0.95, 0.85, 0.75, 0.6)
SAME, DIFFERENT = 0, len(THRESHOLDS) + 1
LEVELS = DIFFERENT + 1
UNKNOWN, ASKED = 255, 254
MOST_DENSE = 150_000_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Memory:
    """Levels of pairs of parts: 0 the same writing, then less and less alike, 5 different."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._size = len(parts.words)
        self._dense: Levels | None = None
        self._count = 0
        self._keys: Numbers = np.zeros(0, np.int64)
        self._levels: Levels = np.zeros(0, np.uint8)
        self._shift = np.uint64(0)
        if self._size**2 <= MOST_DENSE:
            self._dense = np.full(self._size**2, UNKNOWN, np.uint8)

    def learn(self, pairs: Iterable[tuple[Ints, Ints]]) -> None:
        """Find the levels of these pairs of parts, if they are not known."""
        asked = [
            self._codes(left[worth], right[worth]) for left, right in pairs for worth in [self._worth(left, right)]
        ]
        if self._dense is not None:
            for codes in asked:
                fresh = codes[self._dense[codes] == UNKNOWN]
                self._dense[fresh] = ASKED
                fresh = np.unique(fresh)
                self._dense[fresh] = self._heard(fresh)
            return
        fresh = np.unique(np.concatenate(asked)) if asked else np.zeros(0, np.int64)
        fresh = fresh[self._look_up(fresh) == UNKNOWN]
        self._insert(fresh, self._heard(fresh))

    def levels(self, left: Ints, right: Ints) -> Levels:
        """Levels of pairs that were learned; pairs that are plainly different need not have been."""
        codes = self._codes(left, right)
        found = self._dense[codes] if self._dense is not None else self._look_up(codes)
        found = np.where(found >= ASKED, np.uint8(DIFFERENT), found)
        found[left == right] = SAME
        return found

    def _codes(self, left: Ints, right: Ints) -> Numbers:
        low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
        return low * self._size + high

    def _worth(self, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
        """Whether two parts could be alike at all: their consonants are of the same classes but for two."""
        classes, letters = self._parts.classes, self._parts.letters
        a, b = classes[left], classes[right]
        near = np.minimum(np.bitwise_count(a & ~b), np.bitwise_count(b & ~a)) <= 1
        near &= (np.bitwise_count(a ^ b) <= 3) & ((a & b) > 0)
        short = (letters[left] <= 3) | (letters[right] <= 3)
        worth: npt.NDArray[np.bool_] = (near | short) & (left != right)
        return worth

    def _heard(self, codes: Numbers) -> Levels:
        left, right = np.divmod(codes, self._size)
        found = likenesses(self._parts, left.astype(np.int32), right.astype(np.int32))
        return np.searchsorted(-np.array(THRESHOLDS), -found, side="left").astype(np.uint8) + np.uint8(1)

    def _insert(self, codes: Numbers, levels: Levels) -> None:
        self._count += len(codes)
        if self._count * 2 > len(self._keys):
            held = self._keys >= 0
            codes, levels = np.concatenate([self._keys[held], codes]), np.concatenate([self._levels[held], levels])
            bits = max(int(self._count * 4).bit_length(), 16)
            self._shift = np.uint64(64 - bits)
            self._keys = np.full(1 << bits, -1, np.int64)
            self._levels = np.full(1 << bits, UNKNOWN, np.uint8)
        place, waiting = self._place(codes), np.arange(len(codes))
        while len(waiting):
            free = waiting[self._keys[place[waiting]] == -1]
            self._keys[place[free]] = codes[free]
            placed = self._keys[place[waiting]] == codes[waiting]
            self._levels[place[waiting[placed]]] = levels[waiting[placed]]
            waiting = waiting[~placed]
            place[waiting] = (place[waiting] + 1) & (len(self._keys) - 1)

    def _place(self, codes: Numbers) -> Numbers:
        return ((codes.astype(np.uint64) * _MIX) >> self._shift).astype(np.int64)

    def _look_up(self, codes: Numbers) -> Levels:
        out = np.full(len(codes), UNKNOWN, np.uint8)
        if not len(self._keys):
            return out
        place, waiting = self._place(codes), np.arange(len(codes))
        while len(waiting):
            held = self._keys[place[waiting]]
            hit = held == codes[waiting]
            out[waiting[hit]] = self._levels[place[waiting[hit]]]
            waiting = waiting[~hit & (held != -1)]
            place[waiting] = (place[waiting] + 1) & (len(self._keys) - 1)
        return out
