"""What a place costs under dual prices, for any pair: the step that turns prices into a proof over all pairs.

For duals y >= 0 of the coupling rows, sum(y x capacity) + sum over households of the best (value - price of what it
uses), or 0, is at least the value of every plan (Lagrangian duality: Geoffrion 1974, Math. Programming Study 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from malath.engines.placement.problem import Floats, Ints, Problem, overlaps

# A row that weighs w may be replaced by floor(k w / d) <= floor(k capacity / d): the rank-one cuts of Chvatal and
# Gomory. As it depends on the weight alone, it also prices pairs that are in no model yet.
Rounding = tuple[int, int]
PLAIN: Rounding = (1, 1)


def rounded(weights: Ints, rounding: Rounding) -> Ints:
    """floor(k w / d) of weights."""
    k, d = rounding
    return weights if k == d else weights * k // d


@dataclass(slots=True)
class Prices:
    """Duals. `beds[r]`: of each home and period, cumulative, shape (homes, periods + 1); `limits[r]`: of each limit.

    `constant` is the sum of price x capacity; `household` the duals of "one home each".
    """

    household: Floats
    beds: dict[Rounding, Floats] = field(default_factory=dict)
    limits: dict[Rounding, Floats] = field(default_factory=dict)
    constant: float = 0.0


def bed_use(problem: Problem, households: Ints, homes: Ints, rounding: Rounding) -> Ints:
    """What pairs take of a bed row: the whole home of a family (1 of 1), the rounded size in a shared one."""
    return np.where(problem.family[homes], 1, rounded(problem.size[households], rounding))


def pair_prices(problem: Problem, prices: Prices, households: Ints, homes: Ints) -> Floats:
    """What each of the pairs costs."""
    cost = np.zeros(len(households))
    first, end = problem.first[households], problem.end[households]
    for rounding, total in prices.beds.items():
        cost += bed_use(problem, households, homes, rounding) * (total[homes, end] - total[homes, first])
    if prices.limits:
        everyone = np.arange(problem.households)
        cost += group_prices(problem, prices, everyone)[households, problem.limits.group[homes]]
    return cost


def block_prices(problem: Problem, prices: Prices, which: Ints) -> Floats:
    """What every home costs each of these households. Shape (households, homes)."""
    cost = np.zeros((len(which), problem.homes))
    first, end = problem.first[which], problem.end[which]
    for rounding, total in prices.beds.items():
        spent = (total[:, end] - total[:, first]).T
        use = rounded(problem.size[which], rounding)
        spent *= np.where(problem.family[None, :], 1, use[:, None])
        cost += spent
    if prices.limits:
        cost += group_prices(problem, prices, which)[:, problem.limits.group]
    return cost


def group_prices(problem: Problem, prices: Prices, which: Ints) -> Floats:
    """What the limits cost each of these households in each group of homes. Shape (households, groups)."""
    table = problem.limits
    cost = np.zeros((len(which), len(table.homes_of)))
    for rounding, price in prices.limits.items():
        paid = np.nonzero(price > 0)[0]
        if not len(paid):
            continue
        weights = rounded(table.vectors[table.vector[paid]][:, which].T, rounding)
        spent = weights * price[paid] * overlaps(problem, which, paid)
        place = np.full(len(table), -1)
        place[paid] = np.arange(len(paid))
        for group, held in enumerate(table.homes_of):
            here = place[held]
            here = here[here >= 0]
            if len(here):
                cost[:, group] += spent[:, here].sum(1)
    return cost
