"""How sure a pair is once clusters stand: all that speaks for and against the rows that would have to part, or to join.

A pair of one cluster is as sure as the weaker of its two rows is bound to the whole cluster; a pair of two clusters is as
likely as the evidence between both says, which counts half: rows of one person repeat each other's words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.clustering import CEILING, UNSEEN, pairs_within

Rows = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
# A pair within a cluster has these bits at least, and one of two clusters lacks them at least: the clusters were decided.
LEAST = 0.5


def standing(clusters: Rows, left: Rows, right: Rows, bits: Floats, decided: float) -> tuple[Rows, Rows, Floats]:
    """All pairs within the clusters, and the pairs between them, with their bits. What has the bits of what was `decided`
    keeps them."""
    low, high, inside = _inside(clusters, left, right, bits)
    apart = clusters[left] != clusters[right]
    between = _between(clusters, left[apart], right[apart], bits[apart])
    certain = np.flatnonzero(bits >= decided)
    codes = low.astype(np.int64) * len(clusters) + high
    known = np.isin(codes, left[certain].astype(np.int64) * len(clusters) + right[certain])
    inside[known] = decided
    return np.concatenate([low, left[apart]]), np.concatenate([high, right[apart]]), np.concatenate([inside, between])


def _inside(clusters: Rows, left: Rows, right: Rows, bits: Floats) -> tuple[Rows, Rows, Floats]:
    total = len(clusters)
    same = clusters[left] == clusters[right]
    ends = np.concatenate([left[same], right[same]])
    said = np.minimum(bits[same], CEILING).astype(np.float64)
    size = np.bincount(clusters, minlength=total)[clusters]
    unseen = size - 1 - np.bincount(ends, minlength=total)
    bound = np.bincount(ends, weights=np.concatenate([said, said]), minlength=total) + UNSEEN * unseen
    one, other = pairs_within(clusters)
    low, high = np.minimum(one, other), np.maximum(one, other)
    return low, high, np.maximum(np.minimum(bound[low], bound[high]), LEAST)


def _between(clusters: Rows, left: Rows, right: Rows, bits: Floats) -> Floats:
    one, other = clusters[left].astype(np.int64), clusters[right].astype(np.int64)
    codes, back, seen = np.unique(
        np.minimum(one, other) * len(clusters) + np.maximum(one, other), return_inverse=True, return_counts=True
    )
    size = np.bincount(clusters, minlength=len(clusters))
    pairs = size[codes // len(clusters)] * size[codes % len(clusters)]
    together = np.bincount(back, weights=np.minimum(bits, CEILING)) + UNSEEN * (pairs - seen)
    found: Floats = np.minimum(np.minimum((together[back] + bits) / 2, bits), -LEAST)
    return found
