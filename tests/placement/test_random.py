"""Thousands of random instances: no hard rule broken, no bound below the true optimum, the optimum reached."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from malath.engines.placement.attributes import Attributes
from malath.engines.placement.checking import check, value
from malath.engines.placement.judging import Judge
from malath.engines.placement.proving import solved
from malath.engines.placement.reading import read_instance
from malath.engines.placement.simple import simple_plan
from tests.placement.instances import best_value, small

SOAK = os.environ.get("MALATH_SOAK") == "1"
MANY = 1_000_000 if SOAK else 20_000
PARTS = 40


@pytest.mark.parametrize("part", range(PARTS))
def test_every_plan_passes_the_checker_and_no_plan_exceeds_the_bound(part: int) -> None:
    """The optimum by trying every plan, for every instance of up to six households and homes."""
    for seed in range(part, MANY, PARTS):
        data = small(seed)
        instance = read_instance(data)
        answer = solved(data, seconds=60, work=200, seed=0)
        assert check(instance, answer["placements"]) == [], seed
        worth, optimum = value(instance, answer["placements"]), brute_force(data)
        assert answer["bound"] >= float(optimum) - 1e-9, seed
        assert abs(float(worth - optimum)) < 1e-6, seed
        assert answer["proof"]["ended_by"] == "proof", seed


def brute_force(data: dict[str, Any]) -> Fraction:
    """The value of the best plan, from the rules of the format alone."""
    instance = read_instance(data)
    judge = Judge(instance)
    names = [household.id for household in instance.households]
    possible = []
    for household in instance.households:
        homes = [home for home in instance.homes if not judge.broken(household, home)]
        possible.append([(home.id, worth) for home in homes if (worth := judge.value(household, home)) > 0])

    def fits(plan: tuple[str | None, ...]) -> bool:
        return not check(instance, [(names[at], home) for at, home in enumerate(plan) if home is not None])

    return Fraction(best_value(possible, fits))


def test_the_two_readings_of_the_rules_agree() -> None:
    """The arrays that the solver sees and the plain sentences of the checker say the same of every pair."""
    for seed in range(400):
        data = small(seed)
        instance = read_instance(data)
        judge, attributes = Judge(instance), Attributes(instance)
        everyone = np.arange(len(instance.households))
        rules = {name: rule(everyone) for name, rule in attributes.rules().items()}
        values, possible = attributes.values(everyone), attributes.possible(everyone)
        for row, household in enumerate(instance.households):
            for column, home in enumerate(instance.homes):
                broken = [name for name in judge.broken(household, home) if name != "not listed"]
                shape = (len(instance.households), len(instance.homes))
                told = [name for name, table in rules.items() if np.broadcast_to(table, shape)[row, column]]
                assert sorted(told) == sorted(broken), seed
                assert possible[row, column] == (not broken), seed
                if instance.values is None:
                    assert values[row, column] == float(judge.value(household, home)), seed


def test_a_plan_without_a_solver_breaks_nothing_and_stays_under_its_bound() -> None:
    """Plain Python, when no solver is installed."""
    for seed in range(1_500):
        data = small(seed)
        instance = read_instance(data)
        placements, bound = simple_plan(instance)
        assert check(instance, placements) == [], seed
        assert value(instance, placements) <= brute_force(data) <= bound, seed
