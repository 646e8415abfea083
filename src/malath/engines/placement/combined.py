"""Halves of a proof, read in plain Python: half the sum of several rows, rounded down (Caprara and Fischetti 1996).

Each is {"price", "households", "beds": [[home, from, to, k, d]], "limits": [[number, k, d]], "halves": [places of earlier ones
in the list]}; what it weighs follows from household and home alone. Numbers beyond the limits are of `apart_rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Any

from malath.engines.placement.instance import Home, Household, Instance
from malath.engines.placement.judging import Judge, meets

LimitWeight = Callable[[int, int, int, Household | None], int]


class Combined:
    """The halves of a record. `limit_weight(number, k, d, household)`: rounded weight, or right side for None."""

    def __init__(self, judge: Judge, halves: Sequence[Mapping[str, Any]], limit_weight: LimitWeight) -> None:
        self.judge, self.halves, self.limit_weight = judge, halves, limit_weight
        self.limits, self.apart = len(judge.instance.limits), apart_rows(judge.instance) if halves else []
        self.people = [frozenset(half["households"]) for half in halves]

    def price(self, household: Household, home: Home) -> float:
        """What the pair pays in all halves."""
        if not self.halves:
            return 0.0
        counted = frozenset(self.judge.counted(household, home))
        weights: list[int] = []
        for at, half in enumerate(self.halves):
            total = int(household.id in self.people[at]) + self._beds(half, household, home)
            total += sum(self.limit_weight(n, k, d, household) for n, k, d in half["limits"] if n in counted)
            total += sum(k * self._is_there(n, household, home) // d for n, k, d in half["limits"] if n >= self.limits)
            weights.append((total + sum(weights[parent] for parent in half["halves"])) // 2)
        return fsum(half["price"] * weight for half, weight in zip(self.halves, weights, strict=True))

    def constant(self) -> float:
        """Sum of price x right side."""
        most: list[int] = []
        for half in self.halves:
            total = len(half["households"])
            for name, _first, _end, k, d in half["beds"]:
                home = self.judge.homes[name]
                total += min(1, home.beds) if home.is_family else k * home.beds // d
            for n, k, d in half["limits"]:
                total += k // d if n >= self.limits else self.limit_weight(n, k, d, None)
            most.append((total + sum(most[parent] for parent in half["halves"])) // 2)
        return fsum(half["price"] * right for half, right in zip(self.halves, most, strict=True))

    def _beds(self, half: Mapping[str, Any], household: Household, home: Home) -> int:
        total = 0
        for name, first, end, k, d in half["beds"]:
            if name == home.id and first < household.end and household.first < end:
                total += 1 if home.is_family else k * household.size // d
        return total

    def _is_there(self, number: int, household: Household, home: Home) -> int:
        """1 where the pair counts in "of the two at most one in this place", else 0."""
        one, other, scope, place = self.apart[number - self.limits]
        return int(household.id in (one, other) and place == (home.id if scope == "home" else home.network))


def apart_rows(instance: Instance) -> list[tuple[str, str, str, str]]:
    """Rows "of the two at most one here", in the order of a record: household, household, "home" or "network", its id."""
    found = []
    by_id = {household.id: household for household in instance.households}
    networks = list(dict.fromkeys(home.network for home in instance.homes if home.network))
    for rule in instance.apart:
        one, other = rule.households
        if not meets(by_id[one], by_id[other]):
            continue
        wide = rule.scope == "network"
        # A family's home takes one household at a time anyway.
        homes = [home.id for home in instance.homes if not home.is_family and not (wide and home.network)]
        found += [(one, other, "home", home) for home in homes]
        found += [(one, other, "network", network) for network in networks if wide]
    return found
