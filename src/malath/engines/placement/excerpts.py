"""The program of a neighbourhood taken out of the whole one with all its cuts, less what everybody else uses.

A cut holds for every plan, so what those who stay leave of its right side holds for what the others could do. Most
neighbourhoods are then solved without a tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from malath.engines.placement.model import Cuts, make_model
from malath.engines.placement.pairs import Columns, join
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.problem import Bools, Floats, Ints, Problem

CLOSE = 1e-9


@dataclass(slots=True)
class Excerpt:
    """Some columns of a program, the entries (row, column, weight) of the rows that can bind, what is left of those."""

    columns: Columns
    entries: tuple[Ints, Ints, Floats]
    most: Floats

    def rows(self) -> tuple[Ints, Ints, Floats, Floats]:
        """See Model."""
        return *self.entries, self.most


class Source:
    """The whole program over `columns`, and over every pair that a plan was ever seen to hold."""

    def __init__(self, problem: Problem, columns: Columns, cuts: Cuts) -> None:
        self.problem, self.cuts = problem, cuts
        self._take(columns)

    def _take(self, columns: Columns) -> None:
        keys = columns.household * self.problem.homes + columns.home
        order = np.argsort(keys)
        self.keys, self.columns = keys[order], columns.only(order)
        model = make_model(self.problem, self.columns, cuts=self.cuts)
        self.row, self.column, self.weight, self.most = model.rows()

    def excerpt(self, draft: Draft, free: Ints) -> Excerpt:
        """What the free households could do while everybody else stays; without columns that do not fit alone."""
        moves = np.zeros(self.problem.households, bool)
        moves[free] = True
        held = self._held(draft)
        stays = held & ~moves[self.columns.household]
        kept = stays[self.column]
        used = np.bincount(self.row[kept], self.weight[kept], len(self.most))
        left = np.maximum(self.most - used, 0.0)
        mine = moves[self.columns.household]
        mine[self.column[mine[self.column] & (self.weight > left[self.row] + CLOSE)]] = False
        entries = mine[self.column]
        row, column, weight = self.row[entries], self.column[entries], self.weight[entries]
        binding = np.bincount(row, weight, len(left)) > left + CLOSE
        entries = binding[row]
        place, at = np.cumsum(binding) - 1, np.cumsum(mine) - 1
        triplets = place[row[entries]], at[column[entries]], weight[entries]
        return Excerpt(self.columns.only(mine), triplets, left[binding])

    def _held(self, draft: Draft) -> Bools:
        """Which columns the plan holds; those that were not known are taken in, since all rows must count them."""
        people = np.nonzero(draft.home != NOWHERE)[0]
        keys = people * self.problem.homes + draft.home[people]
        new = people[~np.isin(keys, self.keys)]
        if len(new):
            self._take(join([self.columns, Columns(new, draft.home[new], draft.worth[new])]))
        held: Bools = np.isin(self.keys, keys)
        return held
