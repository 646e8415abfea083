"""Two encoded lists linked: every pair is compared, the likeliest are kept with a probability.

Who matches needs no secret. The likeness of two vectors is Dice's coefficient. All pairs are compared as products of
matrices (747 million pairs in well under a minute), so that no blocking loses a pair; beyond some 200,000 rows on both
sides that takes long, and the lists are better matched in parts (by year, by place) that both sides agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.private.encoding import Bits
from malath.engines.linkage.private.files import Encoded, check_alike

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
# Rows of each side that are multiplied at once: 64 MB of likenesses.
LEFT_BLOCK, RIGHT_BLOCK = 2048, 8192
# Pairs of strangers that may stand above the floor for each row, and rows that are tried to find the floor.
STRANGERS, SAMPLE = 12.0, 256
KEPT = 4
LEAST = 0.01
# Log-odds of a match: constant, height between strangers and equals, its square, lead over the row's next, the column's
# next, difference of sizes. Learned from lists with a known truth; these are numbers, not names.
ODDS = (-5.78, 4.33, 3.10, 4.25, 2.39, 0.70)


class Pairs(NamedTuple):
    """Rows of the left list, of the right, and how probable it is that they are one person."""

    left: Numbers
    right: Numbers
    probability: Floats


class Candidates(NamedTuple):
    """Pairs above the floor and what speaks for each: columns of `told` as ODDS says, without the constant."""

    left: Numbers
    right: Numbers
    told: npt.NDArray[np.float64]


def match(
    left: Encoded, right: Encoded, *, one_to_one: bool = False, said: Callable[[str], None] = lambda line: None
) -> Pairs:
    """The pairs that may be one person, the likeliest first. Raises LinkageError where the files do not fit together."""
    check_alike(left, right)
    found = candidates(left.bits, right.bits, left.hardening.blip, said)
    odds = ODDS[0] + found.told @ np.array(ODDS[1:])
    probability = (1 / (1 + np.exp(-odds))).astype(np.float32)
    order = np.lexsort((found.right, found.left, -probability))
    order = order[probability[order] >= LEAST]
    if one_to_one:
        order = _each_once(found.left[order], found.right[order], order)
    return Pairs(found.left[order], found.right[order], probability[order])


def candidates(
    left: Bits, right: Bits, blip: float = 0.0, said: Callable[[str], None] = lambda line: None
) -> Candidates:
    """For each left row the most alike right rows, with what speaks for them."""
    if not len(left) or not len(right):
        none = np.zeros(0, np.int64)
        return Candidates(none, none, np.zeros((0, len(ODDS) - 1)))
    ones_left, ones_right = _ones(left), _ones(right)
    floor = _floor(left, right, ones_left, ones_right)
    rows, columns, dice = _above(left, right, ones_left, ones_right, floor, said)
    keep = _first_of_each(rows, dice, KEPT)
    rows, columns, dice = rows[keep], columns[keep], dice[keep]
    span = max(_equals(ones_left, left.shape[1] * 8, blip) - floor, 0.05)
    height = np.clip((dice - floor) / span, 0.0, 1.0)
    told = (
        height,
        height**2,
        _lead(rows, dice) / span,
        _lead(columns, dice) / span,
        np.abs(ones_left[rows] - ones_right[columns]) / 100.0,
    )
    return Candidates(rows, columns, np.stack(told, axis=1).astype(np.float64))


def _ones(bits: Bits) -> Floats:
    ones: Floats = np.bitwise_count(bits).sum(axis=1).astype(np.float32)
    return ones


def _unpacked(bits: Bits) -> Floats:
    return np.unpackbits(bits, axis=1).astype(np.float32)


def _equals(ones: Floats, width: int, blip: float) -> float:
    """The likeness of two records that are equal before noise."""
    if not blip:
        return 1.0
    turned = blip / 2
    share = float(np.clip((ones.mean() / width - turned) / (1 - 2 * turned), 0.01, 1.0))
    both = share * (1 - turned) ** 2 + (1 - share) * turned**2
    return both / (share * (1 - turned) + (1 - share) * turned)


def _floor(left: Bits, right: Bits, ones_left: Floats, ones_right: Floats) -> float:
    """The likeness above which each left row has a dozen right rows: where strangers end."""
    dice = np.random.default_rng(1)
    rows = dice.choice(len(left), min(SAMPLE, len(left)), replace=False)
    columns = dice.choice(len(right), min(RIGHT_BLOCK, len(right)), replace=False)
    both = _unpacked(left[rows]) @ _unpacked(right[columns]).T
    sizes = ones_left[rows, None] + ones_right[None, columns]
    likeness = 2 * both / np.maximum(sizes, 1)
    share = min(STRANGERS / len(right), 0.5)
    return float(max(np.quantile(likeness, 1 - share), 0.05))


def _above(
    left: Bits, right: Bits, ones_left: Floats, ones_right: Floats, floor: float, said: Callable[[str], None]
) -> tuple[Numbers, Numbers, Floats]:
    """All pairs whose likeness reaches the floor: 2 both >= floor (a + b), as one product of matrices."""
    found: list[tuple[Numbers, Numbers, Floats]] = []
    half = np.float32(floor / 2)
    for first in range(0, len(left), LEFT_BLOCK):
        own = ones_left[first : first + LEFT_BLOCK, None]
        rows = np.hstack([_unpacked(left[first : first + LEFT_BLOCK]), -half * own, np.ones_like(own)])
        for second, block in _blocks(right):
            other = ones_right[second : second + RIGHT_BLOCK, None]
            excess = rows @ np.hstack([block, np.ones_like(other), -half * other]).T
            at, to = np.nonzero(excess >= 0)
            sizes = own[at, 0] + other[to, 0]
            found.append((at + first, to + second, 2 * excess[at, to] / np.maximum(sizes, 1) + np.float32(floor)))
        said(f"{min(first + LEFT_BLOCK, len(left)):,} of {len(left):,} rows compared")
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))  # type: ignore[return-value]


def _blocks(right: Bits) -> Iterator[tuple[int, Floats]]:
    for second in range(0, len(right), RIGHT_BLOCK):
        yield second, _unpacked(right[second : second + RIGHT_BLOCK])


def _first_of_each(rows: Numbers, dice: Floats, most: int) -> Numbers:
    """Places of the `most` likeliest pairs of each row."""
    order = np.lexsort((-dice, rows))
    starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return order[rank < most]


def _lead(groups: Numbers, dice: Floats) -> Floats:
    """How far each pair is above the best other pair of its group; negative behind it. Alone it leads by a quarter."""
    order = np.lexsort((-dice, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    best = np.repeat(dice[order[starts]], sizes)
    second = np.repeat(np.where(sizes > 1, dice[order[np.minimum(starts + 1, len(order) - 1)]], -np.inf), sizes)
    first = np.zeros(len(order), bool)
    first[starts] = True
    lead = np.where(first, dice[order] - second, dice[order] - best)
    out = np.empty_like(dice)
    out[order] = np.clip(lead, -0.25, 0.25)
    return out


def _each_once(left: Numbers, right: Numbers, order: Numbers) -> Numbers:
    """The likeliest first, each row of both lists once."""
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    kept = []
    for at, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        if a not in taken_left and b not in taken_right:
            taken_left.add(a)
            taken_right.add(b)
            kept.append(at)
    return order[np.array(kept, np.int64)] if kept else order[:0]
