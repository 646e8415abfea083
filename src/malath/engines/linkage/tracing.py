"""The way back through an alignment: which part answered which, for the pairs that are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.aligning import (
    BOTH_GAPS,
    KUNYA,
    LEFT_KUNYA,
    REORDERED,
    RIGHT_KUNYA,
    STRAIGHT,
    Aligner,
    Met,
    Names,
    gap,
)
from malath.engines.linkage.model import Evidence

Counts = npt.NDArray[np.integer[Any]]


def trace(aligner: Aligner, names: Names, order: int, evidence: Evidence, rows: Counts) -> None:
    """Write into the rows of the evidence what each part of the left names answers, and the price of the shape."""
    turning = 0 if order == STRAIGHT else KUNYA if order in (LEFT_KUNYA, RIGHT_KUNYA) else REORDERED
    evidence.price[rows] = 0
    for chosen, met in aligner.by_shape(names):
        evidence.price[rows[chosen]] = _walk(aligner, met, evidence, rows[chosen]) + np.float32(turning)


def _walk(aligner: Aligner, met: Met, evidence: Evidence, rows: Counts) -> npt.NDArray[np.floating[Any]]:
    """From the last parts back to the first; each cell is passed once, by all pairs whose way leads through it."""
    n, m = len(met.left), len(met.right)
    worth = [[cell.worth for cell in row] for row in aligner.table(met)]
    price, gaps = np.zeros(len(rows), np.float32), np.zeros((2, len(rows)), np.float32)
    there: list[list[list[Counts]]] = [[[] for _ in range(m)] for _ in range(n)]
    there[n - 1][m - 1].append(np.arange(len(rows)))
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            here = np.concatenate(there[i][j]) if there[i][j] else np.zeros(0, np.int64)
            if i == j == 0 or not len(here):
                continue
            value, left_out = worth[i][j][here], np.zeros(len(here), np.int8)
            if i:
                left_out[np.isclose(worth[i - 1][j][here] + gap(i, n), value, atol=1e-3)] = 1
            if j:
                beside = np.isclose(worth[i][j - 1][here] + gap(j, m), value, atol=1e-3)
                left_out[(left_out == 0) & beside] = 2
            for kind, to, said in ((1, (i - 1, j), gap(i, n)), (2, (i, j - 1), gap(j, m))):
                these = here[left_out == kind]
                if len(these):
                    price[these] += said
                    gaps[kind - 1, these] += 1
                    there[to[0]][to[1]].append(these)
            these = here[left_out == 0]
            if len(these):
                _put(aligner, met, evidence, rows, these, i, j)
                there[i - 1][j - 1].append(these)
    _put(aligner, met, evidence, rows, np.arange(len(rows)), 0, 0)
    price += np.float32(BOTH_GAPS) * gaps.min(axis=0)
    return price


def _put(aligner: Aligner, met: Met, evidence: Evidence, rows: Counts, chosen: Counts, i: int, j: int) -> None:
    at = rows[chosen]
    evidence.level[at, i], evidence.across[at, i], evidence.frequency[at, i] = aligner.facts(met, i, j, chosen)
    evidence.partner[at, i], evidence.role[at, i] = j, met.role(i, j)
