"""Invented instances of the placement format, by seed: households, homes and networks of no real person or place.

`listed`: a value for every possible pair, as in the design's measurements. `described`: the same kind of people and
homes by their attributes (needs, care, languages, wishes), from which the engine computes rules and values: so 10,000 x
20,000 are a file of some megabytes, not of gigabytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

WEEKS, BLOCK, CARES, KINDS = 52, 4, 4, 6
TONGUES = ("ar", "ku", "en", "tr")
SIZES = [0.52, 0.15, 0.11, 0.1, 0.07, 0.03, 0.02]
WISHED = 12
Data = dict[str, Any]


class World:
    """Arrays of one seed. `tight` divides the capacities of the networks: 1 is usual, more is scarcer."""

    def __init__(self, households: int, homes: int, networks: int, seed: int, tight: float = 1.0) -> None:
        self.households, self.homes, self.networks = households, homes, networks
        self.chance = np.random.default_rng(seed)
        self._draw_networks()
        self._draw_homes()
        self._draw_households()
        self._draw_stays()
        self._draw_capacities(tight)

    def _draw_networks(self) -> None:
        """Where they are, what they give; a third of them has each kind of care nearby."""
        chance, count = self.chance, self.networks
        place = chance.uniform(0, 900, (count, 2))
        centres = [place[chance.choice(count, max(1, count // 3), replace=False)] for _ in range(CARES)]
        self.care_km = np.stack(
            [np.min(np.hypot(*(place[:, None] - centre[None]).transpose(2, 0, 1)), axis=1) for centre in centres], 1
        ).astype(np.int64)
        self.helps_parents = chance.random(count) < 0.6
        self.interprets = chance.random((count, 4)) < np.array([0.95, 0.3, 0.7, 0.25])
        share = chance.pareto(1.5, count) + 0.3
        self.share = share / share.sum()

    def _draw_homes(self) -> None:
        """Shared flats and families, the weeks in which they are open, what they have and wish."""
        chance, count = self.chance, self.homes
        self.network = chance.choice(self.networks, count, p=self.share)
        if count >= self.networks:
            self.network[: self.networks] = np.arange(self.networks)
        self.shared = chance.random(count) < 0.35
        flat_beds = chance.integers(2, 9, count)
        family_beds = chance.choice([1, 2, 3, 4, 5, 6, 7], count, p=[0.3, 0.3, 0.15, 0.12, 0.07, 0.04, 0.02])
        self.beds = np.where(self.shared, flat_beds, family_beds)
        self.opens = np.where(chance.random(count) < 0.5, 0, chance.integers(0, 26, count))
        flat_weeks = chance.integers(26, 53, count)
        family_weeks = chance.choice([8, 13, 26, 39, 52], count, p=[0.15, 0.2, 0.3, 0.15, 0.2])
        self.closes = np.minimum(WEEKS, self.opens + np.where(self.shared, flat_weeks, family_weeks))
        self.step_free = chance.random(count) < 0.12
        self.women_only = chance.random(count) < 0.12
        self.takes_children = chance.random(count) < 0.7
        self.suits_parents = chance.random(count) < 0.25
        self.discreet = chance.random(count) < 0.4
        self.spoken = chance.random((count, 4)) < np.array([0.25, 0.06, 0.55, 0.05])
        self.host_wishes = chance.integers(0, 21, (count, KINDS))
        self.home_taste = chance.normal(size=(count, 2))

    def _draw_households(self) -> None:
        """Sizes, kinds (man, woman, couple, family, one parent, elder), needs, care, languages."""
        chance, count = self.chance, self.households
        self.size = chance.choice(np.arange(1, 8), count, p=SIZES)
        luck = chance.random(count)
        alone = np.where(luck < 0.5, 0, np.where(luck < 0.88, 1, 5))
        two, more = np.where(luck < 0.6, 2, 4), np.where(luck < 0.8, 3, 4)
        self.kind = np.where(self.size == 1, alone, np.where(self.size == 2, two, more))
        self.children = (self.size >= 3) | (self.kind == 4)
        self.women = (self.kind == 1) | ((self.kind == 4) & (chance.random(count) < 0.85))
        self.needs_step_free = chance.random(count) < 0.04
        self.needs_women = self.women & (chance.random(count) < 0.3)
        self.needs_help = (self.kind == 4) & (chance.random(count) < 0.6)
        self.care = np.where(chance.random(count) < 0.3, chance.integers(0, CARES, count), -1)
        self.care_within = chance.choice([40, 80, 150], count)
        self.needs_discreet = chance.random(count) < 0.2
        self.speaks = chance.random((count, 4)) < np.array([0.93, 0.2, 0.4, 0.12])
        self.speaks[~self.speaks.any(1), 0] = True
        self.must_speak = chance.random(count) < 0.4
        self.not_in = chance.random((count, self.networks)) < min(0.08, 1.0 / self.networks)

    def _draw_stays(self) -> None:
        """When they come and for how long; risk; what they wish."""
        chance, count = self.chance, self.households
        self.first = np.where(chance.random(count) < 0.25, 0, chance.integers(0, WEEKS - 8, count))
        weeks = chance.choice([4, 8, 13, 20, 26], count, p=[0.15, 0.25, 0.3, 0.15, 0.15])
        self.end = self.first + np.minimum(weeks, WEEKS - self.first)
        self.risk = chance.choice([1, 2, 3], count, p=[0.5, 0.35, 0.15])
        self.network_wishes = chance.integers(0, 41, (count, self.networks))
        self.taste = chance.normal(size=(count, 2))

    def _draw_capacities(self, tight: float) -> None:
        """Accompaniment in households, and care for trauma in persons, for each network and four weeks."""
        beds = np.zeros(self.networks)
        np.add.at(beds, self.network, self.beds)
        share, stays = beds / beds.sum(), self.end - self.first
        self.accompanied = np.maximum(1, np.ceil(stays.sum() / WEEKS * share * 1.6 / tight)).astype(np.int64)
        trauma, near = 1.25 * stays[self.care == 0].sum() / WEEKS, self.care_km[:, 0] <= 80
        persons = np.minimum(self.size, self.chance.choice([1, 2], self.households, p=[0.75, 0.25]))
        self.treated = np.where(self.care == 0, persons, 0)
        places = np.maximum(1, np.ceil(trauma * 1.3 * share / max(1e-9, share[near].sum()) / tight))
        self.treats = np.where(near, places, 0).astype(np.int64)

    def possible(self, one: int) -> np.ndarray:
        """Which homes break no rule for a household."""
        fits = (self.size[one] <= self.beds) & (self.opens <= self.first[one]) & (self.end[one] <= self.closes)
        fits &= ~self.women_only | self.women[one]
        for needed, has in (
            (self.needs_step_free[one], self.step_free),
            (self.needs_women[one], self.women_only),
            (self.children[one], self.takes_children),
            (self.needs_help[one], self.suits_parents | self.helps_parents[self.network]),
            (self.needs_discreet[one], self.discreet),
            (self.must_speak[one], self.shared_tongues(one) + (self.interprets @ self.speaks[one])[self.network] > 0),
            (self.care[one] >= 0, (self.care_km[:, self.care[one]] <= self.care_within[one])[self.network]),
        ):
            if needed:
                fits &= has
        return fits & ~self.not_in[one, self.network] & (self.treated[one] <= self.treats[self.network])

    def shared_tongues(self, one: int) -> np.ndarray:
        """How many languages a household shares with each host."""
        return self.spoken.astype(np.int64) @ self.speaks[one].astype(np.int64)

    def values(self, one: int) -> np.ndarray:
        """What each home is worth for a household: size x risk x (100 + up to 140 points)."""
        care = np.maximum(0, 15 - self.care_km[:, self.care[one]] // 10) if self.care[one] >= 0 else None
        points = self.network_wishes[one, self.network] + 10 * np.minimum(self.shared_tongues(one), 2)
        points += np.maximum(0, 12 - 3 * (self.beds - self.size[one])) + self.host_wishes[:, self.kind[one]]
        points += 15 if care is None else care[self.network]
        points += np.clip(16 + 8 * (self.home_taste @ self.taste[one]), 0, 32).astype(np.int64)
        return self.size[one] * self.risk[one] * (100 + points)


def listed(households: int, homes: int, networks: int, seed: int, tight: float = 1.0) -> Data:
    """An instance that lists the value of every possible pair."""
    world = World(households, homes, networks, seed, tight)
    values = []
    for one in range(households):
        worth = world.values(one)
        values += [[f"c{one}", f"h{home}", int(worth[home])] for home in np.nonzero(world.possible(one))[0].tolist()]
    people = [_stay(world, one) for one in range(households)]
    places = [_place(world, home) for home in range(homes)]
    return {**_head(people, places), "limits": _limits(world), "values": values}


def described(households: int, homes: int, networks: int, seed: int, tight: float = 1.0) -> Data:
    """An instance by attributes. Each household wishes for a dozen networks, as a person would say it."""
    world = World(households, homes, networks, seed, tight)
    people = [{**_stay(world, one), **_person(world, one)} for one in range(households)]
    places = [{**_place(world, home), **_host(world, home)} for home in range(homes)]
    return {**_head(people, places), "networks": [_network(world, at) for at in range(networks)]}


def _head(people: list[Data], places: list[Data]) -> Data:
    return {"format": "malath.placement/1", "periods": WEEKS, "households": people, "homes": places}


def _stay(world: World, one: int) -> Data:
    return {"id": f"c{one}", "size": int(world.size[one]), "from": int(world.first[one]), "to": int(world.end[one])}


def _place(world: World, home: int) -> Data:
    kind, window = "shared" if world.shared[home] else "family", [int(world.opens[home]), int(world.closes[home])]
    return {"id": f"h{home}", "kind": kind, "beds": int(world.beds[home]), "open": [window]}


def _person(world: World, one: int) -> Data:
    needs = {
        "step_free": world.needs_step_free[one], "women_only": world.needs_women[one], "children": world.children[one],
        "one_parent": world.needs_help[one], "discreet": world.needs_discreet[one],
    }  # fmt: skip
    wished = np.argsort(-world.network_wishes[one], kind="stable")[:WISHED].tolist()
    found: Data = {
        "risk": int(world.risk[one]),
        "kind": f"k{world.kind[one]}",
        "needs": [name for name, needed in needs.items() if needed],
        "features": ["women"] if world.women[one] else [],
        "languages": _tongues(world.speaks[one]),
        "language_needed": bool(world.must_speak[one]),
        "not_in": [f"n{at}" for at in np.nonzero(world.not_in[one])[0]],
        "wishes": {"networks": {f"n{at}": int(world.network_wishes[one, at]) for at in wished}},
    }
    if world.care[one] >= 0:
        kind = "trauma" if world.care[one] == 0 else f"care{world.care[one]}"
        places = int(world.treated[one])
        found["care"] = [{"kind": kind, "within": int(world.care_within[one]), "places": places}]
    return found


def _host(world: World, home: int) -> Data:
    has = {
        "step_free": world.step_free[home], "women_only": world.women_only[home],
        "children": world.takes_children[home], "one_parent": world.suits_parents[home],
        "discreet": world.discreet[home],
    }  # fmt: skip
    return {
        "network": f"n{world.network[home]}",
        "features": [name for name, there in has.items() if there],
        "only": ["women"] if world.women_only[home] else [],
        "languages": _tongues(world.spoken[home]),
        "wishes": {f"k{kind}": int(world.host_wishes[home, kind]) for kind in range(KINDS)},
    }


def _network(world: World, at: int) -> Data:
    spans = [{"from": first, "to": first + BLOCK} for first in range(0, WEEKS, BLOCK)]
    accompanied = [{"counts": "households", **span, "max": int(world.accompanied[at])} for span in spans]
    treated = [{"counts": "care:trauma", **span, "max": int(world.treats[at])} for span in spans]
    kinds = ["trauma", *(f"care{kind}" for kind in range(1, CARES))]
    return {
        "id": f"n{at}",
        "features": ["one_parent"] if world.helps_parents[at] else [],
        "languages": _tongues(world.interprets[at]),
        "care": {kind: int(km) for kind, km in zip(kinds, world.care_km[at], strict=True)},
        "capacities": accompanied + treated,
    }


def _tongues(spoken: np.ndarray) -> list[str]:
    return [tongue for tongue, there in zip(TONGUES, spoken.tolist(), strict=True) if there]


def _limits(world: World) -> list[Data]:
    treated = {f"c{one}": int(world.treated[one]) for one in np.nonzero(world.treated)[0]}
    found = []
    for at in range(world.networks):
        homes = [f"h{home}" for home in np.nonzero(world.network == at)[0]]
        for first in range(0, WEEKS, BLOCK) if homes else ():
            span = {"homes": homes, "from": first, "to": first + BLOCK}
            found.append({"name": f"accompanied {at}", **span, "weights": "one", "max": int(world.accompanied[at])})
            found.append({"name": f"treated {at}", **span, "weights": treated, "max": int(world.treats[at])})
    return found
