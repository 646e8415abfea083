"""A neighbourhood's program with the cuts of the whole has the same best plan as the one over the room that is left."""

from __future__ import annotations

import numpy as np

from malath.engines.placement.excerpts import Source
from malath.engines.placement.highs import Program, integer
from malath.engines.placement.model import make_model
from malath.engines.placement.pairs import Pairs, make_pairs
from malath.engines.placement.plan import Draft, greedy_plan
from malath.engines.placement.problem import Ints, Problem, make_problem
from malath.engines.placement.reading import read_instance
from malath.engines.placement.solving import Budget, Solver
from tests.placement.instances import scarce


def test_cuts_take_no_plan_from_a_neighbourhood() -> None:
    """Over all pairs, with rounded rows and halves, from plans that were found without them."""
    cut = 0
    for seed in range(4):
        instance = read_instance(scarce(seed, 24, 8))
        problem = make_problem(instance)
        pairs = make_pairs(instance, problem)
        solver = Solver(problem, pairs, budget=Budget(60.0, 50), seed=0, grid=1.0)
        cuts = solver.sharpened(solver.relax()).cuts
        cut += len(cuts)
        draft = greedy_plan(problem, pairs)
        columns = pairs.scan(None, keep=None, above=None).columns
        # The plan's own pairs are no columns: the program takes them in.
        known = columns.only(draft.home[columns.household] != columns.home)
        source = Source(problem, known, cuts)
        for free in (np.arange(0, 24, 2), np.arange(12), np.arange(24)):
            assert _best(source.excerpt(draft, free)) == _best_within(problem, pairs, draft, free), (seed, free)
    assert cut > 0


def _best(program: Program) -> float:
    return round(integer(program, seconds=60).value, 4) if len(program.columns) else 0.0


def _best_within(problem: Problem, pairs: Pairs, draft: Draft, free: Ints) -> float:
    """By the rows alone, once the free households are taken out."""
    stays = Draft(problem)
    for household in np.setdiff1d(np.nonzero(draft.home >= 0)[0], free).tolist():
        assert stays.put(household, int(draft.home[household]), float(draft.worth[household]))
    columns = pairs.scan(None, keep=None, above=None).columns
    columns = columns.only(np.isin(columns.household, free))
    return _best(make_model(problem, columns.only(stays.rooms.fitting(columns)), rooms=stays.rooms))
