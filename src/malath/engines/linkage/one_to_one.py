"""Each row at most once: where both lists hold a person once, candidates for one row compete."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
_MOST_BITS = 500


def shared_probability(
    left: Rows, right: Rows, bits: npt.NDArray[np.floating[Any]], total: int, rivalry: tuple[float, float] = (1.0, 1.0)
) -> Doubles:
    """The probability of each pair where at most one of the pairs of a row is true: its odds over the odds of all that
    share a row with it, and of none. `rivalry` is how far the right rows of one left row are rivals, and the left rows
    of one right row: 1 where a list holds a person once, less where its rows repeat each other."""
    odds = np.exp2(np.clip(bits.astype(np.float64), -_MOST_BITS, _MOST_BITS))
    of_left = np.bincount(left, weights=odds, minlength=total)
    of_right = np.bincount(right, weights=odds, minlength=total)
    rivals = rivalry[0] * (of_left[left] - odds) + rivalry[1] * (of_right[right] - odds)
    found: Doubles = odds / (1.0 + odds + rivals)
    return found


def rivals(shared: Rows, other: Rows, bits: npt.NDArray[np.floating[Any]]) -> tuple[Rows, Rows]:
    """Rows that claim one row of the other list, two by two: the two best of each `shared` row, both above even odds."""
    good = np.flatnonzero(bits > 0)
    order = good[np.lexsort((-bits[good], shared[good]))]
    second = np.flatnonzero(shared[order][1:] == shared[order][:-1])
    first_of = np.r_[True, shared[order][1:] != shared[order][:-1]]
    best = second[first_of[second]]
    return other[order[best]], other[order[best + 1]]


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
