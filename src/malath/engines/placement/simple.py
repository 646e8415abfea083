"""A plan without a solver: those with the most to lose first, each in the best home left, then exchanges.

It proves only a weak bound (everybody in their best home), and its record says so.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from malath.engines.placement.checking import Placement
from malath.engines.placement.instance import Household, Instance, Limit
from malath.engines.placement.judging import Judge, exact

Options = dict[str, list[tuple[Fraction, str]]]


def simple_plan(instance: Instance) -> tuple[list[Placement], Fraction]:
    """Placements and a bound on every plan's value."""
    judge = Judge(instance)
    options = _options(judge)
    places = _Places(judge)
    order = sorted((name for name in options if options[name]), key=lambda name: (-options[name][0][0], name))
    for name in order:
        places.settle(name, options)
    for name in order:
        if name not in places.lives:
            _exchange(places, name, options)
    return sorted(places.lives.items()), sum((options[name][0][0] for name in order), Fraction(0))


def _options(judge: Judge) -> Options:
    """For each household the homes that it could live in, the best first."""
    found: Options = {}
    for household in judge.instance.households:
        worth = [
            (judge.value(household, home), home.id)
            for home in judge.instance.homes
            if not judge.broken(household, home)
        ]
        found[household.id] = sorted((pair for pair in worth if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
    return found


def _exchange(places: _Places, name: str, options: Options) -> None:
    """Have the household take a home whose people find another, if all together are worth more."""
    for worth, home in options[name]:
        for other in list(places.there[home]):
            lost = dict((at, value) for value, at in options[other])[home]
            places.leave(other)
            if places.fits(name, home):
                places.enter(name, home)
                if places.settle(other, options) + worth > lost:
                    return
                if other in places.lives:
                    places.leave(other)
                places.leave(name)
            places.enter(other, home)


class _Places:
    """Who lives where, and what is left of every limit."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.lives: dict[str, str] = {}
        self.there: dict[str, set[str]] = defaultdict(set)
        self.limits: dict[str, list[int]] = defaultdict(list)
        for at, limit in enumerate(judge.instance.limits):
            for home in limit.homes:
                self.limits[home].append(at)
        self.left = [exact(limit.max) for limit in judge.instance.limits]

    def settle(self, name: str, options: Options) -> Fraction:
        """Put the household into the best home that takes it; what that is worth, 0 if there is none."""
        for worth, home in options[name]:
            if self.fits(name, home):
                self.enter(name, home)
                return worth
        return Fraction(0)

    def fits(self, name: str, home: str) -> bool:
        """Whether beds, limits and those who must be kept apart allow it."""
        household = self.judge.households[name]
        present = [self.judge.households[other] for other in self.there[home]]
        beside = [other for other in present if _meet(household, other)]
        place = self.judge.homes[home]
        if place.is_family and beside:
            return False
        for moment in {household.first, *(max(other.first, household.first) for other in beside)}:
            here = sum(other.size for other in beside if other.first <= moment < other.end)
            if here + household.size > place.beds:
                return False
        return self._within(household, home) and not self._too_near(household, home)

    def _counted(self, household: Household, home: str) -> list[tuple[int, Limit]]:
        rows = [(at, self.judge.instance.limits[at]) for at in self.limits[home]]
        return [(at, row) for at, row in rows if household.first < row.end and row.first < household.end]

    def _within(self, household: Household, home: str) -> bool:
        return all(exact(row.weight(household)) <= self.left[at] for at, row in self._counted(household, home))

    def _too_near(self, household: Household, home: str) -> bool:
        place = self.judge.homes[home]
        for rule in self.judge.instance.apart:
            if household.id not in rule.households:
                continue
            other = rule.households[1 - rule.households.index(household.id)]
            if other not in self.lives or not _meet(household, self.judge.households[other]):
                continue
            theirs = self.judge.homes[self.lives[other]]
            if theirs.id == home or (rule.scope == "network" and place.network and theirs.network == place.network):
                return True
        return False

    def enter(self, name: str, home: str) -> None:
        """Place the household."""
        self.lives[name] = home
        self.there[home].add(name)
        for at, row in self._counted(self.judge.households[name], home):
            self.left[at] -= exact(row.weight(self.judge.households[name]))

    def leave(self, name: str) -> None:
        """Take it out."""
        home = self.lives.pop(name)
        self.there[home].discard(name)
        for at, row in self._counted(self.judge.households[name], home):
            self.left[at] += exact(row.weight(self.judge.households[name]))


def _meet(one: Household, other: Household) -> bool:
    return one.first < other.end and other.first < one.end
