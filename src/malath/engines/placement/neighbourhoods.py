"""Which households to free together: around one that loses much, around homes whose priced room stands empty, or around
a moment.

Bound and plan differ by what households lose against the prices and by what is left of rows that have a price: the two
sums that complementary slackness makes 0 in a linear program.
"""

from __future__ import annotations

import numpy as np

from malath.engines.placement.cutting import limit_load
from malath.engines.placement.model import bed_load, capacity
from malath.engines.placement.pairs import Columns
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Bools, Floats, Ints, Problem
from malath.engines.placement.rounding import bed_use, rounded

# A column that loses less than this share of a usual value says that its household could live in that group of homes.
AT_HOME = 0.03
# The share of a neighbourhood that may wait for a home: around a household, around a group of homes.
WAITING, WAITING_AT_GROUP = 5, 4
# A stay's middle moves by so many periods at most, by chance.
BLUR = 2.0


class Neighbourhoods:
    """Draws them from one random source. `columns` are ordered by household and loss; `starts` where each begins."""

    def __init__(self, problem: Problem, columns: Columns, loss: Floats, random: np.random.Generator) -> None:
        self.problem, self.columns, self.loss, self.random = problem, columns, loss, random
        self.starts = np.searchsorted(columns.household, np.arange(problem.households + 1))
        groups = max(1, len(problem.limits.homes_of))
        near = columns.only(loss <= AT_HOME * np.median(columns.value)) if len(columns) else columns
        keys = np.unique(near.household * groups + problem.limits.group[near.home])
        self.near_household, self.near_group = keys // groups, keys % groups

    def around_household(self, draft: Draft, losses: Floats, taken: Bools, size: int) -> Ints:
        """Households around one that loses much against the prices: those who live where it could live well."""
        losses = np.where(taken, 0.0, losses)
        if not losses.any():
            return np.zeros(0, np.int64)
        seed = int(self.random.choice(len(losses), p=losses / losses.sum()))
        mine = slice(self.starts[seed], self.starts[seed + 1])
        near, at = np.unique(self.problem.limits.group[self.columns.home[mine]], return_index=True)
        # The nearer to the best price, the earlier; with some chance, so that no two tries are alike.
        appeal = self.loss[mine][at] * self.random.uniform(0.5, 1.5, len(at)) + self.random.uniform(0, 30, len(at))
        return self._around(seed, near[np.argsort(appeal, kind="stable")], draft, taken, size, WAITING)

    def around_group(self, draft: Draft, losses: Floats, unused: Floats, taken: Bools, size: int) -> Ints:
        """Households around a group of homes with much unused, or whose people lose much: those who could live there.

        `unused`: by group, see `unused` below.
        """
        group, cost = self.problem.limits.group, unused.copy()
        placed, waiting = np.nonzero(draft.home != NOWHERE)[0], draft.home == NOWHERE
        cost += np.bincount(group[draft.home[placed]], losses[placed], len(cost))
        theirs = waiting[self.near_household]
        cost += np.bincount(self.near_group[theirs], losses[self.near_household[theirs]], len(cost))
        if not cost.any():
            return np.zeros(0, np.int64)
        place = int(self.random.choice(len(cost), p=cost / cost.sum()))
        people = np.zeros(self.problem.households, bool)
        people[self.near_household[self.near_group == place]] = True
        seeds = np.nonzero(people & ~taken)[0]
        if not len(seeds):
            return seeds
        seed = int(self.random.choice(seeds))
        # Groups where the same households could live, in proportion to how many could.
        shared = np.bincount(self.near_group[people[self.near_household]], minlength=len(cost))
        appeal = shared / np.sqrt(np.maximum(1, np.bincount(self.near_group, minlength=len(cost))))
        appeal *= self.random.uniform(0.3, 1.5, len(cost))
        appeal[place] = np.inf
        order = np.argsort(-appeal, kind="stable")
        return self._around(seed, order[appeal[order] > 0], draft, taken, size, WAITING_AT_GROUP)

    def around_moment(self, taken: Bools, size: int) -> Ints:
        """Households whose stays have their middle near one moment, wherever they live."""
        problem = self.problem
        middle = (problem.first + problem.end) / 2 + self.random.uniform(-BLUR, BLUR, problem.households)
        far = np.where(taken, np.inf, np.abs(middle - self.random.integers(problem.periods)))
        nearest = np.argsort(far, kind="stable")[:size]
        return np.sort(nearest[np.isfinite(far[nearest])])

    def _around(self, seed: int, places: Ints, draft: Draft, taken: Bools, size: int, waiting: int) -> Ints:
        """The seed, who lives in these groups of homes, the nearest in time of the last, and some who wait."""
        group = self.problem.limits.group
        lives = np.where(taken, -2, np.where(draft.home == NOWHERE, -1, group[draft.home]))
        chosen, count = [np.array([seed])], 1
        for place in places.tolist():
            there = np.nonzero(lives == place)[0]
            if count + len(there) > size:
                there = self._nearest_in_time(seed, there)[: size - count]
            chosen.append(there)
            count += len(there)
            if count >= size:
                break
        chosen.append(self._nearest_in_time(seed, np.nonzero(lives == -1)[0])[: size // waiting])
        return np.unique(np.concatenate(chosen))

    def _nearest_in_time(self, seed: int, households: Ints) -> Ints:
        """Those whose stays meet the seed's the longest first, ties by chance."""
        first, end = self.problem.first, self.problem.end
        shared = np.minimum(end[households], end[seed]) - np.maximum(first[households], first[seed])
        return households[np.argsort(-shared + self.random.uniform(0, 4, len(households)), kind="stable")]


def unused(problem: Problem, prices: Prices, draft: Draft) -> Floats:
    """What a plan leaves of beds and limits that have a price, times that price, by group of homes."""
    people = np.nonzero(draft.home != NOWHERE)[0]
    lived = Columns(people, draft.home[people], np.ones(len(people)))
    groups = len(problem.limits.homes_of)
    found = np.zeros(groups)
    for rounding, total in prices.beds.items():
        load = bed_load(problem, lived, bed_use(problem, lived.household, lived.home, rounding))
        left = np.maximum(0.0, capacity(problem, rounding) - load) * np.diff(total, axis=1)
        found += np.bincount(problem.limits.group, left.sum(1), groups)
    for rounding, price in prices.limits.items():
        load = limit_load(problem, lived, lived.value, rounding)
        left = np.maximum(0.0, rounded(problem.limits.most, rounding) - load) * price
        found += np.array([left[held].sum() for held in problem.limits.homes_of])
    return found
