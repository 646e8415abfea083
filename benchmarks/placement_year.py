"""Invented years of a hosting coalition, in the format malath.placement/1: weeks, cities, homes, households.

After the model of docs/reference/placement-format.md: flats shared by households and families who take one, windows,
cities with interpreters and care, a quarter of the households waiting in the first week. Nobody here exists.
"""

from __future__ import annotations

from typing import Any

import numpy as np

WEEKS, BLOCK = 52, 4
TONGUES = ("ar", "ku", "fr", "tr")
CARE = ("trauma", "dialysis", "children", "hearing")
KINDS = ("man", "woman", "couple", "family", "parent", "elder")
Data = dict[str, Any]
Random = np.random.Generator


def make_year(households: int, homes: int, cities: int, seed: int) -> Data:
    """A year: `seed` fixes homes and cities; the households are those of `arrivals` with the same seed."""
    random = np.random.default_rng(seed)
    networks = _networks(random, cities)
    weights = random.pareto(1.5, cities) + 0.3
    places = random.choice(cities, homes, p=weights / weights.sum())
    places[: min(cities, homes)] = np.arange(min(cities, homes))
    data = {
        "format": "malath.placement/1",
        "periods": WEEKS,
        "networks": networks,
        "homes": [_home(random, at, f"n{place}") for at, place in enumerate(places)],
        "households": arrivals(households, cities, seed + 1),
    }
    _capacities(data, random)
    return data


def arrivals(count: int, cities: int, seed: int, prefix: str = "c") -> list[Data]:
    """The households of a year; another seed gives another year of the same kind."""
    random = np.random.default_rng(seed)
    return [_household(random, f"{prefix}{at}", cities) for at in range(count)]


def _networks(random: Random, cities: int) -> list[Data]:
    spots = random.uniform(0, 900, (cities, 2))
    centres = [spots[random.choice(cities, max(1, cities // 3), replace=False)] for _kind in CARE]
    return [
        {
            "id": f"n{at}",
            "features": ["single_parent"] if random.random() < 0.6 else [],
            "languages": _some(random, TONGUES, (0.7, 0.25, 0.95, 0.3)),
            "care": {
                kind: int(np.hypot(*(centre - spots[at]).T).min()) for kind, centre in zip(CARE, centres, strict=True)
            },
        }
        for at in range(cities)
    ]


def _home(random: Random, at: int, network: str) -> Data:
    flat = random.random() < 0.35
    first = 0 if random.random() < 0.5 else int(random.integers(0, 26))
    length = int(random.integers(26, 53)) if flat else _one(random, (8, 13, 26, 39, 52), (0.15, 0.2, 0.3, 0.15, 0.2))
    sizes = (0.3, 0.3, 0.15, 0.12, 0.07, 0.04, 0.02)
    has = ("step_free", "children", "single_parent", "discreet")
    found = {
        "id": f"h{at}",
        "kind": "shared" if flat else "family",
        "beds": int(random.integers(2, 9)) if flat else _one(random, range(1, 8), sizes),
        "open": [[first, min(WEEKS, first + length)]],
        "network": network,
        "features": _some(random, has, (0.12, 0.7, 0.25, 0.4)),
        "languages": _some(random, TONGUES, (0.25, 0.06, 0.55, 0.05)),
        "wishes": {kind: int(random.integers(0, 21)) for kind in KINDS},
    }
    if random.random() < 0.12:
        found["only"] = ["women"]
        found["features"] = [*found["features"], "women_only"]
    return found


def _household(random: Random, name: str, cities: int) -> Data:
    size = _one(random, range(1, 8), (0.52, 0.15, 0.11, 0.1, 0.07, 0.03, 0.02))
    luck = random.random()
    if size == 1:
        kind = "man" if luck < 0.5 else "woman" if luck < 0.88 else "elder"
    else:
        kind = ("couple" if luck < 0.6 else "parent") if size == 2 else "family" if luck < 0.8 else "parent"
    women = kind == "woman" or (kind == "parent" and random.random() < 0.85)
    needs = _some(random, ("step_free", "discreet"), (0.04, 0.2))
    needs += ["children"] if size >= 3 or kind == "parent" else []
    needs += ["women_only"] if women and random.random() < 0.3 else []
    needs += ["single_parent"] if kind == "parent" and random.random() < 0.6 else []
    first = 0 if random.random() < 0.25 else int(random.integers(0, WEEKS - 8))
    length = _one(random, (4, 8, 13, 20, 26), (0.15, 0.25, 0.3, 0.15, 0.15))
    found: Data = {
        "id": name,
        "size": size,
        "from": first,
        "to": min(WEEKS, first + length),
        "risk": _one(random, (1, 2, 3), (0.5, 0.35, 0.15)),
        "kind": kind,
        "features": ["women"] if women else [],
        "needs": needs,
        "languages": _some(random, TONGUES, (0.93, 0.2, 0.12, 0.12)) or ["ar"],
        "language_needed": bool(random.random() < 0.4),
        "not_in": [f"n{at}" for at in np.nonzero(random.random(cities) < min(0.08, 1 / cities))[0]],
        "wishes": {"networks": {f"n{at}": int(points) for at, points in enumerate(random.integers(0, 41, cities))}},
    }
    if random.random() < 0.3:
        places = min(size, _one(random, (1, 2), (0.75, 0.25)))
        within = _one(random, (40, 80, 150), (1, 1, 1))
        found["care"] = [{"kind": CARE[int(random.integers(4))], "within": within, "places": places}]
    return found


def _capacities(data: Data, random: Random) -> None:
    """What each network can carry in four weeks: households accompanied, and trauma care where it is near."""
    beds = dict.fromkeys((network["id"] for network in data["networks"]), 0)
    for home in data["homes"]:
        beds[home["network"]] += home["beds"]
    total = sum(beds.values())
    present = sum(house["to"] - house["from"] for house in data["households"]) / WEEKS
    near = {network["id"] for network in data["networks"] if network["care"]["trauma"] <= 80}
    near_beds = sum(beds[name] for name in near) or 1
    for network in data["networks"]:
        share = beds[network["id"]]
        carried = max(1, int(np.ceil(present * 1.6 * share / total)))
        cared = max(1, int(np.ceil(present * 0.075 * 1.6 * share / near_beds))) if network["id"] in near else 0
        network["capacities"] = [
            {"counts": counts, "from": first, "to": first + BLOCK, "max": most}
            for counts, most in (("households", carried), ("care:trauma", cared))
            for first in range(0, WEEKS, BLOCK)
        ]


def _some(random: Random, words: Any, shares: Any) -> list[str]:
    return [word for word, share in zip(words, shares, strict=True) if random.random() < share]


def _one(random: Random, things: Any, shares: Any) -> int:
    weights = np.array(shares, float)
    return int(random.choice(list(things), p=weights / weights.sum()))
