"""Hard rules and scores between households and homes, from their attributes; whole blocks at a time.

Each rule is a named table "blocked" (households x homes): a plan avoids all of them, an explanation shows each alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.instance import Home, Household, Instance
from malath.engines.placement.problem import Bools, Floats, Ints

Rule = Callable[[Ints], Bools]
FAR = 10.0**9


class Attributes:
    """The attributes of an instance as arrays."""

    def __init__(self, instance: Instance) -> None:
        households, homes, networks = instance.households, instance.homes, instance.networks
        self.instance = instance
        self.size = np.array([house.size for house in households], np.int64)
        self.beds = np.array([home.beds for home in homes], np.int64)
        self.stay = np.array([(house.first, house.end) for house in households], np.int64).reshape(-1, 2)
        self.windows = _windows(homes)
        place = {network.id: at for at, network in enumerate(networks)}
        # A home without a network stands in one of its own that gives nothing.
        self.network = np.array([place.get(home.network, len(networks)) for home in homes], np.int64)
        given = {network.id: network for network in networks}
        here = [given.get(home.network) for home in homes]
        needs, has = _masks(
            [house.needs for house in households],
            [home.features | (net.features if net else frozenset()) for home, net in zip(homes, here, strict=True)],
        )
        self.needs, self.has = needs, has
        self.need_names = sorted({need for house in households for need in house.needs})
        self.only, self.are = _masks([home.only for home in homes], [house.features for house in households])
        self.speaks, self.spoken = _masks([house.languages for house in households], [home.languages for home in homes])
        self.interpreted = _same_masks(
            [house.languages for house in households], [*(net.languages for net in networks), frozenset()]
        )
        self.language_needed = np.array([house.language_needed for house in households], bool)
        self.not_in = np.zeros((len(households), len(networks) + 1), bool)
        self.wishes = np.zeros((len(households), len(networks) + 1))
        for at, house in enumerate(households):
            self.not_in[at, [place[name] for name in house.not_in]] = True
            for name, points in house.network_wishes.items():
                self.wishes[at, place[name]] = points
        self.refused = _pairs_of(households, homes)
        self.home_wishes = _home_wishes(households, homes)
        kinds = sorted({kind for home in homes for kind in home.wishes})
        self.kind = np.array([kinds.index(h.kind) if h.kind in kinds else len(kinds) for h in households], np.int64)
        self.host_wishes = np.array([[home.wishes.get(kind, 0) for kind in kinds] + [0] for home in homes], float)
        self.care_kinds = sorted({care.kind for house in households for care in house.care})
        self.care_km = np.array(
            [[net.care.get(kind, FAR) for net in networks] + [FAR] for kind in self.care_kinds], float
        ).reshape(len(self.care_kinds), len(networks) + 1)
        self.care_within = np.full((len(households), len(self.care_kinds)), np.inf)
        for at, house in enumerate(households):
            for care in house.care:
                self.care_within[at, self.care_kinds.index(care.kind)] = care.within
        self.worth = np.array([house.size * house.risk for house in households], float)

    def rules(self) -> dict[str, Rule]:
        """Every hard rule between one household and one home, by its name."""
        found: dict[str, Rule] = {"beds": self._too_small, "open": self._not_open}
        for at, need in enumerate(self.need_names):
            found[f"needs:{need}"] = self._lacks(at)
        found |= {"only": self._not_wanted, "language": self._not_understood}
        for at, kind in enumerate(self.care_kinds):
            found[f"care:{kind}"] = self._too_far(at)
        return found | {"network": self._ruled_out, "refused": self._refused}

    def possible(self, which: Ints) -> Bools:
        """Which homes break no rule. Shape (households, homes)."""
        allowed = ~(self._too_small(which) | self._not_open(which))
        if self.needs.any():
            allowed &= (self.needs[which][:, None] & ~self.has[None, :]) == 0
        for rule in (self._not_wanted, self._not_understood, self._ruled_out, self._refused):
            allowed &= ~rule(which)
        for at in range(len(self.care_kinds)):
            allowed &= ~self._too_far(at)(which)
        return allowed

    def points(self, which: Ints) -> dict[str, Floats]:
        """The terms of the score, by name. Shape of each: (households, homes)."""
        score = self.instance.score
        shared = np.bitwise_count(self.speaks[which][:, None] & self.spoken[None, :])
        spare = self.beds[None, :] - self.size[which][:, None]
        terms: dict[str, Floats] = {
            "wishes": self.wishes[which][:, self.network] + _spread(self.home_wishes, which, len(self.beds)),
            "language": score.language * np.minimum(shared, score.languages_counted).astype(float),
            "fit": np.maximum(0.0, score.fit - score.spare_bed * spare),
            "host": self.host_wishes[:, self.kind[which]].T,
        }
        if score.care:
            terms["care"] = self._care_points(which)[:, self.network]
        return terms

    def values(self, which: Ints) -> Floats:
        """size x risk x (placed + points). Shape (households, homes)."""
        terms = list(self.points(which).values())
        total = terms[0]
        for term in terms[1:]:
            total += term
        total += self.instance.score.placed
        total *= self.worth[which][:, None]
        return total

    def _care_points(self, which: Ints) -> Floats:
        score = self.instance.score
        points = np.full((len(which), self.care_km.shape[1]), float(score.care))
        for at in range(len(self.care_kinds)):
            needed = np.isfinite(self.care_within[which, at])
            near = np.maximum(0.0, score.care - self.care_km[at] // score.care_km_a_point)
            points[needed] = np.minimum(points[needed], near[None, :])
        return points

    def _too_small(self, which: Ints) -> Bools:
        blocked: Bools = self.size[which][:, None] > self.beds[None, :]
        return blocked

    def _not_open(self, which: Ints) -> Bools:
        blocked = np.ones((len(which), len(self.beds)), bool)
        first, end = self.stay[which, 0][:, None], self.stay[which, 1][:, None]
        for opens, closes in self.windows:
            blocked &= (opens[None, :] > first) | (end > closes[None, :])
        return blocked

    def _lacks(self, at: int) -> Rule:
        def lacks(which: Ints) -> Bools:
            blocked: Bools = ((self.needs[which][:, None] & ~self.has[None, :]) >> at & 1).astype(bool)
            return blocked

        return lacks

    def _not_wanted(self, which: Ints) -> Bools:
        blocked: Bools = (self.only[None, :] & ~self.are[which][:, None]) != 0
        return blocked

    def _not_understood(self, which: Ints) -> Bools:
        needed = self.language_needed[which]
        blocked = np.zeros((len(which), len(self.beds)), bool)
        if needed.any():
            speaks = self.speaks[which[needed]][:, None]
            helped = (speaks & self.interpreted[None, :]) != 0
            blocked[needed] = ((speaks & self.spoken[None, :]) == 0) & ~helped[:, self.network]
        return blocked

    def _too_far(self, at: int) -> Rule:
        def far(which: Ints) -> Bools:
            blocked: Bools = (self.care_km[at][None, :] > self.care_within[which, at][:, None])[:, self.network]
            return blocked

        return far

    def _ruled_out(self, which: Ints) -> Bools:
        blocked: Bools = self.not_in[which][:, self.network]
        return blocked

    def _refused(self, which: Ints) -> Bools:
        blocked: Bools = _spread(self.refused, which, len(self.beds)) != 0
        return blocked


def _windows(homes: Sequence[Home]) -> list[tuple[Ints, Ints]]:
    """The k-th window of every home; a home that has fewer is never open in the others."""
    most = max((len(home.open) for home in homes), default=0)
    shut = (1, 0)
    windows = []
    for at in range(most):
        spans = np.array([home.open[at] if at < len(home.open) else shut for home in homes], np.int64).reshape(-1, 2)
        windows.append((spans[:, 0], spans[:, 1]))
    return windows


def _masks(left: Iterable[Iterable[str]], right: Iterable[Iterable[str]]) -> tuple[Ints, Ints]:
    """Sets of words as bits: left's words numbered in order; words that only stand right do not matter."""
    known = [frozenset(words) for words in left]
    return _bits(known, known), _bits(known, right)


