"""Random instances of the placement format, small enough to try every plan."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

WORDS = ["step_free", "discreet", "children"]
TONGUES = ["ar", "ku", "fr"]


def small(seed: int, most: int = 6) -> dict[str, Any]:
    """One instance: listed values or attributes, windows, limits, rules; every part now and then."""
    chance = random.Random(seed)
    periods = chance.randint(1, 9)
    networks = [f"n{at}" for at in range(chance.randint(0, 3))]
    homes = [_home(chance, at, periods, networks) for at in range(chance.randint(1, most))]
    households = [_household(chance, at, periods, networks, homes) for at in range(chance.randint(1, most))]
    data: dict[str, Any] = {
        "format": "malath.placement/1",
        "periods": periods,
        "households": households,
        "homes": homes,
        "networks": [_network(chance, name, periods) for name in networks],
        "limits": [_limit(chance, at, periods, homes, households) for at in range(chance.randint(0, 3))],
    }
    if len(households) > 1 and chance.random() < 0.4:
        pair = chance.sample([house["id"] for house in households], 2)
        data["apart"] = [{"households": pair, "scope": chance.choice(["home", "network"])}]
    if chance.random() < 0.5:
        data["values"] = [
            [house["id"], home["id"], _value(chance)] for house in households for home in homes if chance.random() < 0.8
        ]
    return data


def _value(chance: random.Random) -> float:
    return chance.choice([chance.randint(-2, 9), round(chance.uniform(0, 5), 2), chance.random()])


def _span(chance: random.Random, periods: int) -> tuple[int, int]:
    first = chance.randrange(periods)
    return first, chance.randint(first + 1, periods)


def _some(chance: random.Random, words: list[str], share: float) -> list[str]:
    return [word for word in words if chance.random() < share]


def _household(
    chance: random.Random, at: int, periods: int, networks: list[str], homes: list[dict[str, Any]]
) -> dict[str, Any]:
    first, end = _span(chance, periods)
    found: dict[str, Any] = {"id": f"c{at}", "size": chance.choice([1, 1, 2, 3, 4]), "from": first, "to": end}
    if chance.random() < 0.5:
        found |= {"risk": chance.randint(1, 3), "kind": chance.choice("ab"), "features": _some(chance, ["women"], 0.5)}
        found |= {"needs": _some(chance, WORDS, 0.15), "languages": _some(chance, TONGUES, 0.5)}
        found |= {"language_needed": chance.random() < 0.3, "not_in": _some(chance, networks, 0.2)}
        found["refused"] = _some(chance, [home["id"] for home in homes], 0.1)
        found["wishes"] = {"networks": {name: chance.randint(0, 40) for name in networks if chance.random() < 0.5}}
        if chance.random() < 0.3:
            found["care"] = [{"kind": "trauma", "within": chance.choice([40, 80]), "places": chance.randint(1, 2)}]
    return found


def _home(chance: random.Random, at: int, periods: int, networks: list[str]) -> dict[str, Any]:
    spans = [list(_span(chance, periods)) for _span_at in range(chance.choice([1, 1, 2]))]
    if chance.random() < 0.7:
        spans = [[0, periods]]
    found: dict[str, Any] = {"id": f"h{at}", "beds": chance.randint(1, 6), "open": spans}
    found["kind"] = chance.choice(["shared", "shared", "family"])
    if networks and chance.random() < 0.8:
        found["network"] = chance.choice(networks)
    if chance.random() < 0.5:
        found |= {"features": _some(chance, WORDS, 0.7), "only": _some(chance, ["women"], 0.2)}
        found |= {"languages": _some(chance, TONGUES, 0.5), "wishes": {"a": chance.randint(0, 20)}}
    return found


def _network(chance: random.Random, name: str, periods: int) -> dict[str, Any]:
    capacities = []
    for _at in range(chance.randint(0, 2)):
        first, end = _span(chance, periods)
        counts = chance.choice(["households", "persons", "care:trauma"])
        capacities.append({"counts": counts, "from": first, "to": end, "max": chance.randint(0, 5)})
    return {
        "id": name,
        "languages": _some(chance, TONGUES, 0.5),
        "features": _some(chance, WORDS, 0.3),
        "care": {"trauma": chance.choice([10, 60, 100.5])},
        "capacities": capacities,
    }


def _limit(
    chance: random.Random, at: int, periods: int, homes: list[dict[str, Any]], households: list[dict[str, Any]]
) -> dict[str, Any]:
    first, end = _span(chance, periods)
    named = _some(chance, [home["id"] for home in homes], 0.6)
    weights: Any = chance.choice(["one", "size", None])
    if weights is None:
        weights = {
            house["id"]: chance.choice([0, 1, 2, 0.1, 0.25, 0.7]) for house in households if chance.random() < 0.8
        }
    most = chance.choice([0, 1, 2, 3, 5, 0.3, 1.05])
    return {"name": f"l{at}", "homes": named, "from": first, "to": end, "weights": weights, "max": most}


def scarce(seed: int, households: int, homes: int, periods: int = 8) -> dict[str, Any]:
    """More households than beds, so that the gap does not close at once."""
    chance = random.Random(seed)
    people = []
    for at in range(households):
        first = chance.randrange(periods - 3)
        end = chance.randint(first + 2, periods)
        people.append({"id": f"c{at}", "size": chance.choice([1, 1, 2, 3, 4, 5]), "from": first, "to": end})
    places = [
        {"id": f"h{at}", "kind": chance.choice(["shared", "family"]), "beds": chance.randint(5, 8), "open": [[0, periods]]}
        for at in range(homes)
    ]  # fmt: skip
    values = [
        [house["id"], home["id"], house["size"] * chance.randint(100, 140)] for house in people for home in places
    ]
    limits = [
        {"name": f"l{at}", "homes": [f"h{home}" for home in range(at, homes, 5)], "from": 0, "to": 6, "weights": "one",
         "max": 20}
        for at in range(5)
    ]  # fmt: skip
    return {
        "format": "malath.placement/1",
        "periods": periods,
        "households": people,
        "homes": places,
        "limits": limits,
        "values": values,
    }


def best_value(possible: list[list[tuple[int, Any]]], fits: Any) -> Any:
    """The best sum over every plan: `possible[i]` lists (home, value) of household i; `fits(plan)` says whether a partial
    plan (tuple of homes or None) is allowed. Tries them all."""

    @cache
    def best(plan: tuple[int | None, ...]) -> Any:
        at = len(plan)
        if at == len(possible):
            return 0
        options = [best((*plan, None))]
        for home, value in possible[at]:
            if fits((*plan, home)):
                options.append(value + best((*plan, home)))
        return max(options)

    return best(())
