"""The instance as arrays: what the solver sees. Households, homes and limits are numbers here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.placement.instance import Apart, Instance, Limit, Number

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
DIGITS = 6


@dataclass(slots=True)
class Limits:
    """All limits. Weights and maxima are whole numbers of 1 / `unit`; `vectors[v]` weighs each household.

    `homes_of[g]` are the limits that every home of group g stands in; `group` is each home's group.
    """

    first: Ints
    end: Ints
    most: Ints
    vector: Ints
    vectors: Ints
    unit: Ints
    group: Ints
    homes_of: list[Ints]
    names: list[str]

    def __len__(self) -> int:
        return len(self.most)


@dataclass(slots=True)
class Problem:
    """Arrays of n households, m homes and the limits; T periods, reduced to those at which anything changes."""

    periods: int
    size: Ints
    first: Ints
    end: Ints
    family: Bools
    beds: Ints
    limits: Limits
    times: Ints

    @property
    def households(self) -> int:
        """How many."""
        return len(self.size)

    @property
    def homes(self) -> int:
        """How many."""
        return len(self.beds)


def make_problem(instance: Instance) -> Problem:
    """The arrays of an instance. Periods at which no stay begins or ends are left out: nothing changes there."""
    marks = {household.first for household in instance.households} | {house.end for house in instance.households}
    times = np.array(sorted(marks | {0}), np.int64)
    first = np.array([household.first for household in instance.households], np.int64)
    end = np.array([household.end for household in instance.households], np.int64)
    return Problem(
        periods=max(1, len(times) - 1),
        size=np.array([household.size for household in instance.households], np.int64),
        first=np.searchsorted(times, first),
        end=np.searchsorted(times, end),
        family=np.array([home.is_family for home in instance.homes], bool),
        beds=np.array([home.beds for home in instance.homes], np.int64),
        limits=_limits(instance, times),
        times=times,
    )


def overlaps(problem: Problem, households: Ints, limits: Ints) -> Bools:
    """Which stays meet which limits' periods. Shape (households, limits)."""
    table = problem.limits
    first, end = problem.first[households][:, None], problem.end[households][:, None]
    meets: Bools = (first < table.end[limits]) & (table.first[limits] < end)
    return meets


def _limits(instance: Instance, times: Ints) -> Limits:
    place = {home.id: at for at, home in enumerate(instance.homes)}
    rows = [*instance.limits, *apart_limits(instance)]
    weights, most, vector, unit = _weights(instance, rows)
    members: list[list[int]] = [[] for _home in instance.homes]
    for at, limit in enumerate(rows):
        for home in limit.homes:
            members[place[home]].append(at)
    groups: dict[tuple[int, ...], int] = {}
    group = [groups.setdefault(tuple(held), len(groups)) for held in members]
    return Limits(
        # A limit's first period falls into the interval that holds it; its last one too.
        first=np.searchsorted(times, [limit.first for limit in rows], "right") - 1,
        end=np.searchsorted(times, [limit.end for limit in rows], "left"),
        most=most,
        vector=vector,
        vectors=weights,
        unit=unit,
        group=np.array(group, np.int64),
        homes_of=[np.array(held, np.int64) for held in groups],
        names=[limit.name for limit in rows],
    )


def _weights(instance: Instance, rows: list[Limit]) -> tuple[Ints, Ints, Ints, Ints]:
    """Weight vectors (each once), the maxima, each limit's vector and unit; whole numbers of 1 / unit."""
    vectors: list[Ints] = []
    known: dict[Any, int] = {}
    most, vector, unit = [], [], []
    for limit in rows:
        numbers: list[Number] = [limit.max]
        if not isinstance(limit.weights, str):
            numbers += limit.weights.values()
        scale = scale_of(numbers)
        key = (
            (limit.weights, scale) if isinstance(limit.weights, str) else (tuple(sorted(limit.weights.items())), scale)
        )
        if key not in known:
            known[key] = len(vectors)
            vectors.append(np.array([whole(limit.weight(house), scale) for house in instance.households], np.int64))
        vector.append(known[key])
        most.append(whole(limit.max, scale))
        unit.append(scale)
    stacked = np.array(vectors, np.int64).reshape(len(vectors), len(instance.households))
    return stacked, np.array(most, np.int64), np.array(vector, np.int64), np.array(unit, np.int64)


def scale_of(numbers: list[Number]) -> int:
    """The smallest power of ten (up to 10^6) that makes all of them whole."""
    digits = 0
    for number in numbers:
        if isinstance(number, int):
            continue
        exponent = Decimal(repr(number)).normalize().as_tuple().exponent
        digits = max(digits, -exponent if isinstance(exponent, int) else 0)
    return int(10 ** min(digits, DIGITS))


def whole(number: Number, scale: int) -> int:
    """A weight as a whole number, rounded down: beyond six digits the bound stays true, and the checker sees the rest."""
    return number * scale if isinstance(number, int) else int(Decimal(repr(number)) * scale // 1)


def apart_limits(instance: Instance) -> list[Limit]:
    """Households that must not be near one another, as limits: of the two, at most one."""
    found: list[Limit] = []
    by_id = {household.id: household for household in instance.households}
    for rule in instance.apart:
        one, other = (by_id[name] for name in rule.households)
        first, end = max(one.first, other.first), min(one.end, other.end)
        if first < end:
            found += [
                Limit(_apart_name(rule), homes, first, end, dict.fromkeys(rule.households, 1), 1)
                for homes in _apart_homes(instance, rule)
            ]
    return found


def _apart_name(rule: Apart) -> str:
    return f"apart: {rule.households[0]}, {rule.households[1]}"


def _apart_homes(instance: Instance, rule: Apart) -> list[tuple[str, ...]]:
    """The sets of homes of which the two may share none. A family's home takes one household at a time anyway."""
    alone: list[tuple[str, ...]] = [
        (home.id,) for home in instance.homes if not home.is_family and not (rule.scope == "network" and home.network)
    ]
    if rule.scope == "home":
        return alone
    members: dict[str, list[str]] = {}
    for home in instance.homes:
        if home.network:
            members.setdefault(home.network, []).append(home.id)
    return alone + [tuple(homes) for homes in members.values()]
