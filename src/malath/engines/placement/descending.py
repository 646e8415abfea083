"""Prices for instances too large for linear programs: the volume algorithm (Barahona and Anbil 2000, Math. Program. 87).

Each step prices the candidates, lets every household take its best, and moves the prices along the average of what was
taken too much. The average of what was taken is a fractional solution; the prices give a bound as any prices do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from malath.engines.placement.pairs import Columns
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Floats, Ints, Problem, overlaps
from malath.engines.placement.rounding import PLAIN, bed_use

# The step as a share of the distance to the aim; how much of the newest choice enters the average.
STEP, LEAST_STEP, MOST_STEP = 0.1, 0.0005, 2.0
SHARE, LEAST_SHARE, FADING, FADES = 0.1, 0.01, 0.7, 300
# So many steps without a better bound make the steps shorter.
PATIENCE = 20
AIM, TOO_NEAR, FARTHER = 0.99, 0.001, 0.995


@dataclass(slots=True)
class Point:
    """Prices of beds (homes x periods) and limits, the bound over the candidates, what households take there, and the
    net value of that (at least 0) by household."""

    beds: Floats
    limits: Floats
    bound: float
    chosen: Ints
    net: Floats


class Descent:
    """One descent over candidate pairs, which may be joined by others in between."""

    def __init__(self, problem: Problem, columns: Columns) -> None:
        self.problem = problem
        self.capacity = np.where(problem.family, 1, problem.beds).astype(float)
        self.most = problem.limits.most / problem.limits.unit
        self.step, self.share, self.steps = STEP, SHARE, 0
        self._take(columns)
        zero = (np.zeros((problem.homes, problem.periods)), np.zeros(len(problem.limits)))
        self.best = self._at(*zero)
        self.x = np.zeros(len(self.columns))
        self.x[self.best.chosen] = 1.0
        self.aim = self.best.bound * AIM

    def _take(self, columns: Columns) -> None:
        """Order the candidates by household, and find once what each takes of beds and limits."""
        problem, order = self.problem, np.lexsort((-columns.value, columns.household))
        self.columns = columns = columns.only(order)
        self.use = bed_use(problem, columns.household, columns.home, PLAIN).astype(float)
        base = columns.home * (problem.periods + 1)
        self.low, self.high = base + problem.first[columns.household], base + problem.end[columns.household]
        self.there = np.unique(columns.household)
        self.starts = np.searchsorted(columns.household, self.there)
        self.sizes = np.diff(np.append(self.starts, len(columns)))
        groups = len(problem.limits.homes_of)
        pairs, self.pair = np.unique(
            columns.household * groups + problem.limits.group[columns.home], return_inverse=True
        )
        self.pairs = len(pairs)
        self._weigh(pairs // groups, pairs % groups)

    def _weigh(self, households: Ints, group: Ints) -> None:
        """The limits that each household meets in each group of homes, as (pair, limit, weight)."""
        table = self.problem.limits
        at, limit, weight = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
        order = np.argsort(group, kind="stable")
        bounds = np.searchsorted(group[order], np.arange(len(table.homes_of) + 1))
        for number, held in enumerate(table.homes_of):
            here = order[bounds[number] : bounds[number + 1]]
            if not len(held) or not len(here):
                continue
            people = households[here]
            weighs = table.vectors[table.vector[held]][:, people].T * overlaps(self.problem, people, held)
            row, column = np.nonzero(weighs)
            at.append(here[row])
            limit.append(held[column])
            weight.append(weighs[row, column] / table.unit[held[column]])
        self.at, self.limit, self.weight = np.concatenate(at), np.concatenate(limit), np.concatenate(weight)

    def _at(self, beds: Floats, limits: Floats) -> Point:
        """The bound over the candidates at these prices, and each household's best choice."""
        problem = self.problem
        total = np.zeros((problem.homes, problem.periods + 1))
        np.cumsum(beds, axis=1, out=total[:, 1:])
        flat = total.ravel()
        net = self.columns.value - self.use * (flat[self.high] - flat[self.low])
        if len(self.at):
            net -= np.bincount(self.at, limits[self.limit] * self.weight, self.pairs)[self.pair]
        best = np.maximum.reduceat(net, self.starts)
        equal = np.nonzero(net >= np.repeat(best, self.sizes))[0]
        first = equal[np.unique(self.columns.household[equal], return_index=True)[1]]
        gained = np.zeros(problem.households)
        gained[self.there] = np.maximum(best, 0.0)
        bound = gained.sum() + (beds.sum(1) @ self.capacity) + limits @ self.most
        return Point(beds, limits, float(bound), first[net[first] > 0], gained)

    def _excess(self, x: Floats) -> tuple[Floats, Floats]:
        """What a (fractional) choice takes of beds and limits beyond what there is."""
        problem, taken = self.problem, np.nonzero(x)[0]
        change = np.zeros(problem.homes * (problem.periods + 1))
        weight = self.use[taken] * x[taken]
        np.add.at(change, self.low[taken], weight)
        np.add.at(change, self.high[taken], -weight)
        load = np.cumsum(change.reshape(problem.homes, -1), axis=1)[:, :-1]
        counted = np.bincount(self.pair[taken], x[taken], self.pairs)
        held = np.bincount(self.limit, self.weight * counted[self.at], len(self.most))
        return load - self.capacity[:, None], held - self.most

    def run(self, steps: int) -> None:
        """So many steps; the best point is kept."""
        failed = 0
        for _step in range(steps):
            failed = self._move(failed)
            self.steps += 1
            if self.steps % FADES == 0:
                self.share = max(LEAST_SHARE, self.share * FADING)

    def _move(self, failed: int) -> int:
        best = self.best
        if best.bound - self.aim < TOO_NEAR * best.bound:
            self.aim = best.bound * FARTHER
        beds, limits = self._excess(self.x)
        beds[(best.beds <= 0) & (beds < 0)] = 0.0
        limits[(best.limits <= 0) & (limits < 0)] = 0.0
        length = float((beds * beds).sum() + limits @ limits)
        if length <= 1e-12:
            return failed
        move = self.step * (best.bound - self.aim) / length
        point = self._at(np.maximum(0.0, best.beds + move * beds), np.maximum(0.0, best.limits + move * limits))
        self.x *= 1 - self.share
        self.x[point.chosen] += self.share
        if point.bound < best.bound - 1e-9 * best.bound:
            self.best, self.step = point, min(MOST_STEP, self.step * 1.1)
            return 0
        if failed + 1 >= PATIENCE:
            self.step = max(LEAST_STEP, self.step * 0.66)
            return 0
        return failed + 1

    def join(self, columns: Columns) -> None:
        """Take further candidates in; the prices stay, and so does what was taken on average."""
        known = Columns(self.columns.household, self.columns.home, self.x)
        self._take(columns)
        key = self.columns.household * self.problem.homes + self.columns.home
        held = known.household * self.problem.homes + known.home
        order = np.argsort(key)
        self.x = np.zeros(len(key))
        self.x[order[np.searchsorted(key[order], held)]] = known.value
        self.best = self._at(self.best.beds, self.best.limits)

    def prices(self) -> Prices:
        """The best prices, for any pair."""
        problem, best = self.problem, self.best
        total = np.zeros((problem.homes, problem.periods + 1))
        np.cumsum(best.beds, axis=1, out=total[:, 1:])
        constant = float((best.beds.sum(1) @ self.capacity) + best.limits @ self.most)
        found = Prices(best.net.copy(), {PLAIN: total}, constant=constant)
        if len(best.limits):
            found.limits[PLAIN] = best.limits
        return found
