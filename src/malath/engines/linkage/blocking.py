"""Which pairs are looked at: rows that share two things which few share (design: dynamic record blocking).

What a row can share: the coarse keys of its parts of names, its dates whole and by month and year, its age, place,
mother, numbers, texts. A pair of things that too many rows share is split by a third. After McNeill, Kardes and
Borthwick, "Dynamic Record Blocking" (2012): blocks are made smaller by what else is known, instead of being left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.people import People, place_keys

Numbers = npt.NDArray[np.integer[Any]]
Rows = npt.NDArray[np.integer[Any]]
LARGE = 80_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many comparisons one block may cost: of one shared thing, of two, of three."""

    one: int = 60
    two: int = 400
    three: int = 1500

    @staticmethod
    def for_rows(total: int) -> Limits:
        """Larger lists have larger blocks, and more to tell rows apart by: each row is to meet about as many others."""
        share = min(1.0, LARGE / max(total, 1))
        return Limits(max(int(60 * share), 6), max(int(400 * share**1.15), 20), max(int(1500 * share**1.4), 40))


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that rows can share: a number for each row, -1 where it has none. `strong`: alone or with a name it
    says much. `values` has as many columns as a row may have numbers."""

    name: str
    values: Numbers
    strong: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, the lower row first; `shared` is how many blocks they met in."""

    left: Rows
    right: Rows
    shared: npt.NDArray[np.integer[Any]]


def candidates(people: People, limits: Limits | None = None) -> Candidates:
    """All pairs that are worth a look."""
    limits = limits or Limits.for_rows(people.total)
    pairs = [
        found
        for keys, rows, most in _blocks(people, limits)
        for found in [_pairs(keys, rows, people, most)]
        if len(found)
    ]
    if not pairs:
        nothing = np.zeros(0, np.int32)
        return Candidates(nothing, nothing, np.zeros(0, np.int16))
    met, shared = np.unique(np.concatenate(pairs), return_counts=True)
    left, right = np.divmod(met, people.total)
    return Candidates(left.astype(np.int32), right.astype(np.int32), np.minimum(shared, 32000).astype(np.int16))


def _blocks(people: People, limits: Limits) -> Iterator[tuple[Numbers, Rows, int]]:
    names = _name_things(people)
    others = _other_things(people)
    strong = [thing for thing in others if thing.strong]
    for thing in (*names, *strong):
        for column in thing.values.T:
            yield *_kept(column), limits.one
    large: list[tuple[Numbers, Rows]] = []
    columns = [column for thing in names for column in thing.values.T]
    keys, rows = _together([(*_kept(_mixed(a, b, ordered=True)),) for a, b in combinations(columns, 2)])
    yield keys, rows, limits.two
    large.append(_oversize(keys, rows, people, limits.two))
    for thing in strong:
        mixed = [_kept(_mixed(a, column)) for a in columns for column in thing.values.T]
        keys, rows = _together(mixed)
        yield keys, rows, limits.two
        large.append(_oversize(keys, rows, people, limits.two))
    for one, two in combinations(strong, 2):
        yield *_together([_kept(_mixed(a, b)) for a in one.values.T for b in two.values.T]), limits.two
    keys, rows = _together(large)
    for thing in others:
        for column in thing.values.T:
            third = column[rows]
            known = third >= 0
            yield _mixed(keys[known], third[known]), rows[known], limits.three
    for column in columns:
        third = column[rows]
        known = third >= 0
        yield _mixed(keys[known], third[known], ordered=True), rows[known], limits.three


def kept_keys(people: People, limits: Limits | None = None) -> tuple[Numbers, Rows]:
    """Keys with the rows that share them, of all blocks that are small enough: for an engine that joins elsewhere."""
    limits = limits or Limits.for_rows(people.total)
    found = []
    for number, (keys, rows, most) in enumerate(_blocks(people, limits)):
        if len(keys):
            order = np.lexsort((rows, keys))
            keys, rows = keys[order], rows[order]
            runs = _runs(keys, rows, people.split)
            kept = np.repeat((runs.cost > 0) & (runs.cost <= most), runs.end - runs.start)
            found.append((_mixed(keys[kept], np.full(int(kept.sum()), number)), rows[kept]))
    return _together(found)


def _name_things(people: People) -> list[Thing]:
    """Of each part of a name its coarse keys: those of one writing stand beside each other."""
    found: list[Numbers] = []
    keys = people.parts.keys.astype(np.int64)
    for writing in people.names:
        for slot in writing.parts.T:
            values = np.where(slot[:, None] >= 0, keys[slot], -1)
            found += [values[:, column] for column in range(values.shape[1]) if (values[:, column] >= 0).any()]
    return [Thing("name", np.stack(found, axis=1), strong=False)] if found else []


def _other_things(people: People) -> list[Thing]:
    found = []
    for name, dates in (("dob", people.dob), ("date", people.event)):
        if dates is not None:
            year, month = dates.year.astype(np.int64), dates.month.astype(np.int64)
            found.append(
                Thing(name, np.where(dates.serial > 0, dates.serial, -1)[:, None].astype(np.int64), strong=True)
            )
            found.append(
                Thing(name + " month", np.where((year > 0) & (month > 0), year * 12 + month, -1)[:, None], strong=False)
            )
            found.append(Thing(name + " year", np.where(year > 0, year, -1)[:, None], strong=False))
    if people.age is not None:
        found.append(Thing("age", _ages(people), strong=False))
    if people.mother is not None:
        first = people.mother.parts[:, 0]
        found.append(
            Thing(
                "mother", np.where(first >= 0, people.parts.keys[first, 0], -1)[:, None].astype(np.int64), strong=True
            )
        )
    if people.place is not None:
        found.append(Thing("place", _places(people), strong=False))
    for number, coded in enumerate(people.numbers):
        found.append(Thing(f"number {number}", coded.codes[:, None].astype(np.int64), strong=True))
    for number, coded in enumerate(people.texts):
        found.append(Thing(f"text {number}", coded.codes[:, None].astype(np.int64), strong=True))
    return found


