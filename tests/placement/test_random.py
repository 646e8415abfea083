"""Random instances: two readings of the rules agree, and plain Python without a solver breaks none of them."""

from __future__ import annotations

import numpy as np

from malath.engines.placement.attributes import Attributes
from malath.engines.placement.checking import check, value
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from malath.engines.placement.simple import simple_plan
from tests.placement.inline import optimum
from tests.placement.instances import small


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
        assert value(instance, placements) <= optimum(data) <= bound, seed
