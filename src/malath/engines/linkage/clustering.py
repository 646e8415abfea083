"""Rows put together to persons, with constraints: no chain of weak links, no crowd, nothing that somebody told apart.

Rows that are linked directly or through others form a component. Where every two of its rows are likely one person, it
is a cluster. Elsewhere it grows from its surest pair: two groups join only if all pairs between them together speak for
it (average linkage on the bits; Bansal, Blum and Chawla, "Correlation Clustering", 2004).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.integer[Any]]
Rows = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
MOST = 12
# What a pair says that was not even a candidate, and how much one pair may say at most, in bits.
UNSEEN, CEILING = -2.5, 12.0


def cluster(
    total: int,
    left: Rows,
    right: Rows,
    bits: Floats,
    *,
    most: int = MOST,
    apart: Set[tuple[int, int]] = frozenset(),
    together: Rows | None = None,
    source: Rows | None = None,
) -> Rows:
    """The cluster of every row, by the number of its first row.

    `apart` are pairs, lower first, never to be together; `together` is a label for each row: rows that share one are one
    person whatever else is known, and all pairs of them are among the pairs. No cluster holds two rows of a `source`,
    -1 for none.
    """
    linked = bits > 0
    component = components(total, left[linked], right[linked])
    sizes = np.bincount(component, minlength=total).astype(np.int64)
    edges = np.bincount(component[left[linked]], minlength=total)
    whole = (edges == sizes * (sizes - 1) // 2) & (sizes <= most)
    whole[[component[a] for a, b in apart if component[a] == component[b]]] = False
    if source is not None:
        whole[_with_a_source_twice(component, source)] = False
    inside = np.flatnonzero((component[left] == component[right]) & ~whole[component[left]])
    labels = component.copy()
    broken = ~whole[component]
    labels[broken] = np.flatnonzero(broken)
    inside = inside[np.lexsort((-bits[inside], component[left[inside]]))]
    groups = _Groups(most, apart, source)
    _grow(groups, labels, left[inside], right[inside], np.minimum(bits[inside], CEILING), together)
    return labels.astype(np.int32)


def _with_a_source_twice(component: Numbers, source: Rows) -> Numbers:
    """The components in which a source stands with two rows."""
    said = np.flatnonzero(source >= 0)
    codes = np.sort(component[said] * (int(source.max(initial=0)) + 1) + source[said])
    found: Numbers = codes[1:][codes[1:] == codes[:-1]] // (int(source.max(initial=0)) + 1)
    return found


def components(total: int, left: Rows, right: Rows) -> Numbers:
    """The lowest row that each row is linked with, directly or through others."""
    label = np.arange(total, dtype=np.int64)
    left, right = left.astype(np.int64), right.astype(np.int64)
    while len(left):
        low = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
        differ = label[left] != label[right]
        left, right = left[differ], right[differ]
    return label


class _Groups:
    """Groups of rows with what speaks for each two of them: the sum of the bits, and how many pairs were seen."""

    def __init__(self, most: int, apart: Set[tuple[int, int]], source: Rows | None) -> None:
        self.members: dict[int, list[int]] = {}
        self.between: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        self.most, self.apart, self.source = most, apart, source

    def see(self, a: int, b: int, bits: float) -> None:
        for row in (a, b):
            self.members.setdefault(row, [row])
        self.between[a][b] = self.between[b][a] = (bits, 1)

    def may_join(self, a: int, b: int) -> bool:
        one, other = self.members[a], self.members[b]
        if len(one) + len(other) > self.most:
            return False
        bits, seen = self.between[a][b]
        if bits + UNSEEN * (len(one) * len(other) - seen) <= 0:
            return False
        if self.source is not None and not self._sources(one).isdisjoint(self._sources(other)):
            return False
        return not self.apart or not any((min(x, y), max(x, y)) in self.apart for x in one for y in other)

    def _sources(self, rows: list[int]) -> set[int]:
        assert self.source is not None
        return {int(self.source[row]) for row in rows} - {-1}

    def join(self, a: int, b: int) -> None:
        if len(self.between[a]) < len(self.between[b]):
            a, b = b, a
        self.members[a] += self.members.pop(b)
        for other, (bits, seen) in self.between.pop(b).items():
            del self.between[other][b]
            if other != a:
                known = self.between[a].get(other, (0.0, 0))
                self.between[a][other] = self.between[other][a] = (known[0] + bits, known[1] + seen)


def _grow(groups: _Groups, labels: Numbers, left: Rows, right: Rows, bits: Floats, together: Rows | None) -> None:
    """Join rows to groups: first those that are one person whatever else is known, then the surest pairs first."""
    triples = list(zip(left.tolist(), right.tolist(), bits.tolist(), strict=True))
    for a, b, said in triples:
        groups.see(a, b, said)
    home = {row: row for row in groups.members}
    one_by_verdict = [] if together is None else np.flatnonzero(together[left] == together[right]).tolist()
    decided = [triples[number] for number in one_by_verdict]
    for must, pairs in ((True, decided), (False, triples)):
        for a, b, said in pairs:
            one, other = home[a], home[b]
            if one == other or not (must or (said > 0 and groups.may_join(one, other))):
                continue
            groups.join(one, other)
            kept = one if one in groups.members else other
            for row in groups.members[kept]:
                home[row] = kept
    for rows in groups.members.values():
        labels[rows] = min(rows)


def pairs_within(labels: Rows) -> tuple[Rows, Rows]:
    """All pairs of rows of one cluster, the lower row first."""
    order = np.argsort(labels, kind="stable")
    sorted_labels = labels[order]
    edges = np.flatnonzero(np.r_[True, sorted_labels[1:] != sorted_labels[:-1], True])
    start, size = edges[:-1], np.diff(edges)
    start, size = start[size > 1], size[size > 1]
    block = np.repeat(np.arange(len(start)), size)
    place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    later = size[block] - 1 - place
    first = np.repeat(start[block] + place, later)
    step = np.arange(later.sum()) - np.repeat(np.cumsum(later) - later, later)
    return order[first].astype(np.int32), order[first + 1 + step].astype(np.int32)
