"""Prices without linear programs, as large instances get them: no bound below the optimum, and plans that hold."""

from __future__ import annotations

import pytest

from malath.engines.placement import solving
from malath.engines.placement.checking import check, value
from malath.engines.placement.descending import Descent
from malath.engines.placement.pairs import make_pairs
from malath.engines.placement.problem import make_problem
from malath.engines.placement.proving import solved
from malath.engines.placement.reading import read_instance
from tests.placement.inline import optimum
from tests.placement.instances import small


@pytest.mark.parametrize("part", range(4))
def test_what_large_instances_get_is_true_of_small_ones(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every instance counts as large."""
    monkeypatch.setattr(solving, "MANY", 0)
    monkeypatch.setattr(solving, "DESCENTS", (120, 60))
    for seed in range(part, 60, 4):
        data = small(seed)
        instance = read_instance(data)
        answer = solved(data, seconds=30, work=12, seed=0)
        assert check(instance, answer["placements"]) == [], seed
        assert answer["bound"] >= float(optimum(data)) - 1e-9, seed
        assert float(value(instance, answer["placements"])) <= answer["bound"] + 1e-9, seed


def test_the_prices_come_down_to_the_linear_programs_bound() -> None:
    """Two households that want one bed: worth 5 and 3, the bound goes from 8 to 5."""
    data = {
        "format": "malath.placement/1", "periods": 2,
        "households": [{"id": name, "size": 1, "from": 0, "to": 2} for name in "ab"],
        "homes": [{"id": "h", "kind": "shared", "beds": 1, "open": [[0, 2]]}],
        "values": [["a", "h", 5], ["b", "h", 3]],
    }  # fmt: skip
    instance = read_instance(data)
    problem = make_problem(instance)
    descent = Descent(problem, make_pairs(instance, problem).scan(None, keep=9, above=None).columns)

    begun = descent.best.bound
    descent.run(600)

    assert begun == 8.0
    assert 5.0 - 1e-9 <= descent.best.bound < 5.05
