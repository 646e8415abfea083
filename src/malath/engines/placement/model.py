"""The integer program over some pairs: one home each, beds period by period, limits, and rounded rows as cuts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from malath.engines.placement.halves import Half, half_weights, with_parents
from malath.engines.placement.pairs import Columns
from malath.engines.placement.prices import Prices
from malath.engines.placement.problem import Floats, Ints, Problem, overlaps
from malath.engines.placement.rooms import Rooms
from malath.engines.placement.rounding import PLAIN, Rounding, bed_use, rounded

SORTS = ("beds", "limit", "half")


@dataclass(slots=True)
class Cuts:
    """Rounded rows in use: keys home x periods + period, and limits, for each rounding; halves; how many were ever made."""

    beds: dict[Rounding, Ints] = field(default_factory=dict)
    limits: dict[Rounding, Ints] = field(default_factory=dict)
    halves: list[Half] = field(default_factory=list)
    made: int = 0

    def __len__(self) -> int:
        return sum(len(keys) for keys in (*self.beds.values(), *self.limits.values())) + len(self.halves)


@dataclass(slots=True)
class Part:
    """Some rows of one sort: their keys (home x periods + period, limit, or a half's serial), right sides, entries."""

    sort: str
    rounding: Rounding
    keys: Ints
    most: Floats
    row: Ints
    column: Ints
    weight: Floats


@dataclass(slots=True)
class Model:
    """max value x, rows <= right sides, x in {0, 1}. Rows: the households that have columns, then the parts."""

    problem: Problem
    columns: Columns
    people: Ints
    parts: list[Part]
    halves: list[Half] = field(default_factory=list)

    def rows(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Triplets (row, column, weight) and the right sides."""
        row = [np.searchsorted(self.people, self.columns.household)]
        column, weight = [np.arange(len(self.columns))], [np.ones(len(self.columns))]
        most, base = [np.ones(len(self.people))], len(self.people)
        for part in self.parts:
            row.append(part.row + base)
            column.append(part.column)
            weight.append(part.weight)
            most.append(part.most)
            base += len(part.keys)
        return np.concatenate(row), np.concatenate(column), np.concatenate(weight), np.concatenate(most)

    def codes(self) -> Ints:
        """A number for each row by which other models of the same problem know it."""
        codes = [self.people]
        for part in self.parts:
            sort, (k, d) = SORTS.index(part.sort), part.rounding
            codes.append((((sort + 1) << 16 | k << 8 | d) << 40) + part.keys)
        return np.concatenate(codes)

    def prices(self, duals: Floats) -> Prices:
        """Duals of the rows (those below 0 count as 0) as prices of any pair."""
        problem = self.problem
        duals = np.maximum(duals, 0.0)
        found = Prices(np.zeros(problem.households))
        found.household[self.people] = duals[: len(self.people)]
        base = len(self.people)
        for part in self.parts:
            price = duals[base : base + len(part.keys)]
            base += len(part.keys)
            found.constant += float(price @ part.most)
            if part.sort == "half":
                by_serial = {half.serial: half for half in self.halves}
                found.halves = [
                    (by_serial[int(part.keys[at])], float(price[at])) for at in np.nonzero(price > 0)[0].tolist()
                ]
                continue
            if part.sort == "limit":
                table = found.limits.setdefault(part.rounding, np.zeros(len(problem.limits)))
                np.add.at(table, part.keys, price / problem.limits.unit[part.keys])
                continue
            grid = np.zeros(problem.homes * problem.periods)
            np.add.at(grid, part.keys, price)
            total = np.zeros((problem.homes, problem.periods + 1))
            np.cumsum(grid.reshape(problem.homes, problem.periods), axis=1, out=total[:, 1:])
            held = found.beds.get(part.rounding)
            found.beds[part.rounding] = total if held is None else held + total
        return found


def make_model(problem: Problem, columns: Columns, *, cuts: Cuts | None = None, rooms: Rooms | None = None) -> Model:
    """The program over `columns`; with `rooms`, over what those leave free (each column must fit there alone)."""
    cuts = cuts or Cuts()
    parts = [_beds(problem, columns, _bed_rows(problem, columns, rooms), PLAIN, rooms)]
    parts += [_beds(problem, columns, keys, rounding, rooms) for rounding, keys in cuts.beds.items()]
    parts.append(_limits(problem, columns, PLAIN, None, rooms))
    parts += [_limits(problem, columns, rounding, keys, rooms) for rounding, keys in cuts.limits.items()]
    if cuts.halves:
        parts.append(_halves(problem, columns, cuts.halves))
    kept = [part for part in parts if len(part.keys)]
    return Model(problem, columns, np.unique(columns.household), kept, list(cuts.halves))


def bed_load(problem: Problem, columns: Columns, use: Floats | Ints) -> Floats:
    """What columns take of each home in each period. Shape (homes, periods)."""
    change = np.zeros((problem.homes, problem.periods + 1))
    np.add.at(change, (columns.home, problem.first[columns.household]), use)
    np.add.at(change, (columns.home, problem.end[columns.household]), -use)
    load: Floats = np.cumsum(change, axis=1)[:, :-1]
    return load


def capacity(problem: Problem, rounding: Rounding, rooms: Rooms | None = None) -> Ints:
    """The right sides of bed rows. Shape (homes, periods), or (homes, 1) where every period has the same."""
    free = problem.beds[:, None] if rooms is None else rooms.free
    return np.where(problem.family[:, None], np.minimum(free, 1), rounded(free, rounding))


def _bed_rows(problem: Problem, columns: Columns, rooms: Rooms | None) -> Ints:
    """Keys of the bed rows that can bind. With all beds free, only the largest sets of stays that overlap matter."""
    use = bed_use(problem, columns.household, columns.home, PLAIN)
    binding = bed_load(problem, columns, use) > capacity(problem, PLAIN, rooms) + 1e-9
    if rooms is None:
        binding &= largest_sets(problem, columns)
    return np.nonzero(binding.ravel())[0]


def largest_sets(problem: Problem, columns: Columns) -> np.ndarray:
    """Periods at which a stay begins and, before the next one begins in that home, some stay ends.

    The stays there are a maximal clique of the interval graph: every other period's set lies within one of these.
    """
    shape = (problem.homes, problem.periods + 1)
    starts, ends = np.zeros(shape, bool), np.zeros(shape, np.int64)
    starts[columns.home, problem.first[columns.household]] = True
    np.add.at(ends, (columns.home, problem.end[columns.household]), 1)
    ended = np.cumsum(ends, axis=1)
    after = np.where(starts, np.arange(shape[1]), shape[1] - 1)
    later = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]
    following = np.concatenate([later[:, 1:], np.full((shape[0], 1), shape[1] - 1)], axis=1)
    found: np.ndarray = starts & (np.take_along_axis(ended, following, axis=1) > ended)
    return found[:, :-1]


def _beds(problem: Problem, columns: Columns, keys: Ints, rounding: Rounding, rooms: Rooms | None) -> Part:
    """The bed rows with these keys: each column meets a run of them."""
    base = columns.home * problem.periods
    low = np.searchsorted(keys, base + problem.first[columns.household])
    high = np.searchsorted(keys, base + problem.end[columns.household])
    use = bed_use(problem, columns.household, columns.home, rounding)
    length = np.where(use > 0, high - low, 0)
    column = np.repeat(np.arange(len(columns)), length)
    row = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(low, length)
    most = np.broadcast_to(capacity(problem, rounding, rooms), (problem.homes, problem.periods)).ravel()[keys]
    return Part("beds", rounding, keys, most.astype(float), row, column, use[column].astype(float))


def _limits(problem: Problem, columns: Columns, rounding: Rounding, keys: Ints | None, rooms: Rooms | None) -> Part:
    """Limit rows: all that can bind, or those with the given keys."""
    table = problem.limits
    wanted = np.zeros(len(table), bool)
    wanted[slice(None) if keys is None else keys] = True
    group = table.group[columns.home]
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(table.homes_of) + 1))
    rows, cols, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for at, held in enumerate(table.homes_of):
        here, held = order[bounds[at] : bounds[at + 1]], held[wanted[held]]
        if not len(here) or not len(held):
            continue
        people = columns.household[here]
        weight = rounded(table.vectors[table.vector[held]][:, people].T, rounding) * overlaps(problem, people, held)
        column, row = np.nonzero(weight)
        rows.append(held[row])
        cols.append(here[column])
        weights.append(weight[column, row])
    row, column, weight = np.concatenate(rows), np.concatenate(cols), np.concatenate(weights)
    most = rounded(table.most if rooms is None else rooms.left, rounding)
    if keys is None:
        keys = np.nonzero(np.bincount(row, weight, len(table)) > most)[0]
    place = np.full(len(table), -1)
    place[keys] = np.arange(len(keys))
    kept = place[row] >= 0
    # A limit whose numbers were scaled to be whole is told to the solver in its own unit.
    unit = table.unit[keys]
    row, column, weight = place[row[kept]], column[kept], weight[kept]
    return Part("limit", rounding, keys, most[keys] / unit, row, column, weight / unit[row])


def _halves(problem: Problem, columns: Columns, halves: list[Half]) -> Part:
    """A row for each half."""
    found = half_weights(problem, with_parents(halves), columns.household, columns.home)
    entries = [found[half.serial] for half in halves]
    row = np.repeat(np.arange(len(halves)), [len(index) for index, _weight in entries])
    column = np.concatenate([index for index, _weight in entries])
    weight = np.concatenate([weight for _index, weight in entries]).astype(float)
    keys, most = np.array([half.serial for half in halves]), np.array([half.most for half in halves], float)
    return Part("half", PLAIN, keys, most, row, column, weight)
