"""The proof record convinces a stranger: plain Python finds the same bound from its duals, over every pair."""

from __future__ import annotations

from typing import Any

from malath.engines.placement.grid import grid_of
from malath.engines.placement.pairs import make_pairs
from malath.engines.placement.problem import make_problem
from malath.engines.placement.proving import duals, sharper, solved
from malath.engines.placement.reading import read_instance
from malath.engines.placement.solving import Budget, Relaxed, Solved, Solver
from tests.placement.instances import scarce, small
from tests.placement.strangers import Stranger

CLOSE = 1e-6


def test_the_duals_of_a_record_prove_its_bound() -> None:
    """Of 300 random instances, listed or by attributes."""
    for seed in range(300):
        data = small(seed)

        proof = solved(data, seconds=60, work=50, seed=0)["proof"]

        bound = Stranger(read_instance(data), proof["duals"]).bound()
        assert abs(float(bound) - proof["bound_by_prices"]) < CLOSE * max(1, bound), seed


def test_halves_prove_a_sharper_bound_that_no_plan_exceeds() -> None:
    """Instances with more households than beds: some of their bounds come down, none below the best plan."""
    lowered = 0
    for seed in range(6):
        data = scarce(seed, 20, 8)
        plain, sharp, record = _sharpened(data)
        best = solved(data, seconds=60, work=200, seed=0)
        if record is None:
            continue

        bound = Stranger(read_instance(data), record["duals"]).bound()

        lowered += sharp.bound < plain.bound - CLOSE
        assert abs(float(bound) - record["bound"]) < CLOSE * max(1, bound), seed
        assert best["proof"]["ended_by"] == "proof"
        assert bound >= best["bound"] - CLOSE * max(1, bound), seed
    assert lowered >= 2


def _sharpened(data: dict[str, Any]) -> tuple[Relaxed, Relaxed, dict[str, Any] | None]:
    """The two relaxations of an instance, and the record of the sharper one."""
    instance = read_instance(data)
    problem = make_problem(instance)
    pairs = make_pairs(instance, problem)
    solver = Solver(problem, pairs, budget=Budget(60.0, 50), seed=0, grid=grid_of(instance))
    plain = solver.relax()
    sharp = solver.sharpened(plain)
    result = Solved(draft=solver.run().draft, bound=0.0, plain=plain, sharp=sharp, ended_by="", log=[])
    assert duals(instance, problem, plain.prices)["households"] is not None
    return plain, sharp, sharper(instance, problem, result)
