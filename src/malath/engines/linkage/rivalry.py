"""Two lists that may each hold a person more than once: which rows that claim one row exclude each other.

Rows that claim one row of the other list and look like one person themselves may both be right. Where they do not, one
of them is right at most: they share the odds. Of each row its strongest claimants are compared with each other, pair by
pair; those behind them count as rivals as often as the strongest are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.clustering import pairs_within
from malath.engines.linkage.fields import Field
from malath.engines.linkage.model import WELL_ALIKE, Model, contradicted, log_odds
from malath.engines.linkage.scoring import Pairs, Scorer

Rows = npt.NDArray[np.integer[Any]]
Doubles = npt.NDArray[np.floating[Any]]
Floats = npt.NDArray[np.floating[Any]]
# So many claimants of a row are compared with each other, if they come near even odds at all.
STRONGEST, NEAR = 6, -5.0
_MOST_BITS = 500


def less_rivals(scorer: Scorer, model: Model, fields: list[Field], pairs: Pairs, bits: Floats) -> Floats:
    """The bits of each pair, less the odds of all that it excludes."""
    odds = np.exp2(np.clip(bits.astype(np.float64), -_MOST_BITS, _MOST_BITS))
    excluded = np.zeros(len(bits))
    for rows, others in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        excluded += _excluded(scorer, model, fields, rows, others, bits, odds)
    found: Floats = (bits - np.log2(1.0 + excluded)).astype(np.float32)
    return found


def _excluded(
    scorer: Scorer, model: Model, fields: list[Field], rows: Rows, other: Rows, bits: Floats, odds: Doubles
) -> Doubles:
    """Of each pair the odds of the other claimants of its row in `rows` that are not the same person as its own."""
    strong = _strongest(rows, bits)
    one, two = pairs_within(rows[strong])
    one, two = strong[one], strong[two]
    rivals = ~_one_person(scorer, model, fields, other[one], other[two])
    found = np.zeros(len(bits))
    np.add.at(found, one[rivals], odds[two[rivals]])
    np.add.at(found, two[rivals], odds[one[rivals]])
    total = scorer.people.total
    behind = np.ones(len(bits), bool)
    behind[strong] = False
    rest = np.bincount(rows[behind], weights=odds[behind], minlength=total)[rows] - np.where(behind, odds, 0)
    before = np.bincount(rows[strong], weights=odds[strong], minlength=total)[rows]
    share = float(rivals.mean()) if len(rivals) else 1.0
    return found + share * (rest + np.where(behind, before, 0))


def _strongest(rows: Rows, bits: Floats) -> Rows:
    near = np.flatnonzero(bits > NEAR)
    order = near[np.lexsort((-bits[near], rows[near]))]
    starts = np.flatnonzero(np.r_[True, rows[order][1:] != rows[order][:-1]]) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return order[rank < STRONGEST]


def _one_person(scorer: Scorer, model: Model, fields: list[Field], one: Rows, two: Rows) -> npt.NDArray[np.bool_]:
    """Whether rows of one list look like one person: by all that is known, or by whole names that no field contradicts."""
    evidence = scorer.evidence(np.minimum(one, two), np.maximum(one, two), model)
    whole = (evidence.price >= 0) & (evidence.level.max(axis=1, initial=-1) <= WELL_ALIKE)
    whole &= ~contradicted(model, fields, evidence)
    found: npt.NDArray[np.bool_] = whole | (log_odds(model, fields, evidence) > 0)
    return found
