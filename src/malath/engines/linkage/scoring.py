"""Candidates looked at twice: all of them quickly, then those that could be one person, with everything kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.aligning import Aligned, Aligner, Names, turn
from malath.engines.linkage.blocking import Candidates
from malath.engines.linkage.fields import Field
from malath.engines.linkage.frequencies import FIRST, frequencies
from malath.engines.linkage.memory import Memory
from malath.engines.linkage.model import PLAIN, Evidence, Model, combined, field_bits, kin_bits
from malath.engines.linkage.people import People, Writing
from malath.engines.linkage.tracing import trace

Rows = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
BATCH = 1 << 17
# Bits: what is less likely than this is not looked at again.
LEAST = -10.0
# Random pairs that are imagined beside those drawn: in short lists the drawn ones are often the same.
IMAGINED = 1000.0
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that may be one person, which writings of them were compared, in which order, and what was seen."""

    left: Rows
    right: Rows
    writing: npt.NDArray[np.integer[Any]]
    order: npt.NDArray[np.integer[Any]]
    evidence: Evidence

    def __len__(self) -> int:
        return len(self.left)


class _Seen(NamedTuple):
    bits: Floats
    best: Aligned
    which: npt.NDArray[np.integer[Any]]
    levels: dict[str, npt.NDArray[np.integer[Any]]]
    rarity: dict[str, Floats]


