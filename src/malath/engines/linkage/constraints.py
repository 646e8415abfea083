"""What is known before anything is compared: verdicts of an earlier review, and sources that hold each person once (BT3).

A verdict is stronger than any evidence. "Same" goes on from row to row: who is one with a second who is one with a third
is one with the third. "Different" goes with it: whoever is one of either side is different from the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.clustering import components, pairs_within
from malath.engines.linkage.columns import Chosen
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.people import nothing_said
from malath.engines.linkage.reading import Table
from malath.engines.linkage.verdicts import Verdicts
from malath.engines.names import normalise

Rows = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
# Bits of what was decided: no evidence comes near them.
DECIDED = 500.0


class Held(NamedTuple):
    """Pairs with their bits, as they go into clusters or pairs."""

    left: Rows
    right: Rows
    bits: Floats


@dataclass(frozen=True, slots=True)
class Constraints:
    """`group` is the lowest row of those that are one person by verdict, the row itself where nothing was said;
    `apart` are pairs of rows of two people, lower first; `source` numbers the clean source of each row, -1 for none."""

    group: Rows
    apart: frozenset[tuple[int, int]]
    source: Rows | None
    split: int

    def decided(self, left: Rows, right: Rows, bits: Floats) -> Floats:
        """The bits of pairs where nothing was decided, and certainty where something was."""
        one, other = self.group[left].astype(np.int64), self.group[right].astype(np.int64)
        found = bits.copy()
        found[self._apart(one, other)] = -DECIDED
        if self.source is not None:
            found[(self.source[left] == self.source[right]) & (self.source[left] >= 0)] = -DECIDED
        found[one == other] = DECIDED
        return found

    def held(self, left: Rows, right: Rows, bits: Floats) -> Held:
        """The pairs, and those of one person by verdict that were no candidates."""
        low, high = pairs_within(self.group)
        if self.split:
            across = (low < self.split) & (high >= self.split)
            low, high = low[across], high[across]
        known = np.isin(self._codes(low, high), self._codes(left, right))
        low, high = low[~known], high[~known]
        return Held(
            np.concatenate([left, low.astype(left.dtype)]),
            np.concatenate([right, high.astype(right.dtype)]),
            np.concatenate([bits, np.full(len(low), DECIDED, bits.dtype)]),
        )

    def told(self, low: int, high: int) -> str:
        """What was decided of two rows, in words; nothing where nothing was."""
        said = float(self.decided(np.array([low]), np.array([high]), np.zeros(1))[0])
        if said > 0:
            return "one person, by the verdicts that were given"
        if said < 0 and bool(self._apart(self.group[[low]].astype(np.int64), self.group[[high]].astype(np.int64))[0]):
            return "two people, by the verdicts that were given"
        return "two rows of a source that holds each person once" if said < 0 else ""

    def _apart(self, one: Rows, other: Rows) -> npt.NDArray[np.bool_]:
        if not self.apart:
            return np.zeros(len(one), bool)
        rows = np.array(sorted(self.apart), np.int64)
        groups = self.group[rows].astype(np.int64)
        return np.isin(self._codes(one, other), self._codes(groups[:, 0], groups[:, 1]))

    def _codes(self, one: Rows, other: Rows) -> Rows:
        low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
        codes: Rows = low * len(self.group) + high
        return codes


def constrain(
    total: int, split: int, verdicts: Verdicts | None, source: Rows | None, *, one_to_one: bool
) -> Constraints:
    """The constraints of a run. Raises LinkageError where they contradict each other, with the lines that do."""
    verdicts = verdicts or Verdicts("", [], [])
    left, right = (np.array([each[side] for each in verdicts.same], np.int64) for side in (1, 2))
    group = components(total, left, right)
    verdicts.check(group)
    if one_to_one:
        verdicts.check_once(split)
    if source is not None:
        verdicts.check_sources(group, source)
    apart = frozenset((min(a, b), max(a, b)) for _line, a, b in verdicts.different)
    return Constraints(group, apart, source, split)


def sources_of(table: Table, chosen: Chosen) -> Rows:
    """The number of each row's source, -1 where none is said. Raises LinkageError where no column says it."""
    heading = chosen.one("source")
    if heading is None:
        raise LinkageError("--sources-are-clean: say which column names the source, with --columns source=HEADING,…")
    column = table.columns[heading]
    known: dict[str, int] = {}
    forms = [normalise(value).strip() for value in column.values]
    own = [-1 if nothing_said(form) else known.setdefault(form, len(known)) for form in forms]
    found: Rows = np.array(own, np.int32)[column.codes]
    return found
