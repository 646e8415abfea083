"""Who lives where under a plan, and what is full for whom, with whoever takes it. Exact, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from fractions import Fraction
from typing import Any

from malath.engines.placement.instance import Home, Household, Limit
from malath.engines.placement.judging import Judge, exact, meets

NOBODY: frozenset[str] = frozenset()


class Occupancy:
    """A plan, asked what one more household would meet in a home. It may be changed by `enter` and `leave`."""

    def __init__(self, judge: Judge, placements: Iterable[Sequence[str]]) -> None:
        self.judge = judge
        self.lives: dict[str, str] = {}
        self.there: dict[str, list[Household]] = defaultdict(list)
        self.apart: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for rule in judge.instance.apart:
            one, other = rule.households
            self.apart[one].append((other, rule.scope))
            self.apart[other].append((one, rule.scope))
        for household, home in placements:
            self.enter(household, home)

    def enter(self, household: str, home: str) -> None:
        """Count a household in a home."""
        self.lives[household] = home
        self.there[home].append(self.judge.households[household])

    def leave(self, household: str) -> str:
        """Take a household out; the home it had."""
        home = self.lives.pop(household)
        self.there[home] = [other for other in self.there[home] if other.id != household]
        return home

    def full(self, household: Household, home: Home, *, without: Set[str] = NOBODY) -> list[dict[str, Any]]:
        """What keeps the household out of the home: beds, limits, those it must not be near; [] if it fits.

        The household itself and those in `without` do not count. Rules between the two are `Judge.broken`.
        """
        gone = {household.id, *without}
        return [
            *self._beds(household, home, gone),
            *(found for at in self.judge.counted(household, home) for found in self._limit(household, at, gone)),
            *self._near(household, home, gone),
        ]

    def fits(self, household: Household, home: Home, *, without: Set[str] = NOBODY) -> bool:
        """Whether nothing keeps the household out: no rule and nothing that is full."""
        return not self.judge.broken(household, home) and not self.full(household, home, without=without)

    def _beds(self, household: Household, home: Home, gone: set[str]) -> Iterable[dict[str, Any]]:
        beside = [other for other in self.there.get(home.id, ()) if other.id not in gone and meets(household, other)]
        if home.is_family:
            if beside:
                yield {"code": "family", "home": home.id, "taken_by": [other.id for other in beside]}
            return
        fewest, tight = home.beds, dict[str, None]()
        # Only when somebody arrives can there be fewer beds.
        for moment in sorted({household.first, *(max(other.first, household.first) for other in beside)}):
            present = [other for other in beside if other.first <= moment < other.end]
            free = home.beds - sum(other.size for other in present)
            fewest = min(fewest, free)
            if free < household.size:
                tight |= {other.id: None for other in present}
        if tight:
            found = {"code": "beds", "home": home.id, "free": fewest, "needed": household.size}
            yield {**found, "taken_by": list(tight)}

    def _limit(self, household: Household, at: int, gone: set[str]) -> Iterable[dict[str, Any]]:
        limit = self.judge.instance.limits[at]
        needed = exact(limit.weight(household))
        counted = self._counted(limit, gone)
        taken = sum((weight for _who, weight in counted), Fraction(0))
        if needed and taken + needed > exact(limit.max):
            yield {
                "code": "limit",
                "limit": limit.name,
                "network": limit.network,
                "from": limit.first,
                "to": limit.end,
                "max": limit.max,
                "free": plain(exact(limit.max) - taken),
                "needed": plain(needed),
                "taken_by": [who for who, weight in counted if weight],
            }

    def _counted(self, limit: Limit, gone: set[str]) -> list[tuple[str, Fraction]]:
        return [
            (other.id, exact(limit.weight(other)))
            for home in limit.homes
            for other in self.there.get(home, ())
            if other.id not in gone and meets(other, limit)
        ]

    def _near(self, household: Household, home: Home, gone: set[str]) -> Iterable[dict[str, Any]]:
        for other, scope in self.apart.get(household.id, ()):
            if other in gone or other not in self.lives or not meets(household, self.judge.households[other]):
                continue
            theirs = self.judge.homes[self.lives[other]]
            if theirs.id == home.id or (scope == "network" and home.network and theirs.network == home.network):
                yield {"code": "apart", "scope": scope, "taken_by": [other]}


def plain(number: Fraction) -> int | float:
    """An exact number as JSON writes it."""
    return int(number) if number.denominator == 1 else float(number)
