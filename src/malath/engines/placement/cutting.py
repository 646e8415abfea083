"""Finds rounded rows that a fractional solution breaks (rank-one cuts of Chvatal and Gomory, 1958)."""

from __future__ import annotations

from math import gcd

import numpy as np

from malath.engines.placement.model import Cuts, bed_load, capacity, largest_sets
from malath.engines.placement.pairs import Columns
from malath.engines.placement.problem import Floats, Ints, Problem, overlaps
from malath.engines.placement.rounding import PLAIN, Rounding, bed_use, rounded

LARGEST = 8
ROUNDINGS: tuple[Rounding, ...] = tuple((k, d) for d in range(2, LARGEST + 1) for k in range(1, d) if gcd(k, d) == 1)
BROKEN = 0.02


def add_cuts(problem: Problem, columns: Columns, x: Floats, cuts: Cuts) -> int:
    """Add, for each row, the rounding that the solution breaks most; how many there were."""
    used = columns.only(x > 1e-7)
    share = x[x > 1e-7]
    return _add_beds(problem, used, share, cuts) + _add_limits(problem, used, share, cuts)


def _add_beds(problem: Problem, columns: Columns, share: Floats, cuts: Cuts) -> int:
    shared = ~problem.family[columns.home]
    columns, share = columns.only(shared), share[shared]
    if not len(columns):
        return 0
    places = largest_sets(problem, columns)
    worst = np.full(places.shape, BROKEN)
    which = np.full(places.shape, -1)
    for at, rounding in enumerate(ROUNDINGS):
        use = bed_use(problem, columns.household, columns.home, rounding)
        most = capacity(problem, rounding)
        # Broken by how much, in units of the right side: roundings of different sizes compare.
        excess = (bed_load(problem, columns, share * use) - most) / np.maximum(1, most)
        better = places & (excess > worst)
        worst[better], which[better] = excess[better], at
    return _store(cuts.beds, which.ravel())


def _add_limits(problem: Problem, columns: Columns, share: Floats, cuts: Cuts) -> int:
    table = problem.limits
    if not len(table):
        return 0
    worst, which = np.full(len(table), BROKEN), np.full(len(table), -1)
    for at, rounding in enumerate(ROUNDINGS):
        most = rounded(table.most, rounding)
        excess = (limit_load(problem, columns, share, rounding) - most) / np.maximum(1, most)
        better = excess > worst
        worst[better], which[better] = excess[better], at
    return _store(cuts.limits, which)


def limit_load(problem: Problem, columns: Columns, share: Floats, rounding: Rounding = PLAIN) -> Floats:
    """What a fractional solution takes of every limit, rounded weights counted. Shape (limits,)."""
    table = problem.limits
    load = np.zeros(len(table))
    group = table.group[columns.home]
    for at in np.unique(group):
        here, held = np.nonzero(group == at)[0], table.homes_of[at]
        people = columns.household[here]
        weight = rounded(table.vectors[table.vector[held]][:, people].T, rounding) * overlaps(problem, people, held)
        load[held] += share[here] @ weight
    return load


def _store(held: dict[Rounding, Ints], which: Ints) -> int:
    added = 0
    for at in np.unique(which[which >= 0]):
        rounding = ROUNDINGS[at]
        there = held.get(rounding, np.zeros(0, np.int64))
        joined = np.union1d(there, np.nonzero(which == at)[0])
        added += len(joined) - len(there)
        held[rounding] = joined
    return added
