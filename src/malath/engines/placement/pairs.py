"""All pairs that break no hard rule, with their values: listed one by one, or computed from attributes in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from malath.engines.placement.attributes import Attributes
from malath.engines.placement.instance import Instance
from malath.engines.placement.prices import Prices, block_prices, pair_prices
from malath.engines.placement.problem import Bools, Floats, Ints, Problem, overlaps

BLOCK = 1_000_000


@dataclass(slots=True)
class Columns:
    """Pairs as arrays: household, home, value."""

    household: Ints
    home: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.household)

    def only(self, keep: Bools | Ints) -> Columns:
        """Some of them."""
        return Columns(self.household[keep], self.home[keep], self.value[keep])

    def with_new(self, more: Columns, homes: int) -> tuple[Columns, int]:
        """These and those of the others that are not among them, with their number."""
        new = more.only(~np.isin(more.household * homes + more.home, self.household * homes + self.home))
        return join([self, new]), len(new)


def join(parts: list[Columns]) -> Columns:
    """Several as one."""
    if not parts:
        return Columns(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Columns(
        np.concatenate([part.household for part in parts]),
        np.concatenate([part.home for part in parts]),
        np.concatenate([part.value for part in parts]),
    )


def losses(problem: Problem, prices: Prices, columns: Columns, best: Floats) -> Floats:
    """What each column's net value under these prices lacks to the best of its household. `best`: by household."""
    net = columns.value - pair_prices(problem, prices, columns.household, columns.home)
    lacks: Floats = best[columns.household] - net
    return lacks


@dataclass(slots=True)
class Scan:
    """One look at all pairs under prices: the best net value of each household (at least 0), and the pairs kept."""

    best: Floats
    columns: Columns
    possible: int


class Pairs(Protocol):
    """Where pairs come from."""

    def scan(self, prices: Prices | None, *, keep: int | None, above: Floats | None) -> Scan:
        """Look at all pairs; keep, for each household, at most `keep` whose net value exceeds `above` (0 if None)."""

    def of(self, household: int) -> tuple[Ints, Floats]:
        """The homes that are possible for one household, and their values."""


def make_pairs(instance: Instance, problem: Problem) -> Pairs:
    """The source of the instance's pairs: its values where it has some, its attributes otherwise."""
    attributes = Attributes(instance)
    barred = too_heavy(problem)
    if instance.values is None:
        return Computed(problem, attributes, barred)
    return Listed(problem, _listed(instance, problem, attributes, barred))


def too_heavy(problem: Problem) -> Bools:
    """Households that exceed a limit alone. Shape (households, groups of homes)."""
    table = problem.limits
    barred = np.zeros((problem.households, len(table.homes_of)), bool)
    everyone = np.arange(problem.households)
    for group, held in enumerate(table.homes_of):
        heavy = held[(table.vectors.max(1, initial=0)[table.vector[held]] > table.most[held]) if len(held) else []]
        if len(heavy):
            over = table.most[heavy][None, :] < table.vectors[table.vector[heavy]].T
            barred[:, group] = (over & overlaps(problem, everyone, heavy)).any(1)
    return barred


def _listed(instance: Instance, problem: Problem, attributes: Attributes, barred: Bools) -> Columns:
    house_at = {house.id: at for at, house in enumerate(instance.households)}
    home_at = {home.id: at for at, home in enumerate(instance.homes)}
    values = instance.values or []
    found = Columns(
        np.array([house_at[house] for house, _home, _value in values], np.int64),
        np.array([home_at[home] for _house, home, _value in values], np.int64),
        np.array([value for _house, _home, value in values], float),
    )
    found = found.only(np.argsort(found.household, kind="stable"))
    keep = (found.value > 0) & ~barred[found.household, problem.limits.group[found.home]]
    step = max(1, BLOCK // max(1, problem.homes))
    for start in range(0, problem.households, step):
        which = np.arange(start, min(problem.households, start + step))
        low, high = np.searchsorted(found.household, [start, start + step])
        allowed = attributes.possible(which)
        keep[low:high] &= allowed[found.household[low:high] - start, found.home[low:high]]
    return found.only(keep)


class Listed:
    """Pairs that the instance lists."""

    def __init__(self, problem: Problem, columns: Columns) -> None:
        self.problem, self.columns = problem, columns
        self.starts = np.searchsorted(columns.household, np.arange(problem.households + 1))

    def scan(self, prices: Prices | None, *, keep: int | None, above: Floats | None) -> Scan:
        """See Pairs."""
        columns = self.columns
        net = columns.value
        if prices is not None:
            net = net - pair_prices(self.problem, prices, columns.household, columns.home)
        best = np.zeros(self.problem.households)
        np.maximum.at(best, columns.household, net)
        excess = net - (0.0 if above is None else above[columns.household])
        order = np.lexsort((-excess, columns.household)) if keep is not None else np.arange(len(columns))
        chosen = excess[order] > 1e-6
        if keep is not None:
            chosen &= np.arange(len(order)) - self.starts[columns.household[order]] < keep
        return Scan(best, columns.only(order[chosen]), len(columns))

    def of(self, household: int) -> tuple[Ints, Floats]:
        """See Pairs."""
        mine = slice(self.starts[household], self.starts[household + 1])
        return self.columns.home[mine], self.columns.value[mine]


class Computed:
    """Pairs computed from attributes, a block of households at a time, so that memory stays small."""

    def __init__(self, problem: Problem, attributes: Attributes, barred: Bools) -> None:
        self.problem, self.attributes, self.barred = problem, attributes, barred

    def _blocks(self) -> Iterator[Ints]:
        step = max(1, BLOCK // max(1, self.problem.homes))
        for start in range(0, self.problem.households, step):
            yield np.arange(start, min(self.problem.households, start + step))

    def _values(self, which: Ints) -> Floats:
        """Values of a block; what is impossible, or worth nothing, is minus infinity."""
        values = self.attributes.values(which)
        allowed = self.attributes.possible(which)
        if self.barred.any():
            allowed &= ~self.barred[which][:, self.problem.limits.group]
        values[~allowed | (values <= 0)] = -np.inf
        return values

    def scan(self, prices: Prices | None, *, keep: int | None, above: Floats | None) -> Scan:
        """See Pairs."""
        best = np.zeros(self.problem.households)
        parts, possible = [], 0
        for which in self._blocks():
            values = self._values(which)
            possible += int(np.isfinite(values).sum())
            net = values if prices is None else values - block_prices(self.problem, prices, which)
            best[which] = np.maximum(0.0, net.max(1, initial=0.0))
            excess = net if above is None else net - above[which][:, None]
            rows, homes = _chosen(excess, keep)
            parts.append(Columns(which[rows], homes, values[rows, homes]))
        return Scan(best, join(parts), possible)

    def of(self, household: int) -> tuple[Ints, Floats]:
        """See Pairs."""
        values = self._values(np.array([household]))[0]
        homes = np.nonzero(np.isfinite(values))[0]
        return homes, values[homes]


def _chosen(excess: Floats, keep: int | None) -> tuple[Ints, Ints]:
    """Rows and columns of the entries above 0; of each row at most `keep`, the highest."""
    homes = excess.shape[1]
    if keep is None or keep >= homes:
        rows, columns = np.nonzero(excess > 1e-6)
        return rows, columns
    top = np.argpartition(-excess, keep - 1, axis=1)[:, :keep]
    rows, columns = np.repeat(np.arange(len(excess)), keep), top.ravel()
    chosen = excess[rows, columns] > 1e-6
    return rows[chosen], columns[chosen]
