"""Chains of stays: no bed twice, no part too short, and as good as the best of all chains."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from malath.engines.placement.chains import Chains, Part, chains_value, check_chains, read_chains, solved_chains
from malath.engines.placement.errors import InstanceError
from tests.placement.instances import small


def spring() -> dict[str, Any]:
    """Two families give four weeks each, one after the other; Amal needs eight."""
    return {
        "format": "malath.chains/1",
        "shortest": 3,
        "move": 1.5,
        "instance": {
            "format": "malath.placement/1",
            "periods": 8,
            "homes": [
                {"id": "rose", "kind": "family", "beds": 1, "open": [[0, 4]]},
                {"id": "oak", "kind": "family", "beds": 1, "open": [[4, 8]]},
            ],
            "households": [{"id": "amal", "size": 1, "from": 0, "to": 8}],
            "values": [["amal", "rose", 80], ["amal", "oak", 80]],
        },
    }


def test_two_families_one_after_the_other_house_a_stay_that_neither_could() -> None:
    """One move, at the price of one and a half weeks."""
    told = solved_chains(spring())

    assert told["parts"] == [["amal", "rose", 0, 4], ["amal", "oak", 4, 8]]
    assert (told["value"], told["bound"], told["moves"]) == (80 - 15, 65, 1)


def test_a_move_that_costs_more_than_it_gives_is_not_made() -> None:
    """Nor is a part shorter than the least."""
    dear, long = {**spring(), "move": 5}, {**spring(), "shortest": 5}

    assert len(solved_chains(dear)["parts"]) == 1
    assert solved_chains(long)["parts"] == []


def test_a_limit_counts_a_household_once_however_often_it_moves() -> None:
    """Two homes of one network, which has room for one household."""
    data = spring()
    data["instance"]["limits"] = [{"homes": ["rose", "oak"], "from": 0, "to": 8, "weights": "one", "max": 1}]

    assert solved_chains(data)["moves"] == 1


def test_what_is_wrong_is_named() -> None:
    """As in every file of this engine."""
    with pytest.raises(InstanceError, match=r"chains\.shortest"):
        read_chains({**spring(), "shortest": 0})


def test_every_chain_is_as_good_as_the_best_of_all() -> None:
    """Random instances of few periods: every way to cut every stay, tried."""
    moved = 0
    for seed in range(120):
        data = short(seed)
        chains = read_chains(data)
        told = solved_chains(data)
        parts = [tuple(part) for part in told["parts"]]
        assert check_chains(chains, parts) == [], seed
        assert told["value"] == pytest.approx(best(chains), abs=1e-6), seed
        assert told["bound"] >= told["value"]
        moved += told["moves"]
    assert moved > 10


def short(seed: int) -> dict[str, Any]:
    """A random instance of at most two households, three homes and five periods."""
    chance = random.Random(seed)
    while True:
        instance = small(chance.randrange(10**6), 3)
        if instance["periods"] <= 5 and len(instance["households"]) <= 2:
            break
    for at, home in enumerate(instance["homes"]):
        half = (instance["periods"] + 1) // 2
        home["open"] = [[0, half]] if at % 2 else [[half - 1, instance["periods"]]]
    for house in instance["households"]:
        house |= {"from": 0, "to": instance["periods"]}
    return {
        "format": "malath.chains/1",
        "shortest": chance.choice([1, 2]),
        "move": chance.choice([0.2, 0.5]),
        "instance": instance,
    }


def best(chains: Chains) -> float:
    """The best of all chains, by the checker alone."""
    homes = [None, *(home.id for home in chains.instance.homes)]
    options: list[list[list[Part]]] = []
    for household in chains.instance.households:
        ways = product(homes, repeat=household.end - household.first)
        mine = [cut(household.id, household.first, way) for way in ways]
        options.append([parts for parts in mine if not check_chains(chains, parts)])
    found = 0.0
    for chosen in product(*options):
        parts = [part for way in chosen for part in way]
        worth = chains_value(chains, parts)
        if worth > found + 1e-9 and not check_chains(chains, parts):
            found = worth
    return found


def cut(who: str, first: int, way: tuple[str | None, ...]) -> list[Part]:
    """Homes by period, as parts. Never twice in a row in one home: that would be a move to where one is."""
    parts: list[Part] = []
    for at, home in enumerate(way, first):
        if home is None:
            continue
        if parts and parts[-1][1] == home and parts[-1][3] == at:
            parts[-1] = (who, home, parts[-1][2], at + 1)
        else:
            parts.append((who, home, at, at + 1))
    return parts
