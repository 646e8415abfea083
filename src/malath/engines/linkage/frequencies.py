"""How common each part of a name is, and everything that could be taken for it, where it stands in a name.

That two rows share a part says as much as the part is rare. Where two parts only sound alike, what counts is how many
people have any part that is as near: P(y | x, one person) = m f(y) / u(x), where u(x) adds up the shares f of all parts
that are as near to x as y is, so that the weight is m / u(x). (Term frequencies of Winkler 1989, for nearness too.)
Shares are taken among parts of the same script and role: as a first name, in the middle, as the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.blocking import pairs_sharing
from malath.engines.linkage.memory import DIFFERENT, LEVELS, Memory
from malath.engines.linkage.people import Writing
from malath.engines.linkage.vocabulary import Parts

Floats = npt.NDArray[np.floating[Any]]
Doubles = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
FIRST, MIDDLE, LAST = 0, 1, 2
# Nothing is rarer than this. In a short list every part looks common; against that stand rows that are imagined, with
# parts as rare as parts usually are.
RAREST, IMAGINED, USUAL = 1e-5, 300, 0.001
# Where the parts are very many, those met less often than this are not added to each other: they change no sum.
MOST_PAIRS, SELDOM = 2_000_000, 8
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Bits, all negative: `own[role, part]` of the part itself, `near[role, across, level, part]` of all that is as near."""

    own: Floats
    near: Floats

    def of(self, role: int, across: Rows, level: Rows, left: Rows, right: Rows) -> Floats:
        """The bits of how common a counterpart as near as this is; 0 for parts that differ."""
        own_left, own_right = self.own[role, left], self.own[role, right]
        one = np.maximum(self.near[role, across, level, left], own_right)
        other = np.maximum(self.near[role, across, level, right], own_left)
        found = np.where(level == 0, own_left, (one + other) / 2)
        return np.where(level == DIFFERENT, np.float32(0), found)


def frequencies(parts: Parts, writings: list[Writing], memory: Memory) -> Frequencies:
    """Count parts by role and script, and add up what is near to each."""
    share = _shares(parts, writings)
    near = np.full((3, 2, LEVELS, len(parts.words)), np.log2(RAREST), np.float32)
    sums = np.zeros((3, 2, LEVELS, len(parts.words)))
    left, right = _neighbours(parts, writings)
    for start in range(0, len(left), _STEP):
        a, b = left[start : start + _STEP], right[start : start + _STEP]
        level, across = memory.levels(a, b), parts.arabic[a] != parts.arabic[b]
        _add(sums, share, level, across, a, b)
    near[:] = np.log2(np.maximum(sums, RAREST))
    return Frequencies(np.log2(np.maximum(share, RAREST)).astype(np.float32), near)


def _add(
    sums: Doubles, share: Doubles, level: npt.NDArray[np.integer[Any]], across: npt.NDArray[np.bool_], a: Rows, b: Rows
) -> None:
    size = sums.shape[-1]
    for role in range(3):
        for other in (0, 1):
            for step in range(1, DIFFERENT):
                there = (level == step) & (across == bool(other))
                x, y = a[there], b[there]
                sums[role, other, step] += np.bincount(x, share[role, y], size) + np.bincount(y, share[role, x], size)


def _counts(parts: Parts, writings: list[Writing]) -> Doubles:
    size = len(parts.words)
    counts = np.zeros((3, size))
    for writing in writings:
        last = writing.counts - 1
        for place, column in enumerate(writing.parts.T):
            there = column >= 0
            role = np.where(place == last, LAST if place else FIRST, FIRST if place == 0 else MIDDLE)
            for number in (FIRST, MIDDLE, LAST):
                counts[number] += np.bincount(column[there & (role == number)], minlength=size)
    return counts


def _shares(parts: Parts, writings: list[Writing]) -> Doubles:
    """Shares by role and part among the parts of the same script. Each role borrows a tenth from all roles together: a
    name given at birth may become a family's."""
    counts = _counts(parts, writings)
    share = np.zeros_like(counts)
    for script in (False, True):
        there = parts.arabic == script
        own = counts[:, there]
        by_role = (own + IMAGINED * USUAL) / (own.sum(axis=1, keepdims=True) + IMAGINED)
        everywhere = (own.sum(axis=0) + IMAGINED * USUAL) / (own.sum() + IMAGINED)
        share[:, there] = 0.9 * by_role + 0.1 * everywhere
    return share


def _neighbours(parts: Parts, writings: list[Writing]) -> tuple[Rows, Rows]:
    """Pairs of parts with a coarse key in common."""
    rows = np.arange(len(parts.words), dtype=np.int32)
    columns = [column >= 0 for column in parts.keys.T]
    keys = np.concatenate([column[there].astype(np.int64) for column, there in zip(parts.keys.T, columns, strict=True)])
    found = pairs_sharing(keys, np.concatenate([rows[there] for there in columns]), len(rows))
    left, right = (half.astype(np.int32) for half in np.divmod(np.unique(found), max(len(rows), 1)))
    if len(left) > MOST_PAIRS:
        often = _counts(parts, writings).sum(axis=0) >= SELDOM
        kept = often[left] | often[right]
        left, right = left[kept], right[kept]
    return left, right