def _same_masks(left: Iterable[Iterable[str]], right: Iterable[Iterable[str]]) -> Ints:
    return _masks(left, right)[1]


def _bits(known: list[frozenset[str]], sets: Iterable[Iterable[str]]) -> Ints:
    number = {word: at for at, word in enumerate(sorted(set().union(*known)))}
    if len(number) > 62:
        raise InstanceError("more than 62 different words of one kind (needs, features, languages)")
    return np.array([sum(1 << number[word] for word in set(words) if word in number) for words in sets], np.int64)


def _pairs_of(households: Sequence[Household], homes: Sequence[Home]) -> dict[int, dict[int, float]]:
    """Household -> {home: 1}: refused by the one or by the other."""
    home_at = {home.id: at for at, home in enumerate(homes)}
    house_at = {house.id: at for at, house in enumerate(households)}
    found: dict[int, dict[int, float]] = {}
    for at, house in enumerate(households):
        for name in house.refused:
            found.setdefault(at, {})[home_at[name]] = 1
    for at, home in enumerate(homes):
        for name in home.refused:
            found.setdefault(house_at[name], {})[at] = 1
    return found


def _home_wishes(households: Sequence[Household], homes: Sequence[Home]) -> dict[int, dict[int, float]]:
    home_at: Mapping[str, int] = {home.id: at for at, home in enumerate(homes)}
    return {
        at: {home_at[name]: float(points) for name, points in house.home_wishes.items()}
        for at, house in enumerate(households)
        if house.home_wishes
    }


def _spread(pairs: Mapping[int, Mapping[int, float]], which: Ints, homes: int) -> Floats:
    """Sparse pairs as a block; a block without any is a single row of zeros."""
    rows = [(row, pairs[at]) for row, at in enumerate(which.tolist()) if at in pairs]
    if not rows:
        return np.zeros((1, homes))
    block = np.zeros((len(which), homes))
    for row, held in rows:
        block[row, list(held)] = list(held.values())
    return block
