"""Bits of pairs between two lists made honest by what is found beside rows that are sure of their counterpart (decoys).

Two counts. One asks of all pairs how many of their kind are strangers. Where both lists hold each person once, another
asks it of the best: rows that are left choose each other, and it is known how strangers look that would be chosen, since
rows that are sure have a best stranger too. (The competition of targets and decoys, Elias and Gygi 2007.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.calibration import features, fit, penalties, together
from malath.engines.linkage.fields import Field
from malath.engines.linkage.model import Model, backed, contradicted, probability, spoken_for
from malath.engines.linkage.one_to_one import shared_probability
from malath.engines.linkage.people import People
from malath.engines.linkage.scoring import Pairs

Bits = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
# A row is sure of its counterpart from so many bits up; so many such rows let the others be judged.
SURE, FEWEST_SURE = 7.0, 300
# Even of lists of the same people so many rows have no counterpart.
FEWEST_ALONE = 0.05
# How often it is asked again how many of the rows that are left have a counterpart.
ROUNDS = 3


class _Side(NamedTuple):
    """One list: its rows in the pairs, those of the other list, and where it begins and ends."""

    rows: Rows
    others: Rows
    start: int
    end: int


def honest(people: People, model: Model, fields: list[Field], pairs: Pairs, bits: Bits, *, one_to_one: bool) -> Bits:
    """Bits corrected by decoys, or as they are where too few rows are sure of their counterpart to say anything.

    One to one, a row of the other list that is sure of its own counterpart is no decoy: it is a rival already. What
    contradicts one person is corrected downwards only.
    """
    best = _best(people.total, pairs, bits)
    least, chosen = np.inf, None
    for rows, others, start, end in _sides(people, pairs):
        sure = int((best[start:end] > SURE).sum())
        free = (best[others] <= SURE) | (bits >= best[others]) | (not one_to_one)
        decoys = np.flatnonzero((best[rows] > SURE) & (bits < best[rows]) & free)
        scale = (end - start) / max(sure, 1)
        if sure >= FEWEST_SURE and 0 < len(decoys) * scale < least:
            least, chosen = len(decoys) * scale, (np.flatnonzero(free), decoys, scale)
    if chosen is None:
        return bits
    kept, decoys, scale = chosen
    seen = features(model, fields, pairs.evidence)
    correction = fit(bits[kept], seen[kept], bits[decoys], seen[decoys], scale, penalties(fields, seen))
    corrected = correction.corrected(bits, seen)
    return np.where(contradicted(model, fields, pairs.evidence), np.minimum(corrected, bits), corrected)


def last_left(people: People, model: Model, fields: list[Field], pairs: Pairs, bits: Bits) -> Bits:
    """Bits where each row has one counterpart at most: that a row has none is as unlikely as few rows have none.

    Odds of the only pair left are divided by both shares of rows without a counterpart. Not where a field contradicts, nor
    where nothing but a part of a name speaks.
    """
    expected = shared_probability(pairs.left, pairs.right, bits, people.total).sum()
    counts = np.array([people.split, people.total - people.split])
    alone = np.maximum(1 - expected / counts, FEWEST_ALONE)
    fit_for = backed(model, fields, pairs.evidence) & ~contradicted(model, fields, pairs.evidence)
    return bits - np.where(fit_for, np.log2(alone).sum(), 0.0).astype(np.float32)


def chosen_by_both(people: People, model: Model, fields: list[Field], pairs: Pairs, bits: Bits, before: Bits) -> Bits:
    """Bits of pairs of rows that are left and whose fields speak for one person, counted among pairs that choose each
    other; the other pairs keep what they had `before`. `bits` are the model's own.

    Strangers are expected only of rows that have no counterpart, and how many these are follows from the answer.
    """
    best = _best(people.total, pairs, bits)
    sure_left, sure_right = best[pairs.left] > SURE, best[pairs.right] > SURE
    least, chosen = np.inf, None
    for side, sure, other in zip(_sides(people, pairs), (sure_left, sure_right), (sure_right, sure_left), strict=True):
        count = int((best[side.start : side.end] > SURE).sum())
        decoys = _choosing(people.total, side, bits, sure & ~other)
        left_over = side.end - side.start - count
        if count >= FEWEST_SURE and 0 < len(decoys) * left_over / count < least:
            least, chosen = len(decoys) * left_over / count, (decoys, left_over, count)
    targets = _choosing(people.total, _sides(people, pairs)[0], bits, ~sure_left & ~sure_right)
    if chosen is None or not len(targets):
        return before
    decoys, left_over, count = chosen
    seen = np.concatenate([features(model, fields, pairs.evidence), together(model, fields, pairs.evidence)], axis=1)
    penalty, alone, corrected = penalties(fields, seen), float(left_over), bits
    for _ in range(ROUNDS):
        correction = fit(bits[targets], seen[targets], bits[decoys], seen[decoys], alone / count, penalty)
        corrected = correction.corrected(bits, seen)
        alone = max(left_over - float(probability(corrected[targets]).sum()), FEWEST_ALONE * left_over)
    asked = spoken_for(model, fields, pairs.evidence) & ~contradicted(model, fields, pairs.evidence)
    return np.where(asked & ~sure_left & ~sure_right, corrected, before)


def _best(total: int, pairs: Pairs, bits: Bits) -> Bits:
    best = np.full(total, -np.inf)
    np.maximum.at(best, pairs.left, bits)
    np.maximum.at(best, pairs.right, bits)
    return best


def _sides(people: People, pairs: Pairs) -> tuple[_Side, _Side]:
    split, total = people.split, people.total
    return _Side(pairs.left, pairs.right, 0, split), _Side(pairs.right, pairs.left, split, total)


def _choosing(total: int, side: _Side, bits: Bits, among: Mask) -> Rows:
    """Of some pairs those that are the best of their row on this side and, among these, of their row on the other."""
    chosen = np.flatnonzero(among)
    for rows in (side.rows, side.others):
        best = np.full(total, -np.inf)
        np.maximum.at(best, rows[chosen], bits[chosen])
        chosen = chosen[bits[chosen] >= best[rows[chosen]]]
    return chosen
