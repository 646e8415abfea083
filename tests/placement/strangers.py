"""The bound of a proof record, computed again by a stranger: plain Python, fractions, every pair, no solver."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from malath.engines.placement.instance import Home, Household, Instance, Limit
from malath.engines.placement.judging import Judge, exact
from malath.engines.placement.problem import apart_limits


class Stranger:
    """Knows the instance and the duals, nothing else."""

    def __init__(self, instance: Instance, duals: dict[str, Any]) -> None:
        self.instance, self.duals, self.judge = instance, duals, Judge(instance)
        self.apart = apart_limits(instance)
        self.limits = [*instance.limits, *self.apart]

    def bound(self) -> Fraction:
        """Sum of price x capacity, and of the best net value of each household, or 0."""
        total = Fraction(0)
        for home, _first, _end, k, d, price in self.duals["beds"]:
            total += Fraction(price) * self._beds(self.judge.homes[home], k, d)
        for at, k, d, price in self.duals["limits"]:
            total += Fraction(price) * self._most(self.limits[at], k, d)
        total += sum((Fraction(price) for *_rule, price in self.duals["apart"]), Fraction(0))
        for half in self.duals.get("halves", []):
            total += Fraction(half["price"]) * self._right(half)
        return total + sum((self._best(household) for household in self.instance.households), Fraction(0))

    def _best(self, household: Household) -> Fraction:
        best = Fraction(0)
        for home in self.instance.homes:
            if not self.judge.broken(household, home) and self._light(household, home):
                best = max(best, self.judge.value(household, home) - self._cost(household, home))
        return best

    def _light(self, household: Household, home: Home) -> bool:
        """Who exceeds a limit alone is in no plan there."""
        counted = [limit for limit in self.limits if self._counts(limit, household, home)]
        return all(exact(limit.weight(household)) <= exact(limit.max) for limit in counted)

    def _cost(self, household: Household, home: Home) -> Fraction:
        cost = Fraction(0)
        for row in self.duals["beds"]:
            cost += Fraction(row[5]) * self._bed_weight(row[:5], household, home)
        for at, k, d, price in self.duals["limits"]:
            cost += Fraction(price) * self._limit_weight(at, k, d, household, home)
        for one, other, scope, place, price in self.duals["apart"]:
            near = [limit for limit in self.apart if set(limit.weights) == {one, other}]
            here = place == (home.id if scope == "home" else home.network)
            if here and any(self._counts(limit, household, home) and limit.weight(household) for limit in near):
                cost += Fraction(price)
        return cost + self._halves(household, home)

    def _halves(self, household: Household, home: Home) -> Fraction:
        weights: list[int] = []
        cost = Fraction(0)
        for half in self.duals.get("halves", []):
            total = Fraction(household.id in half["households"])
            total += sum(self._bed_weight(row, household, home) for row in half["beds"])
            total += sum(self._limit_weight(*row, household, home) for row in half["limits"])
            total += sum(weights[at] for at in half["halves"])
            weights.append(floor(total / 2))
            cost += Fraction(half["price"]) * weights[-1]
        return cost

    def _right(self, half: dict[str, Any]) -> int:
        total = Fraction(len(half["households"]))
        total += sum(self._beds(self.judge.homes[home], k, d) for home, _first, _end, k, d in half["beds"])
        total += sum(self._most(self.limits[at], k, d) for at, k, d in half["limits"])
        total += sum(self._right(self.duals["halves"][at]) for at in half["halves"])
        return floor(total / 2)

    def _bed_weight(self, row: list[Any], household: Household, home: Home) -> int:
        name, first, end, k, d = row
        if name != home.id or household.first >= end or first >= household.end:
            return 0
        return 1 if home.is_family else household.size * k // d

    def _beds(self, home: Home, k: int, d: int) -> int:
        return min(1, home.beds) if home.is_family else home.beds * k // d

    def _limit_weight(self, at: int, k: int, d: int, household: Household, home: Home) -> int:
        limit = self.limits[at]
        if not self._counts(limit, household, home):
            return 0
        return self._rounded(exact(limit.weight(household)), limit, k, d)

    def _most(self, limit: Limit, k: int, d: int) -> int:
        return self._rounded(exact(limit.max), limit, k, d)

    def _rounded(self, number: Fraction, limit: Limit, k: int, d: int) -> int:
        """floor(k w / d) in parts of 1 / unit, the smallest power of ten (up to 10^6) that makes its numbers whole."""
        numbers = [limit.max, *(limit.weights.values() if not isinstance(limit.weights, str) else ())]
        unit = 1
        while unit < 10**6 and any((exact(one) * unit).denominator > 1 for one in numbers):
            unit *= 10
        return floor(number * unit) * k // d

    def _counts(self, limit: Limit, household: Household, home: Home) -> bool:
        return home.id in limit.homes and household.first < limit.end and limit.first < household.end
