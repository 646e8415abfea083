"""The way back through an alignment: which part answered which, for the pairs that are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.aligning import (
    BOTH_GAPS,
    GAP,
    KUNYA,
    LAST_GAP,
    LEFT_KUNYA,
    REORDERED,
    RIGHT_KUNYA,
    STRAIGHT,
    Aligner,
    Names,
)
from malath.engines.linkage.model import Evidence

Counts = npt.NDArray[np.integer[Any]]


def trace(aligner: Aligner, names: Names, order: int, evidence: Evidence, rows: Counts) -> None:
    """Write into the rows of the evidence what each part of the left names answers, and the price of the shape."""
    n, m = (names.left >= 0).sum(axis=1), (names.right >= 0).sum(axis=1)
    i, j = np.maximum(n - 1, 0), np.maximum(m - 1, 0)
    worth = aligner._table(names, n, m)[0]
    price = np.zeros(len(rows), np.float32)
    gaps = np.zeros((2, len(rows)), np.float32)
    _put(aligner, names, evidence, rows, np.arange(len(rows)), np.zeros_like(i), np.zeros_like(j), n, m)
    every = np.arange(len(rows))
    while len(going := np.flatnonzero((i > 0) | (j > 0))):
        here = worth[i[going], j[going], going]
        up = np.where(
            i[going] > 0, worth[np.maximum(i[going] - 1, 0), j[going], going] + _gap(i[going], n[going]), -np.inf
        )
        side = np.where(
            j[going] > 0, worth[i[going], np.maximum(j[going] - 1, 0), going] + _gap(j[going], m[going]), -np.inf
        )
        goes_up = np.isclose(up, here, atol=1e-3)
        goes_side = ~goes_up & np.isclose(side, here, atol=1e-3)
        both = ~goes_up & ~goes_side
        met = going[both]
        _put(aligner, names, evidence, rows, every[met], i[met], j[met], n, m)
        price[going[goes_up]] += _gap(i[going], n[going])[goes_up]
        price[going[goes_side]] += _gap(j[going], m[going])[goes_side]
        gaps[0, going[goes_up]] += 1
        gaps[1, going[goes_side]] += 1
        i[going[goes_up | both]] -= 1
        j[going[goes_side | both]] -= 1
    price += BOTH_GAPS * gaps.min(axis=0)
    price += 0 if order == STRAIGHT else KUNYA if order in (LEFT_KUNYA, RIGHT_KUNYA) else REORDERED
    evidence.price[rows] = np.where((n == 0) | (m == 0), 0, price)


def _gap(place: Counts, count: Counts) -> npt.NDArray[np.floating[Any]]:
    return np.where(place == count - 1, np.float32(LAST_GAP), np.float32(GAP))


def _put(
    aligner: Aligner,
    names: Names,
    evidence: Evidence,
    rows: Counts,
    chosen: Counts,
    i: Counts,
    j: Counts,
    n: Counts,
    m: Counts,
) -> None:
    for a, b in {(int(x), int(y)) for x, y in zip(i, j, strict=True)} if len(i) else ():
        these = chosen[(i == a) & (j == b)]
        left, right = names.left[these, a], names.right[these, b]
        level, role, across, frequency = aligner.facts(left, right, a, b, n[these], m[these])
        missing = (left < 0) | (right < 0)
        at = rows[these]
        evidence.level[at, a] = np.where(missing, -1, level)
        evidence.partner[at, a] = np.where(missing, -1, b)
        evidence.role[at, a], evidence.across[at, a], evidence.frequency[at, a] = role, across, frequency
