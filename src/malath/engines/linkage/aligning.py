"""Two names of many pairs beside each other: which part answers which, and how much that says.

The first part answers the first; the others answer each other in order, and some may be missing. Two other orders
really occur and are tried where they fit better: the family first, and a kunya in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.frequencies import FIRST, LAST, MIDDLE, Frequencies
from malath.engines.linkage.memory import DIFFERENT, LEVELS, Memory
from malath.engines.linkage.vocabulary import Parts

Floats = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
Bytes = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.integer[Any]]
SLOTS = 6
# Bits: for a part without counterpart, for a second name left as well, for the last part without, for another order.
GAP, BOTH_GAPS, LAST_GAP, REORDERED, KUNYA = -0.8, -4.0, -1.2, -5.0, -3.0
STRAIGHT, LEFT_TURNED, RIGHT_TURNED, LEFT_KUNYA, RIGHT_KUNYA = range(5)


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

    @staticmethod
    def nothing(count: int) -> Aligned:
        """What is said of pairs without a name."""
        first, rest, price = np.zeros((3, count), np.float32)
        return Aligned(first, rest, price, np.zeros(count, np.int8))

    @property
    def sums(self) -> Floats:
        """What the names say altogether."""
        return self.first + self.rest + self.price

    def put(self, rows: Rows, other: Aligned, chosen: Rows) -> None:
        """Take the `chosen` readings of another for these rows."""
        for name in ("first", "rest", "price", "order"):
            getattr(self, name)[rows] = getattr(other, name)[chosen]


@dataclass(frozen=True, slots=True)
class Met:
    """Pairs whose names have equally many parts: a column for each part, and the level of every two that meet."""

    left: list[Rows]
    right: list[Rows]
    level: list[list[Levels]]

    def __len__(self) -> int:
        return len(self.left[0])

    def turned(self, order: int, rows: Rows) -> Met:
        """Some of the pairs, as `turn` would have them."""
        i, j = list(range(len(self.left))), list(range(len(self.right)))
        if order in (RIGHT_TURNED, LEFT_KUNYA):
            i = [*i[1:], 0] if order == RIGHT_TURNED else i[1:]
        elif order in (LEFT_TURNED, RIGHT_KUNYA):
            j = [*j[1:], 0] if order == LEFT_TURNED else j[1:]
        left, right = [self.left[k][rows] for k in i], [self.right[k][rows] for k in j]
        return Met(left, right, [[self.level[k][other][rows] for other in j] for k in i])

    def role(self, i: int, j: int) -> int:
        """The role of part i that answers part j."""
        if i == j == 0:
            return FIRST
        return LAST if i == len(self.left) - 1 and j == len(self.right) - 1 else MIDDLE


class Cell(NamedTuple):
    """The best way to two parts: its worth, the part of it that is bits, and how many parts answer each other."""

    worth: Floats
    bits: Floats
    used: Bytes


class Aligner:
    """Aligns with given bits; the memory finds how alike parts are."""

    def __init__(self, parts: Parts, memory: Memory, known: Frequencies, bits: Bits) -> None:
        self.parts, self.memory, self.known, self.bits = parts, memory, known, bits
        self._kunya = parts.sounds.head[parts.sounds.first] == 2
        self._arabic = parts.arabic.astype(np.int8)

    def align(self, names: Names) -> Aligned:
        """The best reading of each pair."""
        found = Aligned.nothing(len(names.left))
        for rows, met in self.by_shape(names):
            read = self._read(met)
            for order in (LEFT_TURNED, RIGHT_TURNED, LEFT_KUNYA, RIGHT_KUNYA):
                may = self._may(met, order)
                if len(may):
                    self._improve(read, met, may, order)
            found.put(rows, read, np.arange(len(rows)))
        return found

    def by_shape(self, names: Names) -> Iterator[tuple[Rows, Met]]:
        """The pairs that have names, by how many parts these have: what is alike in shape is read together."""
        shapes = [
            (
                rows,
                [np.ascontiguousarray(names.left[rows, k]) for k in range(n)],
                [np.ascontiguousarray(names.right[rows, k]) for k in range(m)],
            )
            for rows, n, m in _shapes(names)
        ]
        cells = [(a, b) for _, left, right in shapes for a in left for b in right]
        if not cells:
            return
        level = self.memory.levels(np.concatenate([a for a, _ in cells]), np.concatenate([b for _, b in cells]))
        start = 0
        for rows, left, right in shapes:
            own = level[start : start + len(rows) * len(left) * len(right)].reshape(len(left), len(right), len(rows))
            start += own.size
            yield rows, Met(left, right, [list(row) for row in own])

    def _may(self, met: Met, order: int) -> Rows:
        """Which pairs could be meant in another order."""
        n, m = len(met.left), len(met.right)
        if order in (LEFT_KUNYA, RIGHT_KUNYA):
            parts = met.left if order == LEFT_KUNYA else met.right
            return np.flatnonzero(self._kunya[parts[0]]) if len(parts) >= 3 else np.zeros(0, np.int64)
        if n < 2 or m < 2:
            return np.zeros(0, np.int64)
        other = met.level[n - 1][0] if order == LEFT_TURNED else met.level[0][m - 1]
        return np.flatnonzero((other <= 3) & (met.level[0][0] > 2))

    def _improve(self, found: Aligned, met: Met, rows: Rows, order: int) -> None:
        other = self._read(met.turned(order, rows))
        other.price += KUNYA if order in (LEFT_KUNYA, RIGHT_KUNYA) else REORDERED
        other.order[:] = order
        better = np.flatnonzero(other.sums > found.sums[rows])
        found.put(rows[better], other, better)

    def _read(self, met: Met) -> Aligned:
        i, j = len(met.left) - 1, len(met.right) - 1
        worth, rest, used = self.table(met)[i][j]
        price = worth - rest + np.float32(BOTH_GAPS) * np.minimum(i - used, j - used).astype(np.float32)
        return Aligned(self.cell(met, 0, 0), rest.copy(), price, np.zeros(len(met), np.int8))

    def table(self, met: Met) -> list[list[Cell]]:
        """The best ways to align what follows the first parts, up to each two of them."""
        count = len(met)
        nothing, none = np.broadcast_to(np.float32(0), count), np.broadcast_to(np.int8(0), count)
        rows: list[list[Cell]] = []
        for i in range(len(met.left)):
            row: list[Cell] = []
            for j in range(len(met.right)):
                if i == 0 or j == 0:
                    worth = sum((gap(k, len(met.left)) for k in range(1, i + 1)), np.float32(0))
                    worth = sum((gap(k, len(met.right)) for k in range(1, j + 1)), worth)
                    row.append(Cell(np.broadcast_to(np.float32(worth), count), nothing, none))
                else:
                    row.append(self._best(met, i, j, rows[i - 1][j], row[j - 1], rows[i - 1][j - 1]))
            rows.append(row)
        return rows

    def _best(self, met: Met, i: int, j: int, above: Cell, beside: Cell, before: Cell) -> Cell:
        said = self.cell(met, i, j)
        up, side = above.worth + gap(i, len(met.left)), beside.worth + gap(j, len(met.right))
        aside = side > up
        worth, both = np.where(aside, side, up), before.worth + said
        paired = both > worth
        return Cell(
            np.where(paired, both, worth),
            np.where(paired, before.bits + said, np.where(aside, beside.bits, above.bits)),
            np.where(paired, before.used + np.int8(1), np.where(aside, beside.used, above.used)),
        )

    def cell(self, met: Met, i: int, j: int) -> Floats:
        """Bits for part i of the left answering part j of the right. Few are alike: only those are looked at closely."""
        left, right, level, role = met.left[i], met.right[j], met.level[i][j], met.role(i, j)
        across = self._arabic[left] ^ self._arabic[right]
        said: Floats = self.bits.table[role, :, DIFFERENT][across]
        near = np.flatnonzero(level != DIFFERENT)
        if len(near):
            across, level = across[near], level[near]
            frequency = self.known.of(role, across, level, left[near], right[near])
            said[near] = self.bits.table[role, across, level] - frequency
        return said

    def facts(self, met: Met, i: int, j: int, rows: Rows) -> tuple[Levels, Bytes, Floats]:
        """Level, whether scripts differ, and the bits of the frequency, of one cell in some of the pairs."""
        left, right, level = met.left[i][rows], met.right[j][rows], met.level[i][j][rows]
        across = self._arabic[left] ^ self._arabic[right]
        return level, across, self.known.of(met.role(i, j), across, level, left, right)


def _shapes(names: Names) -> Iterator[tuple[Rows, int, int]]:
    """The pairs that have names, by how many parts there are left and right."""
    n, m = (names.left >= 0).sum(axis=1), (names.right >= 0).sum(axis=1)
    shape = (n * (SLOTS + 1) + m).astype(np.uint8)
    order = np.argsort(shape, kind="stable")
    edges = np.flatnonzero(np.diff(shape[order])) + 1
    for rows in np.split(order, edges) if len(order) else ():
        if n[rows[0]] and m[rows[0]]:
            yield rows, int(n[rows[0]]), int(m[rows[0]])


def gap(place: int, count: int) -> np.float32:
    """Bits for a part without a counterpart."""
    return np.float32(LAST_GAP if place == count - 1 else GAP)


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
