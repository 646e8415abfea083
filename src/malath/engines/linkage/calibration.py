"""Bits made honest by decoys: what else looks like a row that is already sure of its counterpart.

Independence errs in both directions: whole names are given again in a family; and a list of distinct names has fewer
namesakes than chance would make. The lists tell themselves which. A row that has found its counterpart beyond doubt is
still a candidate for others, and all those are strangers, brothers and namesakes: decoys. If decoys of some kind are d
times as dense as pairs of any row, and pairs of that kind o times, then o / d = 1 + the odds of one person. (The thought
of target-decoy counting in proteomics, Elias and Gygi 2007; as a density ratio, Sugiyama and others 2012.)

The odds are fitted as the model's bits with a correction for each level of each field and for the shape of the name,
held to zero by a penalty: where the decoys say nothing, the model stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.fields import Field
from malath.engines.linkage.memory import LEVELS
from malath.engines.linkage.model import SHAPES, Evidence, Model, log_odds, name_bits, shape_of, spoken_for

Doubles = npt.NDArray[np.floating[Any]]
Floats = npt.NDArray[np.floating[Any]]
STEPS, RATE = 400, 0.05
# What holds a correction to zero: of the bits and the name firmly, of a level of a field hardly, of both together a little.
FIRM, LOOSE, HELD = 30.0, 0.3, 3.0
# Parts well alike, somewhat alike, different: the last level of each.
_ALIKE = np.array([2, 4, LEVELS - 1])
TOGETHER = len(SHAPES) * len(_ALIKE) * 2
# Only what could be one person is asked: far below, the two kinds of pairs were screened differently.
ASKED = -6.0
# Beyond so many bits nothing gets surer.
CEILING = 30.0
_LN2 = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Correction:
    """What is added to the bits of a pair, by the columns of `features`."""

    weights: Doubles

    def corrected(self, bits: Floats, features: Doubles) -> Floats:
        """The honest bits."""
        return (np.clip(bits, -CEILING, CEILING) + features @ self.weights / _LN2).astype(np.float32)


def features(model: Model, fields: list[Field], evidence: Evidence) -> Doubles:
    """A row for each pair: one, its bits, the bits of its name and of the first part, the least alike of its parts,
    whether a part has no counterpart, whether all is alike, and its level in each field."""
    first, _, lineage = name_bits(model, evidence)
    bits = np.clip(log_odds(model, fields, evidence), -CEILING, CEILING)
    columns = [np.ones(len(bits)), bits / 10, np.clip(first + lineage, -20, 60) / 20, np.clip(first, -10, 20) / 10]
    worst = evidence.level.max(axis=1)
    columns += [(worst == step).astype(float) for step in range(LEVELS)]
    columns += [(evidence.price < 0).astype(float), ((worst <= 2) & (evidence.price >= 0)).astype(float)]
    for one in fields:
        level = evidence.fields[one.name]
        columns += [(level == step).astype(float) for step in range(-1, len(one.levels))]
    return np.stack(columns, axis=1).astype(np.float64)


def together(model: Model, fields: list[Field], evidence: Evidence) -> Doubles:
    """A column for each way in which the shape of the name, the least alike of its parts and the fields come together."""
    worst = np.searchsorted(_ALIKE, evidence.level.max(axis=1))
    kind = (shape_of(evidence.price) * len(_ALIKE) + worst) * 2 + spoken_for(model, fields, evidence)
    found: Doubles = np.equal.outer(kind, np.arange(TOGETHER)).astype(np.float64)
    return found


def penalties(fields: list[Field], seen: Doubles) -> Doubles:
    """How hard each column is held to zero: those of `features`, of which those of the fields stand last, and those of
    `together` if they stand behind them."""
    loose = sum(1 + len(one.levels) for one in fields)
    firm = 4 + LEVELS + 2
    behind = np.full(seen.shape[1] - firm - loose, HELD)
    return np.concatenate([np.full(firm, FIRM), np.full(loose, LOOSE), behind])


def fit(bits: Floats, seen: Doubles, decoy_bits: Floats, decoys: Doubles, scale: float, penalty: Doubles) -> Correction:
    """The correction that makes decoys as dense as they were found; one decoy stands for `scale` pairs of strangers."""
    high, decoy_high = bits > ASKED, decoy_bits > ASKED
    rows = np.concatenate([seen[high], decoys[decoy_high]])
    offset = np.clip(np.concatenate([bits[high], decoy_bits[decoy_high]]), -CEILING, CEILING) * _LN2
    is_pair = np.r_[np.ones(high.sum()), np.zeros(decoy_high.sum())]
    weights = np.zeros(rows.shape[1])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = _slope(rows, offset, is_pair, weights, scale) - penalty * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        moved = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
        weights = weights + RATE * moved * (1 - step / (STEPS + 1))
    return Correction(weights)


def _slope(rows: Doubles, offset: Doubles, is_pair: Doubles, weights: Doubles, scale: float) -> Doubles:
    """Slope of the likelihood: P(linked pair | features) = (1 + s) / (1 + s + 1 / scale), s the odds of one person."""
    odds = np.exp(np.clip(offset + rows @ weights, -50, 50))
    among = 1 + odds
    slope = odds * (is_pair / among - 1 / (among + 1 / scale))
    found: Doubles = rows.T @ slope
    return found
