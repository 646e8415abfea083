"""What one more bed, place, interpreter or home gives: the interval holds what trying every plan finds."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from malath.engines.placement.errors import InstanceError
from malath.engines.placement.whatif import what_if
from tests.placement.inline import inline, optimum
from tests.placement.instances import small

NEAR = 1e-6


def asked(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"format": "malath.whatif/1", "changes": [{"name": "a change", **change} for change in changes]}


def answer(data: dict[str, Any], **change: Any) -> dict[str, Any]:
    told = what_if(data, inline(data), asked(change), solver=inline)
    (found,) = told["changes"]
    assert isinstance(found, dict)
    return found


def town() -> dict[str, Any]:
    """Two homes of one network; three households, of which one cannot be understood and one is a bed too many."""
    return {
        "format": "malath.placement/1",
        "periods": 8,
        "networks": [{"id": "brest", "capacities": [{"counts": "households", "from": 0, "to": 8, "max": 2}]}],
        "homes": [
            {"id": "flat", "kind": "shared", "beds": 2, "open": [[0, 8]], "network": "brest", "languages": ["fr"]},
            {"id": "room", "kind": "family", "beds": 2, "open": [[0, 8]], "network": "brest", "languages": ["fr"]},
        ],
        "households": [
            {"id": "amal", "size": 2, "from": 0, "to": 8, "languages": ["ar"], "language_needed": True},
            {"id": "boris", "size": 1, "from": 0, "to": 8, "languages": ["fr"]},
            {"id": "chadia", "size": 3, "from": 0, "to": 8},
        ],
        "limits": [{"name": "persons", "homes": ["flat", "room"], "from": 0, "to": 8, "weights": "size", "max": 3}],
        "apart": [{"households": ["amal", "boris"], "scope": "home"}],
    }


def test_an_interpreter_gives_a_home_to_whoever_could_not_be_understood() -> None:
    """And the answer names the household."""
    found = answer(town(), add={"network": "brest", "language": "ar"})

    assert found["gained"] == ["amal"]
    assert (found["households"], found["persons"]) == (1, 2)
    assert found["can"] == "gains"
    assert found["change"][0] == found["change"][1] > 200


def test_a_bed_more_takes_from_another_while_a_limit_binds() -> None:
    """Two changes at once take nothing: beds for three, and the places that they need."""
    beds = {"home": "flat", "beds": 1}

    alone = answer(town(), add=beds)
    both = answer(town(), add=[beds, {"limit": "persons", "places": 1}])

    assert (alone["gained"], alone["lost"], alone["persons"]) == (["chadia"], ["boris"], 2)
    assert (both["gained"], both["lost"], both["persons"]) == (["chadia"], [], 3)


def test_a_new_home_takes_a_household() -> None:
    """It is described as homes are in the instance."""
    home = {"id": "house", "kind": "shared", "beds": 5, "open": [[0, 8]]}

    assert answer(town(), add={"new_home": home})["gained"] == ["chadia"]


def test_a_household_forced_out_finds_another_home_or_none() -> None:
    """A choice taken away never adds."""
    data = town()
    home = dict(inline(data).placements)["boris"]

    found = answer(data, forbid={"household": "boris", "home": home})

    assert found["can"] == "loses"
    assert found["moved"] == ["boris"]
    assert found["change"][1] <= 0


def test_what_cannot_be_forced_says_why() -> None:
    """By the rules that it breaks."""
    assert answer(town(), force={"household": "amal", "home": "flat"}) == {
        "name": "a change",
        "impossible": ["language"],
    }


@pytest.mark.parametrize(
    "lift",
    [
        {"household": "amal", "rule": "language"},
        {"limit": "persons"},
        {"apart": ["boris", "amal"]},
        {"household": "amal", "rule": "refused"},
    ],
)
def test_a_rule_that_is_lifted_takes_nothing_away(lift: dict[str, Any]) -> None:
    """Whatever the rule."""
    found = answer(town(), lift=lift)

    assert found["can"] == "gains"
    assert found["change"][0] >= 0
    assert found["lost"] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"add": {"home": "castle", "beds": 1}}, "'castle' is not in this instance"),
        ({"add": {"home": "flat"}}, "does not say what to add"),
        ({"add": {"home": "flat", "beds": "two"}}, "must be a number"),
        ({"add": {"network": "brest", "counts": "persons", "places": 1}}, "no capacity that counts"),
        ({"set": {"limit": "weight", "max": 1}}, "'weight' is not in this instance"),
        ({"lift": {"household": "amal", "rule": "beds"}}, "cannot be lifted"),
        ({"lift": {"apart": ["amal", "chadia"]}}, "not kept apart"),
        ({"force": {"household": "nobody", "home": "flat"}}, "must name a household and a home"),
        ({"remove": {"home": "flat"}}, "a change holds"),
        ({}, "changes nothing"),
        ({"add": {"new_home": {"id": "flat", "kind": "shared", "beds": 1, "open": []}}}, "stands twice"),
        ({"set": {"home": "flat", "beds": -1}}, "beds"),
    ],
)
def test_a_change_that_makes_no_sense_is_named(change: dict[str, Any], message: str) -> None:
    """With its place in the file."""
    with pytest.raises(InstanceError, match=message):
        answer(town(), **change)


def test_what_is_short_is_named_the_dearest_first() -> None:
    """By the proof's prices; what is not short has none."""
    data = town()
    data["limits"][0]["max"] = 0
    data["homes"].append({"id": "empty", "kind": "shared", "beds": 9, "open": [[0, 8]]})
    plan = inline(data)

    told = what_if(data, plan, {"format": "malath.whatif/1", "changes": []}, solver=inline)

    prices = [one["price"] for one in told["scarce"]]
    assert prices == sorted(prices, reverse=True)
    assert all(one.get("home") != "empty" for one in told["scarce"])
    assert len(told["scarce"]) <= len(plan.proof["duals"]["beds"]) + len(plan.proof["duals"]["limits"])


