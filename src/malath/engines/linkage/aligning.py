"""Two names of many pairs beside each other: which part answers which, and how much that says.

The first part answers the first; the others answer each other in order, and some may be missing. Two other orders
really occur and are tried where they fit better: the family first, and a kunya in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.frequencies import FIRST, LAST, MIDDLE, Frequencies
from malath.engines.linkage.memory import DIFFERENT, LEVELS, Memory
from malath.engines.linkage.vocabulary import Parts

Floats = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
Bytes = npt.NDArray[np.integer[Any]]
SLOTS = 6
# Bits: for a part without counterpart, for a second name left as well, for the last part without, for another order.
GAP, BOTH_GAPS, LAST_GAP, REORDERED, KUNYA = -0.8, -4.0, -1.2, -5.0, -3.0
STRAIGHT, LEFT_TURNED, RIGHT_TURNED, LEFT_KUNYA, RIGHT_KUNYA = range(5)
_NEVER = np.float32(-1e6)


@dataclass(frozen=True, slots=True)
class Bits:
    """Bits for a level of likeness, by role of the part and by whether the scripts differ: log2 of m; the
    frequency is taken off in each pair."""

    table: Floats

    @staticmethod
    def of(m: npt.NDArray[np.floating[Any]]) -> Bits:
        """From the probabilities m[role, across, level] that parts of one person's name are so alike."""
        return Bits(np.log2(m).astype(np.float32))


SAME_SCRIPT = (0.62, 0.14, 0.09, 0.06, 0.05, 0.04)
OTHER_SCRIPT = (1e-4, 0.74, 0.11, 0.06, 0.05, 0.04)


def usual() -> npt.NDArray[np.floating[Any]]:
    """The m from which learning starts; the first name is what tells brothers apart, and differs less in one person."""
    m = np.zeros((3, 2, LEVELS))
    m[:, 0], m[:, 1] = SAME_SCRIPT, OTHER_SCRIPT
    m[FIRST, :, DIFFERENT] = 0.012
    m[LAST, :, DIFFERENT] = 0.05
    shares: npt.NDArray[np.floating[Any]] = m / m.sum(axis=2, keepdims=True)
    return shares


@dataclass(frozen=True, slots=True)
class Names:
    """What two sets of rows are called: numbers of parts, beside each other."""

    left: Rows
    right: Rows


@dataclass(slots=True)
class Aligned:
    """Of each pair the bits of the first part and of the rest, the shape's price, and the order in which it was read."""

    first: Floats
    rest: Floats
    price: Floats
    order: Bytes


