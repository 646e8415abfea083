"""Finds halves that a fractional solution breaks, by elimination modulo two (Koster, Zymolka, Kutschka 2009, §4).

A sum of rows breaks its half where the slacks of the rows plus the shares of the pairs that it counts an odd number
of times stay below 1, and its right side is odd.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malath.engines.placement.halves import Half
from malath.engines.placement.highs import Answer
from malath.engines.placement.model import Cuts, Model
from malath.engines.placement.problem import Floats, Ints
from malath.engines.placement.rounding import Rounding

Bytes = npt.NDArray[np.uint8]
MOST, AGAIN, LOOK = 300, 4, 60
TIGHT, WEIGHT, BROKEN = 0.5, 0.98, 0.02


@dataclass(slots=True)
class Rows:
    """A model's rows, by row: entries from starts[r] to starts[r + 1]; those with fractions in them are left out."""

    starts: Ints
    column: Ints
    weight: Ints
    most: Ints
    slack: Floats


def add_halves(model: Model, x: Floats, cuts: Cuts) -> int:
    """Add the halves that the solution breaks most, none of their rows too often; how many there were."""
    rows = _rows(model, x)
    tight = np.nonzero(rows.slack < TIGHT)[0]
    used: Counter[int] = Counter()
    total, added = np.zeros(len(x)), 0
    for found in _eliminated(rows, tight, x):
        chosen = tight[found].tolist()
        if added >= MOST:
            break
        if max(used[row] for row in chosen) > AGAIN:
            continue
        index = np.concatenate([rows.column[rows.starts[row] : rows.starts[row + 1]] for row in chosen])
        weight = np.concatenate([rows.weight[rows.starts[row] : rows.starts[row + 1]] for row in chosen])
        np.add.at(total, index, weight)
        touched = np.unique(index)
        most = int(rows.most[chosen].sum() // 2)
        broken = float(np.floor(total[touched] / 2) @ x[touched]) - most
        total[touched] = 0.0
        if broken >= BROKEN:
            used.update(chosen)
            # Numbers are never given twice: a half that was dropped may still be part of another.
            cuts.made += 1
            cuts.halves.append(_half(model, np.array(chosen), cuts.made, most))
            added += 1
    return added


def in_use(model: Model, answer: Answer) -> list[Half]:
    """The model's halves that have a price."""
    base = len(answer.duals)
    for part in reversed(model.parts):
        base -= len(part.keys)
        if part.sort == "half":
            priced = set(part.keys[answer.duals[base : base + len(part.keys)] > 1e-9].tolist())
            return [half for half in model.halves if half.serial in priced]
    return []


def _rows(model: Model, x: Floats) -> Rows:
    row, column, weight, most = model.rows()
    slack = most - np.bincount(row, weight * x[column], len(most))
    whole = np.ones(len(most), bool)
    base = len(model.people)
    for part in model.parts:
        if part.sort == "limit":
            whole[base : base + len(part.keys)] = model.problem.limits.unit[part.keys] == 1
        base += len(part.keys)
    slack[~whole] = np.inf
    order = np.argsort(row, kind="stable")
    starts = np.searchsorted(row[order], np.arange(len(most) + 1))
    return Rows(starts, column[order], weight[order].astype(np.int64), most.astype(np.int64), np.maximum(slack, 0.0))


def _eliminated(rows: Rows, tight: Ints, x: Floats) -> list[Ints]:
    """Sets of tight rows whose half is broken, the most broken first. Bits are packed, eight to a byte."""
    support = np.nonzero(x > 1e-6)[0]
    support = support[np.argsort(-x[support], kind="stable")]
    share, count = x[support], len(support)
    odd_columns = np.packbits(_parities(rows, tight, support, len(x)), axis=1)
    made_of = np.packbits(np.eye(len(tight), dtype=np.uint8), axis=1)
    odd, slack = rows.most[tight] % 2 == 1, rows.slack[tight].copy()
    alive, found = np.ones(len(tight), bool), dict[bytes, float]()

    def look() -> None:
        here = np.nonzero(alive & odd & (slack < WEIGHT))[0]
        if len(here):
            total = slack[here] + np.unpackbits(odd_columns[here], axis=1, count=count) @ share
            for row, weight in zip(here[total < WEIGHT], total[total < WEIGHT], strict=True):
                found.setdefault(made_of[row].tobytes(), float(weight))

    look()
    for at in range(count):
        bit = odd_columns[:, at >> 3] >> (7 - (at & 7)) & 1
        those = np.nonzero(bit.astype(bool) & alive)[0]
        if len(those):
            first = those[np.argmin(slack[those])]
            those = those[those != first]
            alive[first] = False
            odd_columns[those] ^= odd_columns[first]
            made_of[those] ^= made_of[first]
            odd[those] ^= odd[first]
            slack[those] += slack[first]
            alive[those[slack[those] > 1]] = False
        if at % LOOK == 0 or at == count - 1:
            look()
    return [_unpacked(key, len(tight)) for key, _weight in sorted(found.items(), key=lambda one: (one[1], one[0]))]


def _parities(rows: Rows, tight: Ints, support: Ints, columns: int) -> Bytes:
    """Where tight rows weigh an odd number. Shape (tight rows, columns in use)."""
    place = np.full(columns, -1)
    place[support] = np.arange(len(support))
    table = np.zeros((len(tight), len(support)), np.uint8)
    for at, row in enumerate(tight.tolist()):
        entries = slice(rows.starts[row], rows.starts[row + 1])
        where = place[rows.column[entries]]
        odd = (where >= 0) & (rows.weight[entries] % 2 == 1)
        table[at, where[odd]] = 1
    return table


def _unpacked(key: bytes, count: int) -> Ints:
    return np.nonzero(np.unpackbits(np.frombuffer(key, np.uint8), count=count))[0]


def _half(model: Model, rows: Ints, serial: int, most: int) -> Half:
    """The half of these rows of the model."""
    people = model.people[rows[rows < len(model.people)]]
    base = len(model.people)
    beds: list[tuple[Rounding, Ints]] = []
    limits: list[tuple[Rounding, int]] = []
    halves: list[Half] = []
    by_serial = {half.serial: half for half in model.halves}
    for part in model.parts:
        keys = part.keys[rows[(rows >= base) & (rows < base + len(part.keys))] - base]
        base += len(part.keys)
        if part.sort == "beds" and len(keys):
            beds.append((part.rounding, np.sort(keys)))
        elif part.sort == "limit":
            limits += [(part.rounding, int(key)) for key in keys]
        elif part.sort == "half":
            halves += [by_serial[int(key)] for key in keys]
    return Half(serial, people, tuple(beds), tuple(limits), tuple(halves), most)
