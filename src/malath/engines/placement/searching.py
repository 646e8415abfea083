"""Large neighbourhood search: free some households, solve what they could do exactly, keep what is better.

Shaw 1998 (CP'98); neighbourhoods follow what couples households here: the networks whose limits they share.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from malath.engines.placement.highs import Answer, integer
from malath.engines.placement.model import Model, make_model
from malath.engines.placement.pairs import Columns, Pairs
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.prices import Prices, pair_prices
from malath.engines.placement.problem import Bools, Floats, Ints, Problem

TOGETHER = 2
NODES = 20
SECONDS = 60.0
SMALLEST, FIRST, LARGEST, IDLE = 40, 200, 600, 6
# Columns that lose more than this share of a usual value are left out, except the best few of each household.
CLOSE, FEWEST = 0.3, 6


class Limited(Protocol):
    """A budget: see solving.Budget."""

    spent: int

    @property
    def left(self) -> float: ...

    def open(self) -> bool: ...

    def note(self, answer: Answer) -> None: ...


@dataclass(slots=True)
class Task:
    """A neighbourhood: the households freed, and the program of what they could do while everybody else stays."""

    free: Ints
    model: Model | None
    answer: Answer | None = None

    def solve(self, seconds: float) -> None:
        """Solve it; HiGHS lets other threads run meanwhile."""
        if self.model:
            self.answer = integer(self.model, seconds=max(0.05, min(SECONDS, seconds)), nodes=NODES, gap=1e-5)


class Search:
    """The search from one relaxation. Always `TOGETHER` neighbourhoods at a time, so that chance meets no clock."""

    def __init__(self, problem: Problem, pairs: Pairs, columns: Columns, prices: Prices, seed: int) -> None:
        self.problem, self.pairs = problem, pairs
        self.best = prices.household
        net = columns.value - pair_prices(problem, prices, columns.household, columns.home)
        loss = prices.household[columns.household] - net
        order = np.lexsort((loss, columns.household))
        self.keys = columns.household * problem.homes + columns.home
        self.losses = loss[np.argsort(self.keys)]
        self.keys = np.sort(self.keys)
        # A household's places far above their price are in hardly any good plan, and slow every step down.
        rank = np.arange(len(order)) - np.searchsorted(columns.household[order], columns.household[order])
        near = loss[order] <= max(CLOSE * np.median(columns.value), 1e-9) if len(columns) else np.zeros(0, bool)
        order = order[near | (rank < FEWEST)]
        self.columns, self.loss = columns.only(order), loss[order]
        self.starts = np.searchsorted(self.columns.household, np.arange(problem.households + 1))
        self.random = np.random.default_rng(seed)
        self.size, self.idle = min(FIRST, max(SMALLEST, problem.households // 3)), 0

    def run(self, draft: Draft, budget: Limited, bound: float, *, turns: int) -> None:
        """Improve the draft by so many steps, or until it meets the bound or the budget ends."""
        with ThreadPoolExecutor(TOGETHER) as threads:
            for _turn in range(turns):
                if draft.value >= bound - 1e-9 * max(1.0, bound) or not budget.open():
                    return
                self.step(draft, budget, threads)

    def step(self, draft: Draft, budget: Limited, threads: ThreadPoolExecutor) -> bool:
        """Free some neighbourhoods that share nobody, solve them side by side; whether the plan got better."""
        tasks: list[Task] = []
        taken = np.zeros(self.problem.households, bool)
        for _turn in range(TOGETHER):
            free = self.neighbourhood(draft, taken)
            taken[free] = True
            if len(free):
                tasks.append(self.task(draft, free))
        seconds = budget.left
        list(threads.map(lambda task: task.solve(seconds), tasks))
        budget.spent += len(tasks)
        better = False
        for task in tasks:
            if task.answer and task.model:
                budget.note(task.answer)
                better |= self.apply(draft, task.free, task.model.columns, task.answer)
        self._adapt(all(task.answer is None or task.answer.finished for task in tasks), better)
        return better

    def task(self, draft: Draft, free: Ints) -> Task:
        """The program of a neighbourhood; the draft stays as it is."""
        held = [(at, int(draft.home[at]), float(draft.worth[at])) for at in free.tolist() if draft.home[at] != NOWHERE]
        for household, _home, _worth in held:
            draft.take(household)
        columns = self.columns.only(np.concatenate([np.arange(self.starts[h], self.starts[h + 1]) for h in free]))
        columns = columns.only(draft.rooms.fitting(columns))
        model = make_model(self.problem, columns, rooms=draft.rooms) if len(columns) else None
        for household, home, worth in held:
            draft.put(household, home, worth)
        return Task(free, model)

    def apply(self, draft: Draft, free: Ints, columns: Columns, answer: Answer) -> bool:
        """Take the answer over if the plan gets better: what was solved beside it may have taken its room."""
        held = [(at, int(draft.home[at]), float(draft.worth[at])) for at in free.tolist() if draft.home[at] != NOWHERE]
        before = draft.value
        if not len(answer.x) or answer.value <= sum(worth for _at, _home, worth in held) + 1e-6:
            return False
        for household in free.tolist():
            draft.take(household)
        draft.put_all(columns, np.nonzero(answer.x > 0.5)[0])
        if draft.value > before + 1e-6:
            return True
        for household in free.tolist():
            draft.take(household)
        for household, home, worth in held:
            draft.put(household, home, worth)
        return False

    def _adapt(self, finished: bool, better: bool) -> None:
        """Larger neighbourhoods once the small ones give nothing; smaller ones where they are not solved to the end."""
        self.idle = 0 if better else self.idle + 1
        if not finished:
            self.size = max(SMALLEST, int(self.size * 0.85))
        elif self.idle >= IDLE:
            self.size, self.idle = min(LARGEST, int(self.size * 1.25)), 0

    def neighbourhood(self, draft: Draft, taken: Bools) -> Ints:
        """Households around one that loses much against the prices: those who live where it could live well."""
        loss = np.where(taken, 0.0, self._losses(draft) + 1e-3 * (1.0 + self.best))
        if not loss.any():
            return np.zeros(0, np.int64)
        seed = int(self.random.choice(len(loss), p=loss / loss.sum()))
        group = self.problem.limits.group
        lives = np.where(taken, -2, np.where(draft.home == NOWHERE, -1, group[draft.home]))
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
        keys = placed * self.problem.homes + draft.home[placed]
        at = np.minimum(np.searchsorted(self.keys, keys), max(0, len(self.keys) - 1))
        # A place that is in no column loses much: it was found when nothing else was free.
        known = self.keys[at] == keys
        losses[placed[known]] = self.losses[at[known]]
        return np.maximum(losses, 0.0)
