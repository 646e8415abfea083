"""The record of a run: what it proves, and what anyone needs to see it for themselves."""

from __future__ import annotations

import platform
from typing import Any

import numpy as np

from malath.engines.placement.grid import grid_of
from malath.engines.placement.halves import with_parents
from malath.engines.placement.highs import version
from malath.engines.placement.instance import Instance
from malath.engines.placement.pairs import make_pairs
from malath.engines.placement.plan import NOWHERE
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Problem, apart_limits, make_problem
from malath.engines.placement.reading import read_instance
from malath.engines.placement.rounding import PLAIN
from malath.engines.placement.solving import Budget, Solved, Solver


def solved(data: Any, *, seconds: float, work: int, seed: int) -> dict[str, Any]:
    """Solve an instance given as a dict: placements, bound and proof, as JSON. Raises InstanceError."""
    instance = read_instance(data)
    problem = make_problem(instance)
    budget = Budget(seconds, work)
    result = Solver(problem, make_pairs(instance, problem), budget=budget, seed=seed, grid=grid_of(instance)).run()
    homes = result.draft.home
    placed = np.nonzero(homes != NOWHERE)[0].tolist()
    return {
        "placements": [[instance.households[at].id, instance.homes[homes[at]].id] for at in placed],
        "bound": result.bound,
        "proof": _record(instance, problem, result, budget, seed),
    }


def _record(instance: Instance, problem: Problem, result: Solved, budget: Budget, seed: int) -> dict[str, Any]:
    return {
        "input_sha256": instance.digest,
        "seed": seed,
        "solver": version(),
        "python": platform.python_version(),
        "ended_by": result.ended_by,
        "limits": {"seconds": budget.seconds, "work": budget.work},
        "work": budget.spent,
        "bound_by_prices": result.plain.bound,
        "duals": duals(instance, problem, result.plain.prices),
        "sharper": sharper(instance, problem, result),
        "log": result.log,
    }


def sharper(instance: Instance, problem: Problem, result: Solved) -> dict[str, Any] | None:
    """Prices that prove a lower bound, with those of halves; None if there are none.

    `halves`: {"price", "households", "beds", "limits", "halves"} for each row floor(1/2 sum of its rows) <= floor(1/2
    sum of their right sides): "one home" of households, [home, first, end, k, d], [limit, k, d], places in this list.
    """
    if result.sharp is result.plain:
        return None
    prices = result.sharp.prices
    priced = {half.serial: price for half, price in prices.halves}
    listed = with_parents([half for half, _price in prices.halves])
    place = {half.serial: at for at, half in enumerate(listed)}
    halves = [
        {
            "price": priced.get(half.serial, 0.0),
            "households": [instance.households[at].id for at in half.people],
            "beds": [
                [instance.homes[key // problem.periods].id, *_span(problem, key % problem.periods), *rounding]
                for rounding, keys in half.beds
                for key in keys.tolist()
            ],
            "limits": [[at, *rounding] for rounding, at in half.limits],
            "halves": [place[parent.serial] for parent in half.halves],
        }
        for half in listed
    ]
    return {"bound": result.sharp.bound, "duals": {**duals(instance, problem, prices), "halves": halves}}


def _span(problem: Problem, period: int) -> tuple[int, int]:
    return int(problem.times[period]), int(problem.times[period + 1])


def duals(instance: Instance, problem: Problem, prices: Prices) -> dict[str, Any]:
    """The prices that are not 0, under the names of the instance.

    `beds`: [home, first period, period after, k, d, price] for each row "sum of floor(k size / d) <= floor(k beds / d)"
    (a family's home: number of households <= 1); `limits`: [number of the limit, k, d, price]; `apart`: [household,
    household, "home" or "network", its id, price] for "of the two at most one".
    """
    beds, limits, apart = [], [], []
    kept = apart_limits(instance)
    network = {home.id: home.network for home in instance.homes}
    for (k, d), total in prices.beds.items():
        steps = np.diff(total, axis=1)
        for home, period in zip(*np.nonzero(steps > 0), strict=True):
            beds.append([instance.homes[home].id, *_span(problem, period), k, d, float(steps[home, period])])
    for (k, d), price in prices.limits.items():
        for at in np.nonzero(price > 0)[0].tolist():
            if at < len(instance.limits):
                limits.append([at, k, d, float(price[at])])
            elif (k, d) == PLAIN:
                rule = kept[at - len(instance.limits)]
                alone = len(rule.homes) == 1
                place = ("home", rule.homes[0]) if alone else ("network", network[rule.homes[0]])
                apart.append([*rule.weights, *place, float(price[at])])
    people = np.nonzero(prices.household > 0)[0]
    return {
        "households": {instance.households[at].id: float(prices.household[at]) for at in people},
        "beds": beds,
        "limits": limits,
        "apart": apart,
    }
