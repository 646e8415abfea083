"""Each row at most once: where both lists hold a person once, candidates for one row compete."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
_MOST_BITS = 500


def shared_probability(left: Rows, right: Rows, bits: npt.NDArray[np.floating[Any]], total: int) -> Doubles:
    """The probability of each pair where at most one of the pairs of a row is true: its odds over the odds of all that
    share a row with it, and of none."""
    odds = np.exp2(np.clip(bits.astype(np.float64), -_MOST_BITS, _MOST_BITS))
    of_left = np.bincount(left, weights=odds, minlength=total)
    of_right = np.bincount(right, weights=odds, minlength=total)
    found: Doubles = odds / (1.0 + of_left[left] + of_right[right] - odds)
    return found


def assign(left: Rows, right: Rows, bits: npt.NDArray[np.floating[Any]], total: int) -> npt.NDArray[np.integer[Any]]:
    """The best pairs such that no row stands in two: the best first (and, of equals, the first). Numbers of pairs."""
    order = np.lexsort((right, left, -bits))
    taken = np.zeros(total, bool)
    chosen = []
    for number, a, b in zip(order.tolist(), left[order].tolist(), right[order].tolist(), strict=True):
        if not taken[a] and not taken[b]:
            taken[a] = taken[b] = True
            chosen.append(number)
    return np.array(sorted(chosen), np.int64)
