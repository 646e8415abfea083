"""The likeness of every two parts of names that meet in a pair, found once and looked up by the million.

A table of all with all for the parts met first, and a hash table with open addressing for the others, both in numpy.
"""

from __future__ import annotations

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
UNKNOWN = 255
# The parts met first, which are nearly all that are met often, have a table of all with all.
DENSE = 12_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Memory:
    """Levels of pairs of parts: 0 the same writing, then less and less alike, 5 different."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._size = len(parts.words)
        self._width = min(self._size, DENSE)
        self._dense: Levels = np.full(self._width**2, UNKNOWN, np.uint8)
        self._count = 0
        self._keys: Numbers = np.zeros(0, np.int64)
        self._levels: Levels = np.zeros(0, np.uint8)
        self._shift = np.uint64(0)

    def levels(self, left: Ints, right: Ints) -> Levels:
        """Levels of pairs of parts; what is asked for the first time is found out."""
        places = left.astype(np.int64) * self._width + right
        if self._size == self._width:
            found = self._dense[places]
        else:
            seldom = np.flatnonzero(np.maximum(left, right) >= self._width)
            places[seldom] = 0
            found = self._dense[places]
            found[seldom] = self._of_seldom(left[seldom], right[seldom])
        unknown = np.flatnonzero(found == UNKNOWN)
        if len(unknown):
            found[unknown] = self._found_out(left[unknown], right[unknown])
        levels: Levels = found
        return levels

    def _of_seldom(self, left: Ints, right: Ints) -> Levels:
        found = np.where(left == right, np.uint8(SAME), np.uint8(DIFFERENT))
        look = np.flatnonzero(self._worth(left, right))
        found[look] = self._look_up(self._codes(left[look], right[look]))
        return found

    def _found_out(self, left: Ints, right: Ints) -> Levels:
        codes, back = np.unique(self._codes(left, right), return_inverse=True)
        low, high = (half.astype(np.int32) for half in np.divmod(codes, max(self._size, 1)))
        levels = np.where(low == high, np.uint8(SAME), np.uint8(DIFFERENT))
        look = np.flatnonzero(self._worth(low, high))
        levels[look] = self._heard(low[look], high[look])
        inside = high < self._width
        low, high = low[inside].astype(np.int64), high[inside].astype(np.int64)
        self._dense[low * self._width + high] = self._dense[high * self._width + low] = levels[inside]
        self._insert(codes[~inside], levels[~inside])
        found: Levels = levels[back]
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

    def _heard(self, left: Ints, right: Ints) -> Levels:
        found = likenesses(self._parts, left, right)
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
