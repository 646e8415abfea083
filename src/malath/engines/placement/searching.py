"""Large neighbourhood search: free some households, solve what they could do exactly, keep what is better.

Shaw 1998 (CP'98); neighbourhoods follow what couples households here: the networks whose limits they share. Each kind
of neighbourhood finds its own size (Ropke and Pisinger 2006, Transportation Science 40, adapt by what was gained).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from malath.engines.placement.excerpts import Source
from malath.engines.placement.highs import Answer, Program, integer
from malath.engines.placement.model import Cuts, make_model
from malath.engines.placement.neighbourhoods import Neighbourhoods, unused
from malath.engines.placement.pairs import Columns, losses
from malath.engines.placement.plan import NOWHERE, Draft
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Bools, Floats, Ints, Problem

# Neighbourhoods solved side by side, each to so many nodes of a search tree (one unit of work) or seconds at most.
TOGETHER, NODES, SECONDS = 2, 20, 60.0
# Households in a neighbourhood: at least, in the first, at most; so many without a gain before its kind grows by GROWTH.
SMALLEST, FIRST, LARGEST, IDLE, GROWTH = 40, 200, 600, 5, 1.2
# Columns that lose more than this share of a usual value are left out, except the best few of each household. Prices of a
# program with cuts are sharper than others: with them hardly a household of a good plan loses half as much.
CLOSE, FEWEST, SHARP_CLOSE, SHARP_FEWEST = 0.08, 3, 0.02, 2


class Limited(Protocol):
    """A budget: see solving.Budget."""

    spent: int

    @property
    def left(self) -> float: ...

    def open(self) -> bool: ...

    def note(self, answer: Answer) -> None: ...


@dataclass(slots=True)
class Kind:
    """One kind of neighbourhood: how large it is now, how many of it gained nothing since it last gained or grew."""

    around: Literal["household", "group", "moment"]
    size: int
    idle: int = 0

    def adapt(self, finished: bool, better: bool) -> None:
        """Larger once the small ones give nothing; smaller where they are not solved to the end."""
        self.idle = 0 if better else self.idle + 1
        if not finished:
            self.size = max(SMALLEST, int(self.size * 0.85))
        elif self.idle >= IDLE:
            self.size, self.idle = min(LARGEST, int(self.size * GROWTH)), 0


@dataclass(slots=True)
class Task:
    """A neighbourhood: its kind, the households freed, the program of what they could do while everybody else stays, and
    the columns that they hold now (those of them that the program knows)."""

    kind: Kind
    free: Ints
    model: Program | None
    start: Ints
    answer: Answer | None = None

    def solve(self, seconds: float) -> None:
        """Solve it; HiGHS lets other threads run meanwhile."""
        if self.model:
            limit = max(0.05, min(SECONDS, seconds))
            # The plan at hand cuts off most of the tree.
            self.answer = integer(self.model, seconds=limit, nodes=NODES, gap=1e-5, start=self.start)


class Search:
    """The search from one relaxation. Always `together` neighbourhoods at a time, so that chance meets no clock."""

    def __init__(
        self,
        problem: Problem,
        columns: Columns,
        prices: Prices,
        cuts: Cuts,
        seed: int,
        kinds: list[Kind] | None = None,
        together: int = TOGETHER,
    ) -> None:
        self.problem = problem
        self.best = prices.household
        loss = losses(problem, prices, columns, prices.household)
        order = np.lexsort((loss, columns.household))
        self.keys = columns.household * problem.homes + columns.home
        self.losses = loss[np.argsort(self.keys)]
        self.keys = np.sort(self.keys)
        # A household's places far above their price are in hardly any good plan, and slow every step down.
        rank = np.arange(len(order)) - np.searchsorted(columns.household[order], columns.household[order])
        close, fewest = (SHARP_CLOSE, SHARP_FEWEST) if len(cuts) else (CLOSE, FEWEST)
        near = loss[order] <= max(close * np.median(columns.value), 1e-9) if len(columns) else np.zeros(0, bool)
        order = order[near | (rank < fewest)]
        self.columns, self.prices, self.together = columns.only(order), prices, together
        self.source = Source(problem, self.columns, cuts) if len(cuts) else None
        self.random = np.random.default_rng(seed)
        self.around = Neighbourhoods(problem, self.columns, loss[order], self.random)
        size = min(FIRST, max(SMALLEST, problem.households // 3))
        self.kinds = kinds or [Kind("household", size), Kind("group", size), Kind("moment", size)]

    def run(self, draft: Draft, budget: Limited, bound: float, *, turns: int) -> None:
        """Improve the draft by so many steps, or until it meets the bound or the budget ends."""
        with ThreadPoolExecutor(self.together) as threads:
            for _turn in range(turns):
                if draft.value >= bound - 1e-9 * max(1.0, bound) or not budget.open():
                    return
                self.step(draft, budget, threads)

    def step(self, draft: Draft, budget: Limited, threads: ThreadPoolExecutor) -> bool:
        """Free some neighbourhoods that share nobody, solve them side by side; whether the plan got better."""
        tasks: list[Task] = []
        taken = np.zeros(self.problem.households, bool)
        losses = self._losses(draft) + 1e-3 * (1.0 + self.best)
        for _turn in range(self.together):
            kind = self.kinds[int(self.random.integers(len(self.kinds)))]
            free = self.neighbourhood(kind, draft, losses, taken)
            taken[free] = True
            if len(free):
                tasks.append(self.task(kind, draft, free))
        seconds = budget.left
        list(threads.map(lambda task: task.solve(seconds), tasks))
        budget.spent += len(tasks)
        gained = False
        for task in tasks:
            better = False
            if task.answer and task.model:
                budget.note(task.answer)
                better = self.apply(draft, task.free, task.model.columns, task.answer)
            task.kind.adapt(task.answer is None or task.answer.finished, better)
            gained |= better
        return gained

    def neighbourhood(self, kind: Kind, draft: Draft, losses: Floats, taken: Bools) -> Ints:
        """The households of one."""
        if kind.around == "moment":
            return self.around.around_moment(taken, kind.size)
        if kind.around == "group":
            left = unused(self.problem, self.prices, draft)
            return self.around.around_group(draft, losses, left, taken, kind.size)
        return self.around.around_household(draft, losses, taken, kind.size)

    def task(self, kind: Kind, draft: Draft, free: Ints) -> Task:
        """The program of a neighbourhood; the draft stays as it is."""
        model: Program = self.source.excerpt(draft, free) if self.source else self._within_rooms(draft, free)
        columns = model.columns
        start = np.nonzero(draft.home[columns.household] == columns.home)[0]
        return Task(kind, free, model if len(columns) else None, start)

    def _within_rooms(self, draft: Draft, free: Ints) -> Program:
        """The program over what those who stay leave free: quicker to make where no cuts are known."""
        held = [(at, int(draft.home[at]), float(draft.worth[at])) for at in free.tolist() if draft.home[at] != NOWHERE]
        for household, _home, _worth in held:
            draft.take(household)
        columns = self.columns.only(np.isin(self.columns.household, free))
        model = make_model(self.problem, columns.only(draft.rooms.fitting(columns)), rooms=draft.rooms)
        for household, home, worth in held:
            draft.put(household, home, worth)
        return model

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
