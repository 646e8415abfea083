"""The prices of a proof, read in plain Python: what a pair costs, what is scarce, and the bound that anyone can check.

For prices y >= 0, sum(y x capacity) + sum over households of the best (value - price of what it uses), or 0, is at
least the value of every plan (Lagrangian duality: Geoffrion 1974, Math. Programming Study 2). Nothing of the solver
is used: this is the second reading of the same prices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from math import fsum
from typing import Any, NamedTuple

from malath.engines.placement.combined import Combined
from malath.engines.placement.instance import Home, Household, Limit, Number
from malath.engines.placement.judging import Judge, meets

DIGITS = 6
SMALLEST = 1e-6


class Row(NamedTuple):
    """A priced row: sum of floor(k weight / d) <= floor(k most / d)."""

    first: int
    end: int
    k: int
    d: int
    price: float


class Costs:
    """The duals of a proof record for one instance."""

    def __init__(self, judge: Judge, duals: Mapping[str, Any]) -> None:
        self.judge = judge
        self.beds: dict[str, list[Row]] = defaultdict(list)
        for home, first, end, k, d, price in duals.get("beds", ()):
            self.beds[home].append(Row(first, end, k, d, price))
        self.limits: dict[int, list[Row]] = defaultdict(list)
        for at, k, d, price in duals.get("limits", ()):
            limit = judge.instance.limits[at]
            self.limits[at].append(Row(limit.first, limit.end, k, d, price))
        self.apart: dict[str, list[tuple[str, str, str, float]]] = defaultdict(list)
        self.kept_apart = 0.0
        self.units: dict[int, int] = {}
        for one, other, scope, place, price in duals.get("apart", ()):
            self.apart[one].append((other, scope, place, price))
            self.apart[other].append((one, scope, place, price))
            self.kept_apart += price
        self.combined = Combined(judge, duals.get("halves", ()), self._rounded)

    def lines(self, household: Household, home: Home) -> list[dict[str, Any]]:
        """What the household uses in this home and what that costs, the dearest first. Each price is an "at most"."""
        found: list[dict[str, Any]] = []
        beds = self._bed_price(household, home)
        if beds > SMALLEST:
            found.append({"of": "beds", "home": home.id, "price_at_most": beds})
        for at in self.judge.counted(household, home):
            price = self._limit_price(household, at)
            if price > SMALLEST:
                limit = self.judge.instance.limits[at]
                where = {"limit": limit.name, "network": limit.network, "from": limit.first, "to": limit.end}
                found.append({"of": "limit", **where, "price_at_most": price})
        for other, scope, price in self._apart_prices(household, home):
            found.append({"of": "apart", "household": other, "scope": scope, "price_at_most": price})
        together = self.combined.price(household, home)
        if together > SMALLEST:
            found.append({"of": "together", "price_at_most": together})
        return sorted(found, key=lambda line: -line["price_at_most"])

    def price(self, household: Household, home: Home) -> float:
        """The sum of what the pair uses."""
        limits = [self._limit_price(household, at) for at in self.judge.counted(household, home)] if self.limits else []
        apart = [price for _other, _scope, price in self._apart_prices(household, home)]
        return fsum([self._bed_price(household, home), *limits, *apart, self.combined.price(household, home)])

    def constant(self) -> float:
        """Sum of price x capacity."""
        parts = [self.kept_apart, self.combined.constant()]
        for name, rows in self.beds.items():
            home = self.judge.homes[name]
            parts += [row.price * _bed_places(home, row, home.beds) for row in rows]
        for at, rows in self.limits.items():
            parts += [row.price * self._rounded(at, row.k, row.d, None) for row in rows]
        return fsum(parts)

    def bound(self) -> float:
        """What no plan exceeds, from the prices and every possible pair. Takes n x m steps of plain Python."""
        return fsum([self.constant(), *(self._best(household) for household in self.judge.instance.households)])

    def scarce(self) -> list[dict[str, Any]]:
        """The prices of one more of everything that is short, the dearest first.

        A hint which change to ask about, no bound: with one more bed a larger household may fit that has no price yet.
        """
        found: list[dict[str, Any]] = []
        for name, rows in self.beds.items():
            home = self.judge.homes[name]
            more = [
                row.price * (_bed_places(home, row, home.beds + 1) - _bed_places(home, row, home.beds)) for row in rows
            ]
            found.append({"of": "beds", "home": name, "network": home.network, "price": fsum(more)})
        for at, rows in self.limits.items():
            limit, unit = self.judge.instance.limits[at], self._unit(at)
            most = whole(limit.max, unit)
            more = [row.price * (row.k * (most + unit) // row.d - row.k * most // row.d) for row in rows]
            where = {"limit": limit.name, "network": limit.network, "from": limit.first, "to": limit.end}
            found.append({"of": "limit", **where, "price": fsum(more)})
        kept = [one for one in found if one["price"] > SMALLEST]
        return sorted(kept, key=lambda one: -one["price"])

    def _unit(self, at: int) -> int:
        """The power of ten that makes a limit's numbers whole."""
        if at not in self.units:
            self.units[at] = _unit(self.judge.instance.limits[at])
        return self.units[at]

    def _rounded(self, at: int, k: int, d: int, household: Household | None) -> int:
        """What a household weighs in a limit that is rounded; its right side for None."""
        limit = self.judge.instance.limits[at]
        return k * whole(limit.weight(household) if household else limit.max, self._unit(at)) // d

    def _best(self, household: Household) -> float:
        best = 0.0
        for home in self.judge.instance.homes:
            if self.judge.broken(household, home):
                continue
            worth = float(self.judge.value(household, home))
            # Prices only lower a value: few pairs need theirs.
            if worth > best and not self.judge.too_heavy(household, home):
                best = max(best, worth - self.price(household, home))
        return best

    def _bed_price(self, household: Household, home: Home) -> float:
        rows = [row for row in self.beds.get(home.id, ()) if row.first < household.end and household.first < row.end]
        if home.is_family:
            return fsum(row.price for row in rows)
        return fsum(row.price * (row.k * household.size // row.d) for row in rows)

    def _limit_price(self, household: Household, at: int) -> float:
        rows = self.limits.get(at)
        if not rows:
            return 0.0
        return fsum(row.price * self._rounded(at, row.k, row.d, household) for row in rows)

    def _apart_prices(self, household: Household, home: Home) -> list[tuple[str, str, float]]:
        return [
            (other, scope, price)
            for other, scope, place, price in self.apart.get(household.id, ())
            if place == (home.id if scope == "home" else home.network)
            and meets(household, self.judge.households[other])
        ]


def _bed_places(home: Home, row: Row, beds: int) -> int:
    """The right side of a bed row: a family's home is one place, however many its beds."""
    return min(1, beds) if home.is_family else row.k * beds // row.d


def _unit(limit: Limit) -> int:
    """The smallest power of ten, up to 10^6, that makes the limit's numbers whole."""
    numbers: list[Number] = [limit.max]
    if not isinstance(limit.weights, str):
        numbers += limit.weights.values()
    digits = 0
    for number in numbers:
        if isinstance(number, float):
            exponent = Decimal(repr(number)).normalize().as_tuple().exponent
            digits = max(digits, -exponent if isinstance(exponent, int) else 0)
    return int(10 ** min(digits, DIGITS))


def whole(number: Number, unit: int) -> int:
    """A weight in parts of 1 / unit, rounded down."""
    return number * unit if isinstance(number, int) else int(Decimal(repr(number)) * unit // 1)
