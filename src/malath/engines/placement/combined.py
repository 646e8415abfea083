"""Halves of a proof, read in plain Python: half the sum of several rows, rounded down (Caprara and Fischetti 1996).

Each is {"price", "households", "beds": [[home, from, to, k, d]], "limits": [[number, k, d]], "apart": [[household, household,
scope, place]], "halves": [places of earlier ones in the list]}; what it weighs follows from household and home alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Any

from malath.engines.placement.instance import Home, Household
from malath.engines.placement.judging import Judge, meets

LimitWeight = Callable[[int, int, int, Household | None], int]


class Combined:
    """The halves of a record. `limit_weight(number, k, d, household)`: rounded weight, or right side for None."""

    def __init__(self, judge: Judge, halves: Sequence[Mapping[str, Any]], limit_weight: LimitWeight) -> None:
        self.judge, self.halves, self.limit_weight = judge, halves, limit_weight
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
            total += sum(_is_there(self.judge, rule, household, home) for rule in half["apart"])
            weights.append((total + sum(weights[parent] for parent in half["halves"])) // 2)
        return fsum(half["price"] * weight for half, weight in zip(self.halves, weights, strict=True))

    def constant(self) -> float:
        """Sum of price x right side."""
        most: list[int] = []
        for half in self.halves:
            total = len(half["households"]) + len(half["apart"])
            for name, _first, _end, k, d in half["beds"]:
                home = self.judge.homes[name]
                total += min(1, home.beds) if home.is_family else k * home.beds // d
            total += sum(self.limit_weight(n, k, d, None) for n, k, d in half["limits"])
            most.append((total + sum(most[parent] for parent in half["halves"])) // 2)
        return fsum(half["price"] * right for half, right in zip(self.halves, most, strict=True))

    def _beds(self, half: Mapping[str, Any], household: Household, home: Home) -> int:
        total = 0
        for name, first, end, k, d in half["beds"]:
            if name == home.id and first < household.end and household.first < end:
                total += 1 if home.is_family else k * household.size // d
        return total


def _is_there(judge: Judge, rule: Sequence[str], household: Household, home: Home) -> bool:
    """Whether a pair counts in "of the two at most one in this place"."""
    one, other, scope, place = rule
    if household.id not in (one, other) or place != (home.id if scope == "home" else home.network):
        return False
    return meets(judge.households[one], judge.households[other])
