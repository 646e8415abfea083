"""What a place costs under dual prices, for any pair: the step that turns prices into a proof over all pairs.

For duals y >= 0 of the coupling rows, sum(y x capacity) + sum over households of the best (value - price of what it
uses), or 0, is at least the value of every plan (Lagrangian duality: Geoffrion 1974, Math. Programming Study 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from malath.engines.placement.halves import Half, half_weights, with_parents
from malath.engines.placement.problem import Floats, Ints, Problem, overlaps
from malath.engines.placement.rounding import Rounding, bed_use, rounded


@dataclass(slots=True)
class Prices:
    """Duals. `beds[r]`: of each home and period, cumulative, shape (homes, periods + 1); `limits[r]`: of each limit.

    `halves`: those that have a price, with it. `constant` is the sum of price x capacity; `household` the duals of "one home each".
    """

    household: Floats
    beds: dict[Rounding, Floats] = field(default_factory=dict)
    limits: dict[Rounding, Floats] = field(default_factory=dict)
    halves: list[tuple[Half, float]] = field(default_factory=list)
    constant: float = 0.0


def pair_prices(problem: Problem, prices: Prices, households: Ints, homes: Ints) -> Floats:
    """What each of the pairs costs."""
    cost = np.zeros(len(households))
    first, end = problem.first[households], problem.end[households]
    for rounding, total in prices.beds.items():
        cost += bed_use(problem, households, homes, rounding) * (total[homes, end] - total[homes, first])
    if prices.limits:
        everyone = np.arange(problem.households)
        cost += group_prices(problem, prices, everyone)[households, problem.limits.group[homes]]
    _add_halves(problem, prices, households, homes, cost)
    return cost


def _add_halves(problem: Problem, prices: Prices, households: Ints, homes: Ints, cost: Floats) -> None:
    if prices.halves:
        weights = half_weights(problem, with_parents([half for half, _price in prices.halves]), households, homes)
        for half, price in prices.halves:
            index, weight = weights[half.serial]
            cost[index] += price * weight


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
    if prices.halves:
        everywhere = np.tile(np.arange(problem.homes), len(which))
        _add_halves(problem, prices, np.repeat(which, problem.homes), everywhere, cost.ravel())
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
