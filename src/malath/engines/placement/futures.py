"""What places are worth to those who are still to come: dual prices over sampled futures.

After Ahani, Goelz, Procaccia, Teytelboym and Trapp 2024 (Operations Research, "Dynamic placement in refugee
resettlement"): for each sampled future a linear program over what is left free, its duals averaged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.highs import linear
from malath.engines.placement.instance import Household, Instance
from malath.engines.placement.model import make_model
from malath.engines.placement.pairs import Columns, Pairs, make_pairs
from malath.engines.placement.plan import Draft
from malath.engines.placement.prices import Prices, pair_prices
from malath.engines.placement.problem import Bools, Floats, Ints, Problem, make_problem
from malath.engines.placement.reading import read_instance

FIRST, MORE, FEW, ROUNDS = 8, 8, 5, 3
Data = dict[str, Any]


@dataclass(slots=True)
class Scene:
    """An instance with those who are placed already put into it; the others are `open` to be decided."""

    instance: Instance
    problem: Problem
    pairs: Pairs
    draft: Draft
    open: Bools

    def fitting(self, columns: Columns) -> Columns:
        """The columns of those who are open, as far as they fit beside those who are placed."""
        mine = columns.only(self.open[columns.household])
        return mine.only(self.draft.rooms.fitting(mine))


def make_scene(data: Data, placed: Mapping[str, str]) -> Scene:
    """The scene of an instance. Raises InstanceError where somebody who is placed does not fit."""
    instance = read_instance(data)
    problem = make_problem(instance)
    draft = Draft(problem)
    house_at = {one.id: at for at, one in enumerate(instance.households)}
    home_at = {one.id: at for at, one in enumerate(instance.homes)}
    still = np.ones(problem.households, bool)
    for who, where in placed.items():
        if who not in house_at or where not in home_at:
            raise InstanceError(f"arrivals.placed: {who!r} or {where!r} is not in this instance")
        if not draft.put(house_at[who], home_at[where], 0.0):
            raise InstanceError(f"arrivals.placed: {who!r} does not fit into {where!r}")
        still[house_at[who]] = False
    return Scene(instance, problem, make_pairs(instance, problem), draft, still)


@dataclass(slots=True)
class Futures:
    """What pairs of now cost in each sampled future, how much of each its program chose, and who would live where in it:
    (household, home, how much)."""

    costs: list[Floats] = field(default_factory=list)
    chosen: list[Floats] = field(default_factory=list)
    lives: list[list[tuple[Household, int, float]]] = field(default_factory=list)

    def users(self, homes: Collection[int], first: int, end: int) -> tuple[float, list[Household]]:
        """How many households of a future would use one of these homes between two periods, mean; and those who would."""
        met = [
            (who, share)
            for lives in self.lives
            for who, where, share in lives
            if where in homes and who.first < end and first < who.end
        ]
        return sum(share for _who, share in met) / max(1, len(self.lives)), [who for who, share in met if share > 0.5]


def look_ahead(
    data: Data, placed: Mapping[str, str], drawn: Sequence[Sequence[Data]], columns: Columns, *, until: float
) -> Futures:
    """Solve every future: `data` with these households more. `columns`: pairs of the households of `data`."""
    found, known = Futures(), len(data["households"])
    warm: tuple[Ints, Prices] | None = None
    for season in drawn:
        if monotonic() > until:
            break
        scene = make_scene({**data, "households": [*data["households"], *season]}, placed)
        # Prices of one future help to choose the columns of the next, where both count the same periods.
        start = warm[1] if warm and np.array_equal(warm[0], scene.problem.times) else None
        solved = _relaxed(scene, start, until)
        if solved is None:
            break
        used, x, prices = solved
        found.costs.append(pair_prices(scene.problem, prices, columns.household, columns.home))
        found.chosen.append(_share(scene.problem.homes, columns, used, x))
        coming = np.nonzero((x > 1e-3) & (used.household >= known))[0].tolist()
        people = scene.instance.households
        found.lives.append([(people[used.household[at]], int(used.home[at]), float(x[at])) for at in coming])
        warm = (scene.problem.times, prices)
    return found


def _share(homes: int, columns: Columns, used: Columns, x: Floats) -> Floats:
    """How much of each of `columns` a program over the columns `used` chose."""
    mine, theirs = (pairs.household * homes + pairs.home for pairs in (columns, used))
    order = np.argsort(theirs)
    at = np.minimum(np.searchsorted(theirs, mine, sorter=order), max(0, len(theirs) - 1))
    if not len(theirs):
        return np.zeros(len(mine))
    found: Floats = np.where(theirs[order[at]] == mine, x[order[at]], 0.0)
    return found


def _relaxed(scene: Scene, warm: Prices | None, until: float) -> tuple[Columns, Floats, Prices] | None:
    """One future's linear program, by column generation; None where the clock cut the first short.

    Prices of a program that was not solved to its end may be anything: nobody is turned away by them.
    """
    found = None
    columns = scene.fitting(scene.pairs.scan(None, keep=FIRST, above=None).columns)
    if warm:
        best = scene.fitting(scene.pairs.scan(warm, keep=FIRST, above=None).columns)
        columns, _new = columns.with_new(best, scene.problem.homes)
    for turn in range(ROUNDS):
        model = make_model(scene.problem, columns, rooms=scene.draft.rooms)
        answer = linear(model, seconds=max(1.0, until - monotonic()))
        if answer.timed_out:
            return found
        prices = model.prices(answer.duals)
        found = (columns, answer.x, prices)
        if turn == ROUNDS - 1 or (warm and turn == 1) or monotonic() > until:
            break
        more = scene.fitting(scene.pairs.scan(prices, keep=MORE, above=prices.household).columns)
        merged, new = columns.with_new(more, scene.problem.homes)
        if new < FEW:
            break
        columns = merged
    return found
