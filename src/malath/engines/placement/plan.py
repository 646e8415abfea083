"""A plan while it is improved: who lives where, what it is worth, what is free."""

from __future__ import annotations

import numpy as np

from malath.engines.placement.pairs import Columns, Pairs
from malath.engines.placement.problem import Floats, Ints, Problem
from malath.engines.placement.rooms import Rooms

NOWHERE = -1


class Draft:
    """Home and value by household; only placements that fit get in."""

    def __init__(self, problem: Problem) -> None:
        self.rooms = Rooms(problem)
        self.home = np.full(problem.households, NOWHERE, np.int64)
        self.worth = np.zeros(problem.households)

    @property
    def value(self) -> float:
        """The sum of the values of its placements."""
        return float(self.worth.sum())

    def put(self, household: int, home: int, worth: float) -> bool:
        """Place a household that has no home yet, if it fits."""
        if not self.rooms.fits(household, home):
            return False
        self.rooms.put(household, home)
        self.home[household], self.worth[household] = home, worth
        return True

    def take(self, household: int) -> None:
        """Take a household out of its home."""
        if self.home[household] != NOWHERE:
            self.rooms.put(household, int(self.home[household]), -1)
            self.home[household], self.worth[household] = NOWHERE, 0.0

    def put_all(self, columns: Columns, order: Ints) -> None:
        """Place along the columns in this order, whatever still fits."""
        for at in order.tolist():
            household = int(columns.household[at])
            if self.home[household] == NOWHERE:
                self.put(household, int(columns.home[at]), float(columns.value[at]))

    def become(self, columns: Columns, chosen: Ints) -> None:
        """Be the plan of these columns instead: whoever is in none of them has no home."""
        for household in np.nonzero(self.home != NOWHERE)[0].tolist():
            self.take(household)
        self.put_all(columns, chosen)

    def fill(self, pairs: Pairs, order: Ints | None = None) -> None:
        """Give those without a home the best one that still takes them, in this order."""
        waiting = np.nonzero(self.home == NOWHERE)[0] if order is None else order
        for household in waiting.tolist():
            homes, values = pairs.of(household)
            for at in np.argsort(-values, kind="stable").tolist():
                if self.put(household, int(homes[at]), float(values[at])):
                    break


def rounded_plan(problem: Problem, pairs: Pairs, columns: Columns, x: Floats) -> Draft:
    """The plan that follows a fractional solution, the surest first, and is filled up."""
    draft = Draft(problem)
    order = np.lexsort((-columns.value, -np.round(x, 3)))
    draft.put_all(columns, order[x[order] > 1e-4])
    draft.fill(pairs, _by_worth(problem, pairs, np.nonzero(draft.home == NOWHERE)[0]))
    return draft


def greedy_plan(problem: Problem, pairs: Pairs, order: Ints | None = None) -> Draft:
    """Household by household, the best home that is free: what a list of priorities does."""
    draft = Draft(problem)
    draft.fill(pairs, _by_worth(problem, pairs, np.arange(problem.households)) if order is None else order)
    return draft


def _by_worth(problem: Problem, pairs: Pairs, households: Ints) -> Ints:
    best = np.array([pairs.of(at)[1].max(initial=0.0) for at in households.tolist()])
    return households[np.argsort(-best, kind="stable")]
