"""How common each part of a name is where it stands: as a first name, in the middle, as the last (term frequencies)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.people import Writing
from malath.engines.linkage.vocabulary import Parts

Floats = npt.NDArray[np.float32]
FIRST, MIDDLE, LAST = 0, 1, 2
# A part seen once in a short list is not as rare as that; nothing is rarer than this.
RAREST = 1e-5
IMAGINED, USUAL = 300, 0.001


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Bits, by role and part: `same` how likely a stranger has this very writing, `alike` half of how likely a stranger
    has a part of the same sounds (the other half comes from the other's part). All are negative."""

    same: Floats
    alike: Floats


def frequencies(parts: Parts, writings: list[Writing]) -> Frequencies:
    """Count parts by role, and their coarse keys, so that a spelling seen once counts as the name that it spells."""
    size = len(parts.words)
    counts = np.zeros((3, size))
    for writing in writings:
        last = writing.counts - 1
        for place, column in enumerate(writing.parts.T):
            there = column >= 0
            role = np.where(place == last, LAST if place else FIRST, FIRST if place == 0 else MIDDLE)
            for number in (FIRST, MIDDLE, LAST):
                counts[number] += np.bincount(column[there & (role == number)], minlength=size)
    keys = np.maximum(parts.keys[:, 0], 0)
    by_key = np.stack([np.bincount(keys, weights=row, minlength=int(keys.max(initial=0)) + 1) for row in counts])
    return Frequencies(_bits(counts), (_bits(by_key) / 2)[:, keys])


def _bits(counts: npt.NDArray[np.float64]) -> Floats:
    """Each role borrows a tenth from all roles together: a name given at birth may become a family's. In a short list
    every part looks common; rows that are imagined, with names as rare as names are, stand against that."""
    share = (counts + IMAGINED * USUAL) / (counts.sum(axis=1, keepdims=True) + IMAGINED)
    everywhere = (counts.sum(axis=0) + IMAGINED * USUAL) / (counts.sum() + IMAGINED)
    return np.log2(np.maximum(0.9 * share + 0.1 * everywhere, RAREST)).astype(np.float32)