def test_the_instance_stays_as_it_was() -> None:
    """Every change is made to a copy."""
    data = town()
    before = copy.deepcopy(data)

    answer(
        data, add=[{"home": "flat", "beds": 1}, {"limit": "persons", "places": 3}], lift={"apart": ["amal", "boris"]}
    )

    assert data == before


def test_every_interval_holds_the_true_change() -> None:
    """Random instances: a bed, a place, a household forced into a home, another forced out."""
    seen = 0
    for seed in range(150):
        data = small(seed, 5)
        if not data["limits"]:
            continue
        changes: list[dict[str, Any]] = [
            {"add": {"home": "h0", "beds": 1}},
            {"add": {"limit": "l0", "places": 1}},
            {"lift": {"limit": "l0"}},
            {"force": {"household": "c0", "home": "h0"}},
            {"forbid": {"household": "c0", "home": "h0"}},
        ]
        best = optimum(data)
        answers = what_if(data, inline(data), asked(*changes), solver=inline)["changes"]
        more = copy.deepcopy(data)
        more["homes"][0]["beds"] += 1
        wider = {**data, "limits": [{**data["limits"][0], "max": data["limits"][0]["max"] + 1}, *data["limits"][1:]]}
        free = {**data, "limits": data["limits"][1:]}
        for found, other in zip(answers, (more, wider, free), strict=False):
            change = float(optimum(other) - best)
            assert found["change"][0] - NEAR <= change <= found["change"][1] + NEAR, seed
            seen += 1
        if "impossible" not in answers[3]:
            change = float(optimum(data, forced=("c0", "h0")) - best)
            assert answers[3]["change"][0] - NEAR <= change <= answers[3]["change"][1] + NEAR, seed
    assert seen > 250
