"""What is taken and what is free, exactly, while a plan is built."""

from __future__ import annotations

import numpy as np

from malath.engines.placement.pairs import Columns
from malath.engines.placement.problem import Bools, Ints, Problem, overlaps


class Rooms:
    """Free beds by home and period, and what is left of each limit. A family's home that is taken has none free."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.free = np.repeat(problem.beds[:, None], problem.periods, axis=1)
        self.left = problem.limits.most.copy()

    def _limits(self, household: int, home: int) -> tuple[Ints, Ints]:
        """The limits that a placement counts in, and what it weighs there."""
        table = self.problem.limits
        held = table.homes_of[table.group[home]]
        held = held[
            (self.problem.first[household] < table.end[held]) & (table.first[held] < self.problem.end[household])
        ]
        return held, table.vectors[table.vector[held], household]

    def _taken(self, household: int, home: int) -> int:
        return int(self.problem.beds[home] if self.problem.family[home] else self.problem.size[household])

    def fits(self, household: int, home: int) -> bool:
        """Whether the household fits there beside those placed."""
        problem = self.problem
        stay = self.free[home, problem.first[household] : problem.end[household]]
        if problem.size[household] > problem.beds[home] or stay.min() < self._taken(household, home):
            return False
        held, weight = self._limits(household, home)
        return bool((weight <= self.left[held]).all())

    def put(self, household: int, home: int, sign: int = 1) -> None:
        """Place the household; sign -1 takes it out again."""
        problem = self.problem
        stay = slice(problem.first[household], problem.end[household])
        self.free[home, stay] -= sign * self._taken(household, home)
        held, weight = self._limits(household, home)
        self.left[held] -= sign * weight

    def fitting(self, columns: Columns) -> Bools:
        """Which columns fit, each alone."""
        problem, table = self.problem, self.problem.limits
        first, end = problem.first[columns.household], problem.end[columns.household]
        need = np.where(problem.family[columns.home], problem.beds[columns.home], problem.size[columns.household])
        # Periods in which a home has too little, counted up: a stay fits where the count does not rise.
        keep = np.ones(len(columns), bool)
        for amount in np.unique(need):
            short = np.zeros((problem.homes, problem.periods + 1), np.int32)
            np.cumsum(self.free < amount, axis=1, out=short[:, 1:])
            mine = need == amount
            homes = columns.home[mine]
            keep[mine] = short[homes, end[mine]] == short[homes, first[mine]]
        if not len(table):
            return keep
        group = table.group[columns.home]
        for at in np.unique(group):
            held = table.homes_of[at]
            here = np.nonzero((group == at) & keep)[0]
            if not len(held) or not len(here):
                continue
            people = columns.household[here]
            over = self.left[held][None, :] < table.vectors[table.vector[held]][:, people].T
            keep[here] = ~(over & overlaps(problem, people, held)).any(1)
        return keep