class Scorer:
    """Scores pairs of these people."""

    def __init__(self, people: People, fields: list[Field], memory: Memory) -> None:
        self.people, self.fields, self.memory = people, fields, memory
        self.known = frequencies(people.parts, people.names, memory)
        self.writings: list[tuple[Writing, Writing]] = list(product(people.names, people.names))
        self._script = [_script(people, writing) for writing in people.names]

    def strangers(self, seed: int = 1, count: int = 200_000) -> dict[str, npt.NDArray[np.floating[Any]]]:
        """How often random pairs of rows are on each level of each field."""
        rng = np.random.default_rng(seed)
        split, total = self.people.split, self.people.total
        left = rng.integers(0, split or total, count).astype(np.int32)
        right = rng.integers(split, total, count).astype(np.int32)
        apart = left != right
        found = {}
        for one in self.fields:
            level = one.compare(left[apart], right[apart])
            counts = np.bincount(level[level >= 0], minlength=len(one.levels)) / max((level >= 0).sum(), 1)
            share = min(count, self.people.comparisons) * counts + IMAGINED * np.array(one.strangers)
            found[one.name] = share / share.sum()
        return found

    def screen(self, candidates: Candidates, model: Model, progress: Progress) -> Pairs:
        """Look at all candidates with the model; keep those above LEAST with their evidence."""
        kept: list[Pairs] = []
        for start in range(0, len(candidates.left), BATCH):
            chosen = slice(start, start + BATCH)
            kept.append(self._look(candidates.left[chosen], candidates.right[chosen], model))
            progress("compared", min(start + BATCH, len(candidates.left)) / len(candidates.left))
        if not kept:
            return self._look(np.zeros(0, np.int32), np.zeros(0, np.int32), model)
        return _joined(kept)

    def keeps(self, left: Rows, right: Rows, model: Model) -> npt.NDArray[np.bool_]:
        """Which pairs could be one person at all."""
        return self.bits(left, right, model) > LEAST

    def bits(self, left: Rows, right: Rows, model: Model) -> Floats:
        """Bits for one person, pair by pair."""
        return self._first_look(left, right, model).bits

    def evidence(self, left: Rows, right: Rows, model: Model) -> Evidence:
        """What is seen on pairs, however unlike they are."""
        return self._look(left, right, model, -np.inf).evidence

    def _look(self, left: Rows, right: Rows, model: Model, least: float = LEAST) -> Pairs:
        bits, best, which, levels, rarity = self._first_look(left, right, model)
        keep = np.flatnonzero(bits > least)
        evidence = self._evidence(self._aligner(model), left[keep], right[keep], which[keep], best.order[keep])
        evidence.fields = {name: level[keep] for name, level in levels.items()}
        evidence.rarity = {name: said[keep] for name, said in rarity.items()}
        return Pairs(left[keep], right[keep], which[keep], best.order[keep], evidence)

    def _aligner(self, model: Model) -> Aligner:
        return Aligner(self.people.parts, self.memory, self.known, model.name_bits)

    def _first_look(self, left: Rows, right: Rows, model: Model) -> _Seen:
        """Bits of each pair, how the names were read, and what the fields say."""
        levels = {one.name: one.compare(left, right) for one in self.fields}
        rarity = self._rarities(left, right, levels)
        nothing = np.zeros(len(left), np.float32)
        person, family = field_bits(model, self.fields, levels, rarity) if self.fields else (nothing, nothing)
        aligner = self._aligner(model)
        best, which = self._best(aligner, left, right)
        kin = kin_bits(best.first)
        bits = combined(model, best.first + best.rest + best.price + person, kin + best.rest + best.price + family)
        return _Seen(bits, best, which, levels, rarity)

    def _rarities(self, left: Rows, right: Rows, levels: dict[str, npt.NDArray[np.integer[Any]]]) -> dict[str, Floats]:
        found = {}
        for one in self.fields:
            if one.rarity is not None:
                bits = np.zeros(len(left), np.float32)
                same = np.flatnonzero(levels[one.name] == 0)
                bits[same] = one.rarity(left[same], right[same])
                found[one.name] = bits
        return found

    def _best(self, aligner: Aligner, left: Rows, right: Rows) -> tuple[Aligned, npt.NDArray[np.integer[Any]]]:
        """The best reading over the ways in which the two are written; one script is compared with itself if it can."""
        best = Aligned.nothing(len(left))
        best.price -= np.float32(1e6)
        which = np.full(len(left), -1, np.int8)
        for number, (one, other) in enumerate(self.writings):
            rows = np.flatnonzero(
                (one.parts[left, 0] >= 0) & (other.parts[right, 0] >= 0) & self._useful(number, left, right)
            )
            if not len(rows):
                continue
            names = Names(one.parts[left[rows]], other.parts[right[rows]])
            found = aligner.align(names)
            better = np.flatnonzero(found.sums > best.sums[rows])
            best.put(rows[better], found, better)
            which[rows[better]] = number
        best.price[which < 0] = 0
        return best, which

    def _useful(self, number: int, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Two writings in different scripts are compared only where no two in the same script stand beside each other."""
        scripts = self._script
        a, b = divmod(number, len(scripts))
        same = scripts[a][left] == scripts[b][right]
        possible = np.zeros(len(left), bool)
        for one, other in product(scripts, scripts):
            possible |= (one[left] == other[right]) & (one[left] >= 0)
        useful: npt.NDArray[np.bool_] = same | ~possible
        return useful

    def _evidence(
        self,
        aligner: Aligner,
        left: Rows,
        right: Rows,
        which: npt.NDArray[np.integer[Any]],
        order: npt.NDArray[np.integer[Any]],
    ) -> Evidence:
        width = max((writing.parts.shape[1] for writing in self.people.names), default=1)
        shape = (len(left), width)
        evidence = Evidence(
            np.full(shape, -1, np.int8),
            np.full(shape, FIRST, np.int8),
            np.zeros(shape, np.int8),
            np.zeros(shape, np.float32),
            np.zeros(len(left), np.float32),
            np.full(shape, -1, np.int8),
        )
        for number, (one, other) in enumerate(self.writings):
            for turning in range(5):
                rows = np.flatnonzero((which == number) & (order == turning))
                if len(rows):
                    names = turn(Names(one.parts[left[rows]], other.parts[right[rows]]), turning)
                    trace(aligner, names, turning, evidence, rows)
        return evidence


def _script(people: People, writing: Writing) -> npt.NDArray[np.integer[Any]]:
    """1 Arabic, 0 Latin, -1 nothing."""
    first = writing.parts[:, 0]
    arabic = people.parts.arabic[first] if len(people.parts.words) else np.zeros(len(first), bool)
    return np.where(first < 0, -1, arabic).astype(np.int8)


def _joined(parts: list[Pairs]) -> Pairs:
    evidences = [part.evidence for part in parts]
    plain = [np.concatenate([getattr(e, name) for e in evidences]) for name in PLAIN]
    evidence = Evidence(plain[0], plain[1], plain[2], plain[3], plain[4], plain[5])
    evidence.fields = {name: np.concatenate([e.fields[name] for e in evidences]) for name in evidences[0].fields}
    evidence.rarity = {name: np.concatenate([e.rarity[name] for e in evidences]) for name in evidences[0].rarity}
    left, right, writing, order = (
        np.concatenate([getattr(p, n) for p in parts]) for n in ("left", "right", "writing", "order")
    )
    return Pairs(left, right, writing, order, evidence)
