"""Large neighbourhood search: free some households, solve what they could do exactly, keep what is better.

Shaw 1998 (CP'98); neighbourhoods follow what couples households here: the networks whose limits they share.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from malath.engines.placement.highs import Answer, integer
from malath.engines.placement.model import Cuts, make_model
from malath.engines.placement.pairs import Columns, Pairs
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.prices import Prices, pair_prices
from malath.engines.placement.problem import Floats, Ints, Problem

NODES = 200
SECONDS = 30.0
SMALLEST, LARGEST, IDLE = 40, 300, 12


class Limited(Protocol):
    """A budget: see solving.Budget."""

    spent: int

    @property
    def left(self) -> float: ...

    def open(self) -> bool: ...

    def note(self, answer: Answer) -> None: ...


class Search:
    """The search from one relaxation."""

    def __init__(self, problem: Problem, pairs: Pairs, columns: Columns, prices: Prices, cuts: Cuts, seed: int) -> None:
        self.problem, self.pairs, self.cuts = problem, pairs, cuts
        net = columns.value - pair_prices(problem, prices, columns.household, columns.home)
        loss = prices.household[columns.household] - net
        order = np.lexsort((loss, columns.household))
        self.columns, self.loss = columns.only(order), loss[order]
        self.starts = np.searchsorted(self.columns.household, np.arange(problem.households + 1))
        self.best, self.prices = prices.household, prices
        self.random = np.random.default_rng(seed)
        self.size, self.idle = 120, 0

    def run(self, draft: Draft, budget: Limited, bound: float, *, turns: int) -> None:
        """Improve the draft by so many steps, or until it meets the bound or the budget ends."""
        for _turn in range(turns):
            if draft.value >= bound - 1e-9 * max(1.0, bound) or not budget.open():
                return
            budget.spent += 1
            self.step(draft, budget)

    def step(self, draft: Draft, budget: Limited) -> bool:
        """Free one neighbourhood and solve it; whether the plan got better."""
        free = self.neighbourhood(draft)
        homes, worths = draft.home[free].copy(), draft.worth[free].copy()
        for household in free.tolist():
            draft.take(household)
        columns = self.columns.only(np.concatenate([np.arange(self.starts[h], self.starts[h + 1]) for h in free]))
        columns = columns.only(draft.rooms.fitting(columns))
        better = False
        if len(columns):
            model = make_model(self.problem, columns, rooms=draft.rooms)
            answer = integer(model, seconds=min(SECONDS, budget.left), nodes=NODES, gap=1e-5)
            budget.note(answer)
            better = len(answer.x) > 0 and answer.value > worths.sum() + 1e-6
            self._adapt(answer, better)
            if better:
                draft.put_all(columns, np.nonzero(answer.x > 0.5)[0])
        if not better:
            for household, home, worth in zip(free.tolist(), homes.tolist(), worths.tolist(), strict=True):
                if home != NOWHERE:
                    draft.put(household, home, worth)
        return better

    def _adapt(self, answer: Answer, better: bool) -> None:
        """Larger neighbourhoods once the small ones give nothing; smaller ones where they are not solved to the end."""
        self.idle = 0 if better else self.idle + 1
        if not answer.finished:
            self.size = max(SMALLEST, int(self.size * 0.85))
        elif self.idle >= IDLE:
            self.size, self.idle = min(LARGEST, int(self.size * 1.25)), 0

    def neighbourhood(self, draft: Draft) -> Ints:
        """Households around one that loses much against the prices: those who live where it could live well."""
        loss = self._losses(draft) + 1e-3 * (1.0 + self.best)
        seed = int(self.random.choice(len(loss), p=loss / loss.sum()))
        group = self.problem.limits.group
        lives = np.where(draft.home == NOWHERE, -1, group[draft.home])
        mine = slice(self.starts[seed], self.starts[seed + 1])
        near, at = np.unique(group[self.columns.home[mine]], return_index=True)
        # The nearer to the best price, the earlier; with some chance, so that no two tries are alike.
        appeal = self.loss[mine][at] * self.random.uniform(0.5, 1.5, len(at)) + self.random.uniform(0, 30, len(at))
        chosen, count = [np.array([seed])], 1
        for place in near[np.argsort(appeal, kind="stable")].tolist():
            there = np.nonzero(lives == place)[0]
            if count + len(there) > self.size:
                there = self._nearest_in_time(seed, there)[: self.size - count]
            chosen.append(there)
            count += len(there)
            if count >= self.size:
                break
        waiting = np.nonzero(lives == -1)[0]
        chosen.append(self._nearest_in_time(seed, waiting)[: self.size // 5])
        return np.unique(np.concatenate(chosen))

    def _nearest_in_time(self, seed: int, households: Ints) -> Ints:
        """Those whose stays meet the seed's the longest first, ties by chance."""
        first, end = self.problem.first, self.problem.end
        shared = np.minimum(end[households], end[seed]) - np.maximum(first[households], first[seed])
        return households[np.argsort(-shared + self.random.uniform(0, 4, len(households)), kind="stable")]

    def _losses(self, draft: Draft) -> Floats:
        """What each household's placement loses against the best that the prices allow it."""
        losses = self.best.copy()
        placed = np.nonzero(draft.home != NOWHERE)[0]
        net = draft.worth[placed] - pair_prices(self.problem, self.prices, placed, draft.home[placed])
        losses[placed] -= net
        return np.maximum(losses, 0.0)