def _ages(people: People) -> Numbers:
    """Ages a year apart share a number: the second list gives its neighbours too; in one list they meet in pairs."""
    assert people.age is not None
    age = people.age.astype(np.int64)
    if people.split:
        second = np.arange(people.total) >= people.split
        columns = [np.where(second, age + shift, age if shift == 0 else -1) for shift in (0, 1, -1)]
    else:
        columns = [age // 2, np.where(age >= 0, (age + 1) // 2 + 1000, -1)]
    return np.stack([np.where(age >= 0, column, -1) for column in columns], axis=1)


def _places(people: People) -> Numbers:
    """Up to two parts of a path."""
    assert people.place is not None
    known: dict[str, int] = {}
    table = np.full((len(people.place.values) + 1, 2), -1, np.int64)
    for row, path in enumerate(people.place.values):
        for column, key in enumerate(place_keys(path)[:2]):
            table[row, column] = known.setdefault(key, len(known))
    found: Numbers = table[people.place.codes]
    return found


def _kept(column: Numbers) -> tuple[Numbers, Rows]:
    rows = np.flatnonzero(column >= 0).astype(np.int32)
    return column[rows], rows


def _mixed(a: Numbers, b: Numbers, *, ordered: bool = False) -> Numbers:
    """One number for two, -1 where either is missing; with `ordered` whichever of them came first."""
    if ordered:
        a, b = np.minimum(a, b), np.maximum(a, b)
    mixed = (a.astype(np.uint64) * _MIX) ^ (
        b.astype(np.uint64) + np.uint64(0x7F4A7C15) + (a.astype(np.uint64) << np.uint64(6))
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    out: Numbers = np.where((a < 0) | (b < 0), -1, (mixed >> np.uint64(1)).astype(np.int64))
    return out


def _together(parts: list[tuple[Numbers, Rows]]) -> tuple[Numbers, Rows]:
    """Keys with their rows, each once."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    keys, rows = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    first = np.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
    return keys[first], rows[first]


@dataclass(frozen=True, slots=True)
class _Runs:
    start: Numbers
    middle: Numbers
    end: Numbers
    cost: Numbers


def _runs(keys: Numbers, rows: Rows, split: int) -> _Runs:
    """Where each block starts and ends in rows sorted by key, and from where in it rows are of the second list."""
    edges = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True]) if len(keys) else np.zeros(1, np.int64)
    start, end = edges[:-1], edges[1:]
    size = end - start
    if not split:
        return _Runs(start, start, end, size * (size - 1) // 2)
    firsts = np.r_[0, np.cumsum(rows < split)]
    left = firsts[end] - firsts[start]
    return _Runs(start, start + left, end, left * (size - left))


def _oversize(keys: Numbers, rows: Rows, people: People, most: int) -> tuple[Numbers, Rows]:
    runs = _runs(keys, rows, people.split)
    over = np.flatnonzero(runs.cost > most)
    inside = np.zeros(len(keys) + 1, np.int64)
    np.add.at(inside, runs.start[over], 1)
    np.add.at(inside, runs.end[over], -1)
    chosen = np.cumsum(inside[:-1]) > 0
    return keys[chosen], rows[chosen]


def _pairs(keys: Numbers, rows: Rows, people: People, most: int) -> Numbers:
    """The pairs of all blocks that cost no more than `most`, as one number each."""
    if not len(keys):
        return np.zeros(0, np.int64)
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order].astype(np.int64)
    runs = _runs(keys, rows.astype(np.int32), people.split)
    good = (runs.cost > 0) & (runs.cost <= most)
    start, middle, end = runs.start[good], runs.middle[good], runs.end[good]
    if people.split:
        return _across(rows, start, middle, end, people.total)
    return _within(rows, start, end, people.total)


def pairs_sharing(keys: Numbers, rows: Rows, total: int) -> Numbers:
    """All pairs of rows with a key in common, as low * total + high, some twice."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order].astype(np.int64)
    runs = _runs(keys, rows.astype(np.int32), 0)
    return _within(rows, runs.start, runs.end, total)


def _across(rows: Numbers, start: Numbers, middle: Numbers, end: Numbers, total: int) -> Numbers:
    width = end - middle
    many = (middle - start) * width
    block = np.repeat(np.arange(len(start)), many)
    place = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    left, right = np.divmod(place, width[block])
    return rows[start[block] + left] * total + rows[middle[block] + right]


def _within(rows: Numbers, start: Numbers, end: Numbers, total: int) -> Numbers:
    """Each row of a block with each later one: row k of a block of n meets n - 1 - k others."""
    size = end - start
    block = np.repeat(np.arange(len(start)), size)
    place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    later = size[block] - 1 - place
    first = np.repeat(start[block] + place, later)
    step = np.arange(later.sum()) - np.repeat(np.cumsum(later) - later, later)
    a, b = rows[first], rows[first + 1 + step]
    codes: Numbers = np.minimum(a, b) * total + np.maximum(a, b)
    return codes