class Aligner:
    """Aligns with given bits; the memory holds how alike parts are."""

    def __init__(self, parts: Parts, memory: Memory, known: Frequencies, bits: Bits) -> None:
        self.parts, self.memory, self.known, self.bits = parts, memory, known, bits
        self._kunya = parts.sounds.head[parts.sounds.first] == 2

    def learn(self, names: Names) -> None:
        """Let the memory find out what these pairs will ask for."""
        asked = []
        for i in range(names.left.shape[1]):
            for j in range(names.right.shape[1]):
                there = (names.left[:, i] >= 0) & (names.right[:, j] >= 0)
                asked.append((names.left[there, i], names.right[there, j]))
        self.memory.learn(asked)

    def align(self, names: Names) -> Aligned:
        """The best reading of each pair."""
        found = self._read(names)
        for order in (LEFT_TURNED, RIGHT_TURNED, LEFT_KUNYA, RIGHT_KUNYA):
            rows = np.flatnonzero(self._may(names, order))
            if len(rows):
                self._improve(found, names, rows, order)
        return found

    def _may(self, names: Names, order: int) -> npt.NDArray[np.bool_]:
        n, m = (names.left >= 0).sum(axis=1), (names.right >= 0).sum(axis=1)
        if order == LEFT_KUNYA:
            turned: npt.NDArray[np.bool_] = (n >= 3) & self._kunya[names.left[:, 0]]
            return turned
        if order == RIGHT_KUNYA:
            turned = (m >= 3) & self._kunya[names.right[:, 0]]
            return turned
        rows = np.arange(len(n))
        other = (
            (names.left[rows, n - 1], names.right[:, 0])
            if order == LEFT_TURNED
            else (names.left[:, 0], names.right[rows, m - 1])
        )
        alike = self.memory.levels(*other) <= 3
        differ = self.memory.levels(names.left[:, 0], names.right[:, 0]) > 2
        may: npt.NDArray[np.bool_] = alike & differ & (n >= 2) & (m >= 2)
        return may

    def _improve(self, found: Aligned, names: Names, rows: npt.NDArray[np.integer[Any]], order: int) -> None:
        turned = turn(Names(names.left[rows], names.right[rows]), order)
        other = self._read(turned)
        other.price += KUNYA if order in (LEFT_KUNYA, RIGHT_KUNYA) else REORDERED
        better = other.first + other.rest + other.price > found.first[rows] + found.rest[rows] + found.price[rows]
        chosen = rows[better]
        for name in ("first", "rest", "price"):
            getattr(found, name)[chosen] = getattr(other, name)[better]
        found.order[chosen] = order

    def _read(self, names: Names) -> Aligned:
        n, m = (names.left >= 0).sum(axis=1), (names.right >= 0).sum(axis=1)
        first = self.cell(names, 0, 0, n, m)
        best, rest, gaps_left, gaps_right = self._rest(names, n, m)
        price = best - rest
        price += BOTH_GAPS * np.minimum(gaps_left, gaps_right)
        nothing = (n == 0) | (m == 0)
        first[nothing], rest[nothing], price[nothing] = 0.0, 0.0, 0.0
        return Aligned(first, rest, price.astype(np.float32), np.zeros(len(n), np.int8))

    def _rest(self, names: Names, n: Rows, m: Rows) -> tuple[Floats, Floats, Bytes, Bytes]:
        """The best alignment of what follows the first parts: its worth, the part of it that is bits, gaps each side."""
        worth, bits, used = self._table(names, n, m)
        at = np.arange(len(n))
        i, j = np.maximum(n - 1, 0), np.maximum(m - 1, 0)
        best, rest, pairs = worth[i, j, at], bits[i, j, at], used[i, j, at]
        return best, rest, (i - pairs).astype(np.int8), (j - pairs).astype(np.int8)

    def _table(self, names: Names, n: Rows, m: Rows) -> tuple[Floats, Floats, Bytes]:
        rows, columns = names.left.shape[1], names.right.shape[1]
        worth = np.full((rows, columns, len(n)), _NEVER, np.float32)
        bits = np.zeros((rows, columns, len(n)), np.float32)
        used = np.zeros((rows, columns, len(n)), np.int8)
        for i in range(rows):
            for j in range(columns):
                if i == j == 0:
                    worth[0, 0] = 0
                    continue
                if i:
                    gap = np.where(i == n - 1, np.float32(LAST_GAP), np.float32(GAP))
                    self._take(worth, bits, used, (i, j), (i - 1, j), gap, None)
                if j:
                    gap = np.where(j == m - 1, np.float32(LAST_GAP), np.float32(GAP))
                    self._take(worth, bits, used, (i, j), (i, j - 1), gap, None)
                if i and j:
                    cell = self.cell(names, i, j, n, m)
                    self._take(worth, bits, used, (i, j), (i - 1, j - 1), cell, cell)
        return worth, bits, used

    @staticmethod
    def _take(
        worth: Floats,
        bits: Floats,
        used: Bytes,
        here: tuple[int, int],
        there: tuple[int, int],
        more: Floats,
        said: Floats | None,
    ) -> None:
        other = worth[there] + more
        better = other > worth[here]
        worth[here] = np.where(better, other, worth[here])
        bits[here] = np.where(better, bits[there] + (0 if said is None else said), bits[here])
        used[here] = np.where(better, used[there] + (said is not None), used[here])

    def cell(self, names: Names, i: int, j: int, n: Rows, m: Rows) -> Floats:
        """Bits for part i of the left answering part j of the right; 0 where either is missing."""
        left, right = names.left[:, i], names.right[:, j]
        level, role, across, frequency = self.facts(left, right, i, j, n, m)
        said = self.bits.table[role, across, level] - frequency
        return np.where((left < 0) | (right < 0), np.float32(0), said)

    def facts(self, left: Rows, right: Rows, i: int, j: int, n: Rows, m: Rows) -> tuple[Rows, Rows, Rows, Floats]:
        """Level, role, whether scripts differ, and the bits of the frequency, of one cell in each pair."""
        level = self.memory.levels(left, right)
        role = np.where(i == j == 0, FIRST, np.where((i == n - 1) & (j == m - 1), LAST, MIDDLE)).astype(np.int8)
        across = (self.parts.arabic[left] != self.parts.arabic[right]).astype(np.int8)
        return level, role, across, self.known.of(role, across, level, left, right)


def turn(names: Names, order: int) -> Names:
    """The names as they stand in another order: the last part of one side put in front is put back, a kunya dropped."""
    left, right = names.left, names.right
    if order == LEFT_TURNED:
        right = _front_to_back(right)
    elif order == RIGHT_TURNED:
        left = _front_to_back(left)
    elif order == LEFT_KUNYA:
        left = _dropped(left)
    elif order == RIGHT_KUNYA:
        right = _dropped(right)
    return Names(left, right)


def _front_to_back(parts: Rows) -> Rows:
    out = _dropped(parts)
    count = (parts >= 0).sum(axis=1)
    out[np.arange(len(parts)), np.maximum(count - 1, 0)] = parts[:, 0]
    return out


def _dropped(parts: Rows) -> Rows:
    return np.concatenate([parts[:, 1:], np.full((len(parts), 1), -1, np.int32)], axis=1)
