"""From the arrays to a plan with a bound: columns and cuts, an integer finish, a search of neighbourhoods.

1. Column generation with exact pricing over all pairs, rounded rows as cuts: a bound on every plan. Where linear
   programs would take minutes, a descent on the prices alone.
2. A plan along the fractional solution.
3. Pairs that no better plan can hold are struck out by their prices; are few left, the rest is solved whole.
4. While the gap is open and work is left: free a neighbourhood of households, solve it exactly, keep what is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from malath.engines.placement.cutting import add_cuts
from malath.engines.placement.descending import Descent
from malath.engines.placement.halving import add_halves, in_use
from malath.engines.placement.highs import Answer, Basis, integer, linear
from malath.engines.placement.model import Cuts, Model, make_model
from malath.engines.placement.pairs import Columns, Pairs, Scan, losses
from malath.engines.placement.plan import NOWHERE, Draft, rounded_plan
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Floats, Problem
from malath.engines.placement.searching import NODES, Kind, Search

# Columns for each household: in the first look at all pairs, in every later one, and in a large instance's.
FIRST, MORE, FEW = 20, 20, 8
# A large instance: so many candidates a household, so many steps of the descent before each look at all pairs, and so
# many of the nearest candidates for the search.
CANDIDATES, DESCENTS, NEAR = 40, (800, 400), 15
# Up to so many possible pairs, all are columns from the beginning; up to so many that are left, they are solved whole.
SMALL, WHOLE = 5_000, 6_000
# Steps of the search between two looks at the gap; all pairs are looked at again once the gap is so much smaller, and in
# a large instance not before it is such a share of the bound.
TURNS, NEARER, NARROW = 12, 0.9, 1e-3
# Steps of the search beside each linear program with halves: so many, whatever the clock says.
BESIDE = 8
# So many columns in parts for each household are few enough for a program over many columns at once, of so many nodes.
CORE, CORE_NODES = 0.8, 500
# Turns of column generation and of halves at most; the halves look at all pairs after every so many turns.
ROUNDS, HALVINGS, LOOKS = 40, 40, 5
# The share of the seconds that the bound may take, usually and in a large instance.
SHARE, LARGE_SHARE = 0.45, 0.6
# Halves end when four turns bring the bound down by less than this share; columns, when value and bound are so close.
SLOW, CLOSE = 2e-5, 1e-5
# Halves are priced pair by pair: above this many pairs that takes too long.
HALVED = 4_000_000
# Above this many columns the interior point method without a vertex is the only one quick enough.
MANY = 60_000
Beside = Callable[[], AbstractContextManager[None]]
NOTHING = Answer(np.zeros(0), 0.0, np.zeros(0), 0.0, True, False, 0)


@dataclass(slots=True)
class Budget:
    """What a run may use: seconds of the clock, and units of work (neighbourhoods, nodes) that do not depend on it."""

    seconds: float
    work: int
    began: float = field(default_factory=monotonic)
    spent: int = 0
    ended_by: str = "proof"

    @property
    def left(self) -> float:
        """Seconds."""
        return self.seconds - (monotonic() - self.began)

    def open(self) -> bool:
        """Whether anything is left; says which limit ended the run."""
        if self.left <= 0:
            self.ended_by = "seconds"
        elif self.spent >= self.work and self.ended_by == "proof":
            self.ended_by = "work"
        return self.left > 0 and self.spent < self.work

    def note(self, answer: Answer) -> None:
        """A step that the clock cut short makes the run depend on the clock."""
        if answer.timed_out:
            self.ended_by = "seconds"


@dataclass(slots=True)
class Relaxed:
    """What column generation ends with."""

    columns: Columns
    answer: Answer
    cuts: Cuts
    prices: Prices
    best: Floats
    bound: float
    possible: int


@dataclass(slots=True)
class Solved:
    """The best plan, the bound, and what proves it: prices of rows alone, and sharper ones with halves (or the same)."""

    draft: Draft
    bound: float
    plain: Relaxed
    sharp: Relaxed
    ended_by: str
    log: list[str]


class Solver:
    """One run."""

    def __init__(self, problem: Problem, pairs: Pairs, *, budget: Budget, seed: int, grid: float) -> None:
        self.problem, self.pairs, self.budget, self.seed, self.grid = problem, pairs, budget, seed, grid
        self.log: list[str] = []

    def note(self, text: str) -> None:
        """Keep a line of how the run went."""
        self.log.append(f"{monotonic() - self.budget.began:.1f} s: {text}")

    def lowered(self, bound: float) -> float:
        """A bound brought down to the grid that every plan's value lies on."""
        if not self.grid:
            return bound
        return float(np.floor(bound / self.grid + 1e-6) * self.grid)

    def relax(self) -> Relaxed:
        """Column generation and cuts. The bound holds over all pairs whenever it stops."""
        scan = self.pairs.scan(None, keep=CANDIDATES if self.large() else FIRST, above=None)
        columns, possible = scan.columns, scan.possible
        if self.large() and len(columns):
            return self.descended(columns, possible)
        if possible <= SMALL:
            columns = self.pairs.scan(None, keep=None, above=None).columns
        cuts, best_bound, held, answer = Cuts(), np.inf, None, NOTHING
        for turn in range(ROUNDS):
            model = make_model(self.problem, columns, cuts=cuts)
            answer = self.linear(model, answer.basis)
            scan, prices = self.priced(model, answer)
            bound = prices.constant + float(scan.best.sum())
            if bound < best_bound:
                best_bound, held = bound, (prices, scan.best)
            merged, new = columns.with_new(scan.columns, self.problem.homes)
            cut = add_cuts(self.problem, columns, answer.x, cuts)
            self.note(f"round {turn}: {len(columns)} columns, {answer.value:.1f} to {bound:.1f}, +{new}, {cut} cuts")
            done = not cut and bound - answer.value < CLOSE * bound
            self.budget.note(answer)
            if done or (not new and not cut) or self.late():
                break
            columns = merged
        assert held is not None
        return Relaxed(columns, answer, cuts, held[0], held[1], best_bound, possible)

    def descended(self, columns: Columns, possible: int) -> Relaxed:
        """The same for a large instance, without a linear program: by prices alone, over candidates and then all pairs."""
        descent, best = Descent(self.problem, columns), np.inf
        for turn, steps in enumerate(DESCENTS):
            descent.run(steps)
            prices = descent.prices()
            scan = self.pairs.scan(prices, keep=FEW, above=prices.household)
            bound = prices.constant + float(scan.best.sum())
            merged, new = descent.columns.with_new(scan.columns, self.problem.homes)
            self.note(f"{descent.steps} steps: {descent.best.bound:.1f} over {len(merged)} pairs, {bound:.1f}, +{new}")
            if bound < best:
                best, held = bound, (prices, scan.best)
            descent.join(merged)
            if self.late() or turn + 1 == len(DESCENTS):
                break
        held[0].household = held[1]
        return self._nearest(descent, held[0], held[1], best, possible)

    def _nearest(self, descent: Descent, prices: Prices, best: Floats, bound: float, possible: int) -> Relaxed:
        """What a descent ends with, over the candidates nearest to their household's best."""
        columns = descent.columns
        loss = losses(self.problem, prices, columns, best)
        order = np.lexsort((loss, columns.household))
        first = np.searchsorted(columns.household[order], columns.household[order])
        near = np.sort(order[np.arange(len(order)) - first < NEAR])
        answer = Answer(descent.x[near], bound, np.zeros(0), np.inf, True, False, 0)
        return Relaxed(columns.only(near), answer, Cuts(), prices, best, bound, possible)

    def sharpened(self, relaxed: Relaxed, beside: Beside = nullcontext) -> Relaxed:
        """Halves as cuts, as long as they bring the bound down; a new relaxation whose bound is not worse.

        What `beside` begins goes on beside each linear program.
        """
        columns, answer = relaxed.columns, relaxed.answer
        cuts = Cuts(dict(relaxed.cuts.beds), dict(relaxed.cuts.limits))
        model, known, best = make_model(self.problem, columns, cuts=cuts), [answer.value], relaxed
        for turn in range(1, HALVINGS + 1):
            if not add_halves(model, answer.x, cuts) + add_cuts(self.problem, model.columns, answer.x, cuts):
                break
            model = make_model(self.problem, columns, cuts=cuts)
            with beside():
                answer = self.linear(model, answer.basis)
            self.budget.note(answer)
            known.append(answer.value)
            slow = turn >= 4 and known[-5] - known[-1] < SLOW * answer.value
            late = self.late()
            if turn % LOOKS == 0 or slow or late or turn == HALVINGS:
                scan, prices = self.priced(model, answer)
                bound = prices.constant + float(scan.best.sum())
                columns, new = columns.with_new(scan.columns, self.problem.homes)
                self.note(
                    f"{len(cuts.halves)} halves: {len(columns)} columns, {answer.value:.1f} to {bound:.1f}, +{new}"
                )
                if bound < best.bound:
                    best = Relaxed(columns, answer, cuts, prices, scan.best, bound, relaxed.possible)
                if slow or late:
                    break
            if turn % LOOKS == 0:
                cuts.halves = in_use(model, answer)
        return best

    def sharpened_beside(self, relaxed: Relaxed, draft: Draft, bound: float) -> tuple[Relaxed, list[Kind]]:
        """Halves, while another thread searches under the prices that are known; and how large it had to look."""
        search = Search(self.problem, relaxed.columns, relaxed.prices, relaxed.cuts, self.seed, together=1)
        with ThreadPoolExecutor(1) as thread:

            @contextmanager
            def beside() -> Iterator[None]:
                searched = thread.submit(search.run, draft, self.budget, bound, turns=BESIDE)
                yield
                searched.result()

            return self.sharpened(relaxed, beside), search.kinds

    def priced(self, model: Model, answer: Answer) -> tuple[Scan, Prices]:
        """All pairs under the prices of an answer; the best of those that would enter."""
        prices = model.prices(answer.duals)
        return self.pairs.scan(prices, keep=MORE, above=prices.household), prices

    def late(self) -> bool:
        """Whether the bound has had its share of the time: then the clock has a say in the plan."""
        if self.budget.left > self.budget.seconds * (1 - (LARGE_SHARE if self.large() else SHARE)):
            return False
        self.budget.ended_by = "seconds"
        return True

    def linear(self, model: Model, basis: Basis | None) -> Answer:
        """The relaxation of a model, from where the last one ended unless it is large."""
        if not len(model.columns):
            return NOTHING
        warm = basis if len(model.columns) <= MANY else None
        seconds = max(1.0, self.budget.left)
        return linear(model, seconds=seconds, warm=warm, vertex=len(model.columns) <= MANY)

    def run(self) -> Solved:
        """The whole way."""
        relaxed = self.relax()
        plain, bound, kinds = relaxed, self.lowered(relaxed.bound), None
        draft = rounded_plan(self.problem, self.pairs, relaxed.columns, relaxed.answer.x)
        if self.worth_halving(relaxed, draft.value, bound):
            relaxed, kinds = self.sharpened_beside(relaxed, draft, bound)
            bound = self.lowered(relaxed.bound)
        self.note(f"begun: {draft.value:.1f} of {bound:.1f}")
        self.core(relaxed, draft)
        search = Search(self.problem, relaxed.columns, relaxed.prices, relaxed.cuts, self.seed, kinds)
        looked = np.inf
        if self.large():
            looked = NARROW * bound
        while draft.value < bound - 1e-9 * max(1.0, bound):
            # Looking at all pairs again pays once the gap is a good deal smaller than at the last look.
            if bound - draft.value <= NEARER * looked:
                looked = bound - draft.value
                left = self.remaining(relaxed, draft.value)
                self.note(f"{'too many' if left is None else len(left)} pairs may be in a better plan")
                if left is not None and len(left) <= WHOLE:
                    bound = self.finish(left, relaxed, draft, bound)
                    break
            if not self.budget.open():
                break
            search.run(draft, self.budget, bound, turns=TURNS)
            self.note(f"{self.budget.spent} neighbourhoods: {draft.value:.1f} of {bound:.1f}")
        if draft.value >= bound - 1e-9 * max(1.0, bound):
            self.budget.ended_by = "proof"
        return Solved(draft, max(bound, draft.value), plain, relaxed, self.budget.ended_by, self.log)

    def core(self, relaxed: Relaxed, draft: Draft) -> None:
        """Where the relaxation is nearly whole already, solve the columns nearest to their price: often the best plan."""
        columns, x = relaxed.columns, relaxed.answer.x
        if len(x) > len(columns) or len(columns) > MANY or not len(x):
            return
        parts = np.count_nonzero((x > 1e-6) & (x < 1 - 1e-6))
        if parts > CORE * self.problem.households or not self.budget.open():
            self.note(f"{parts} columns in parts")
            return
        loss = losses(self.problem, relaxed.prices, columns, relaxed.best)
        near = columns.only(np.sort(np.argsort(loss, kind="stable")[:WHOLE]))
        model = make_model(self.problem, near, cuts=relaxed.cuts)
        answer = integer(model, seconds=self.budget.left * 0.7, nodes=CORE_NODES, gap=1e-6)
        self.budget.note(answer)
        if len(answer.x) and answer.value > draft.value:
            draft.become(near, np.nonzero(answer.x > 0.5)[0])
        self.note(f"{parts} columns in parts; {len(near)} solved: {answer.value:.1f} in {answer.nodes} nodes")

    def worth_halving(self, relaxed: Relaxed, value: float, bound: float) -> bool:
        """Whether a gap is open that will not close at once, in an instance that is not too large."""
        if value >= bound or len(relaxed.columns) > MANY or self.problem.households * self.problem.homes > HALVED:
            return False
        left = self.remaining(relaxed, value)
        return (left is None or len(left) > WHOLE) and not self.late()

    def remaining(self, relaxed: Relaxed, value: float) -> Columns | None:
        """The pairs that a plan better than `value` may hold; None where there are far too many to list.

        A plan that holds a pair is worth at most bound - (best net value of its household - net value of the pair).
        """
        step = max(self.grid, 1e-7 * max(1.0, value))
        slack = relaxed.bound - value - step * 0.999
        above = relaxed.best - max(slack, 0.0) - 1e-6 * max(1.0, relaxed.bound)
        keep = FEW if self.large() else None
        columns = self.pairs.scan(relaxed.prices, keep=keep, above=above).columns
        full = keep is not None and np.bincount(columns.household, minlength=1).max() >= keep
        return None if full else columns

    def large(self) -> bool:
        """Whether linear programs take a minute, and a list of the pairs more memory than there is."""
        return self.problem.households * FIRST > MANY

    def finish(self, left: Columns, relaxed: Relaxed, draft: Draft, bound: float) -> float:
        """Solve what is left whole, from the plan at hand; the new bound."""
        model = make_model(self.problem, left, cuts=relaxed.cuts)
        held = np.nonzero(draft.home[left.household] == left.home)[0] if len(left) else np.zeros(0, np.int64)
        start = held if len(held) == (draft.home != NOWHERE).sum() else None
        if not len(left):
            return draft.value
        nodes = min(2**31 - 1, NODES * max(1, self.budget.work - self.budget.spent))
        answer = integer(model, seconds=self.budget.left, nodes=nodes, start=start)
        self.budget.note(answer)
        if not answer.finished and not answer.timed_out:
            self.budget.spent, self.budget.ended_by = self.budget.work, "work"
        if len(answer.x) and answer.value > draft.value + 1e-9:
            draft.become(left, np.nonzero(answer.x > 0.5)[0])
        self.note(f"{len(left)} pairs solved whole: {answer.value:.1f} of {answer.bound:.1f}, {answer.nodes} nodes")
        if answer.finished:
            return draft.value
        return min(bound, max(draft.value, self.lowered(answer.bound)))
