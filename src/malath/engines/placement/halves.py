"""Half the sum of several rows, rounded down (zero-half cuts: Caprara and Fischetti 1996, Math. Programming 74).

What a half weighs follows from household and home alone, so it too has a price for pairs that are in no model yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from malath.engines.placement.problem import Ints, Problem
from malath.engines.placement.rounding import Rounding, bed_use, rounded

Weights = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """floor(1/2 sum of its rows) <= floor(1/2 sum of their right sides).

    Its rows: "one home" of some households, bed rows by key (home x periods + period, sorted), limits, earlier halves.
    """

    serial: int
    people: Ints
    beds: tuple[tuple[Rounding, Ints], ...]
    limits: tuple[tuple[Rounding, int], ...]
    halves: tuple[Half, ...]
    most: int


def with_parents(wanted: Sequence[Half]) -> list[Half]:
    """These and all they are made from, in the order in which they were made."""
    found: dict[int, Half] = {}
    waiting = list(wanted)
    while waiting:
        half = waiting.pop()
        if half.serial not in found:
            found[half.serial] = half
            waiting += half.halves
    return [found[serial] for serial in sorted(found)]


def half_weights(problem: Problem, halves: Sequence[Half], households: Ints, homes: Ints) -> dict[int, Weights]:
    """For each half, by serial, the pairs that weigh something in it, and what. `halves` as `with_parents` gives them."""
    order = np.argsort(homes, kind="stable")
    starts = np.searchsorted(homes[order], np.arange(problem.homes + 1))
    there = _homes_of_limits(problem, halves)
    found: dict[int, Weights] = {}
    total = np.zeros(len(homes), np.int64)
    chosen = np.zeros(problem.households, np.int64)
    for half in halves:
        near = [np.unique(keys // problem.periods) for _rounding, keys in half.beds]
        near += [there[at] for _rounding, at in half.limits]
        touched = [order[starts[home] : starts[home + 1]] for home in np.unique(_joined(near)).tolist()]
        pairs = _joined([*touched, *(found[parent.serial][0] for parent in half.halves)])
        pairs = np.unique(pairs) if half.halves else pairs
        _count(problem, half, households, homes, pairs, total)
        for parent in half.halves:
            index, weight = found[parent.serial]
            total[index] += weight
        chosen[half.people] = 1
        weight = (total[pairs] + chosen[households[pairs]]) // 2
        chosen[half.people] = 0
        total[pairs] = 0
        found[half.serial] = pairs[weight > 0], weight[weight > 0]
    return found


def _count(problem: Problem, half: Half, households: Ints, homes: Ints, pairs: Ints, total: Ints) -> None:
    """Add what the pairs weigh in the half's bed rows and limits."""
    people, places = households[pairs], homes[pairs]
    first, end = problem.first[people], problem.end[people]
    base = places * problem.periods
    for rounding, keys in half.beds:
        met = np.searchsorted(keys, base + end) - np.searchsorted(keys, base + first)
        total[pairs] += met * bed_use(problem, people, places, rounding)
    table = problem.limits
    for rounding, at in half.limits:
        within = np.array([at in held for held in table.homes_of], bool)[table.group[places]]
        within &= (first < table.end[at]) & (table.first[at] < end)
        total[pairs] += within * rounded(table.vectors[table.vector[at]][people], rounding)


def _homes_of_limits(problem: Problem, halves: Sequence[Half]) -> dict[int, Ints]:
    table = problem.limits
    used = {at for half in halves for _rounding, at in half.limits}
    return {
        at: np.nonzero(np.array([at in held for held in table.homes_of], bool)[table.group])[0] for at in sorted(used)
    }


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])
