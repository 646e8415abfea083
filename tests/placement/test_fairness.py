"""Who is served and who is not: counted again, and envy that a change of places would answer."""

from __future__ import annotations

from itertools import product
from typing import Any

from malath.engines.placement.checking import check
from malath.engines.placement.fairness import fairness
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from malath.engines.placement.simple import simple_plan
from tests.placement.instances import small


def street() -> dict[str, Any]:
    """Two rooms; Amal, at the highest risk, would rather have Boris's."""
    return {
        "format": "malath.placement/1",
        "periods": 4,
        "homes": [
            {"id": "left", "kind": "family", "beds": 1, "open": [[0, 4]], "features": ["step_free"]},
            {"id": "right", "kind": "family", "beds": 1, "open": [[0, 4]]},
        ],
        "households": [
            {"id": "amal", "size": 1, "from": 0, "to": 4, "risk": 3, "since": -6, "features": ["women"]},
            {"id": "boris", "size": 1, "from": 0, "to": 4, "risk": 1, "since": -2},
            {"id": "dana", "size": 1, "from": 0, "to": 4, "risk": 2, "since": -9, "needs": ["step_free"]},
        ],
        "values": [["amal", "left", 5], ["amal", "right", 9], ["boris", "left", 5], ["boris", "right", 5]],
    }


def test_shares_scores_and_waits_stand_by_group_with_their_counts() -> None:
    """A share is never without what it is a share of."""
    told = fairness(street(), [("amal", "left"), ("boris", "right")])
    groups = {(one["by"], one["group"], one["has"]): one for one in told["groups"]}

    assert told["all"]["placed"] == 2 and told["all"]["households"] == 3
    assert groups["size", "1", True]["share"] == 2 / 3
    assert groups["size", "2", True]["share"] is None
    assert groups["feature", "women", True]["waited"] == {"known": 1, "mean": 6.0, "longest": 6}
    assert groups["need", "step_free", True]["waiting"] == {"known": 1, "mean": 9.0, "longest": 9}
    assert groups["need", "step_free", True]["placed"] == 0
    assert groups["risk", "3", True]["score"] == 5 / 3


def test_envy_that_risk_justifies_is_listed_with_what_the_swap_would_change() -> None:
    """Amal wants the room of Boris, and the two can change places."""
    (one,) = fairness(street(), [("amal", "left"), ("boris", "right")])["envy"]["list"]

    assert (one["household"], one["home"], one["wants"], one["of"]) == ("amal", "left", "right", "boris")
    assert one["risks"] == [3, 1]
    assert (one["better"], one["plan"]) == (4.0, 4.0)


def test_whoever_has_no_home_envies_too() -> None:
    """Then the other would lose its own."""
    told = fairness(street(), [("boris", "right")])

    (one,) = told["envy"]["list"]
    assert (one["household"], one["home"], one["plan"]) == ("amal", None, 4.0)


def test_envy_is_what_trying_every_swap_finds() -> None:
    """Random instances: every pair, by the checker."""
    seen = 0
    for seed in range(1_000):
        data = small(seed)
        instance = read_instance(data)
        placements, _bound = simple_plan(instance)
        judge, lives = Judge(instance), dict(placements)
        expected = set()
        for one, other in product(instance.households, repeat=2):
            if one.id == other.id or other.id not in lives or other.risk >= one.risk:
                continue
            wanted, own = lives[other.id], lives.get(one.id)
            if wanted == own or judge.broken(one, judge.homes[wanted]):
                continue
            now = judge.value(one, judge.homes[own]) if own else 0
            changed = {**lives, one.id: wanted}
            if own:
                changed[other.id] = own
            else:
                del changed[other.id]
            if judge.value(one, judge.homes[wanted]) > now and not check(instance, list(changed.items())):
                expected.add((one.id, other.id))
        found = fairness(data, placements)["envy"]
        assert {(one["household"], one["of"]) for one in found["list"]} == expected, seed
        assert found["pairs"] == len(expected)
        seen += len(expected)
    assert seen > 20
