"""Every number of an explanation is found again: by solving, by trying every plan, by counting."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from malath.engines.placement.changing import forbidden, forced
from malath.engines.placement.checking import check, value
from malath.engines.placement.costs import Costs
from malath.engines.placement.errors import PlacementError
from malath.engines.placement.explaining import explain
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from tests.placement.inline import inline, optimum
from tests.placement.instances import small

MANY = 120
NEAR = 1e-6


@pytest.fixture(scope="module")
def explained() -> list[tuple[dict[str, Any], Any, dict[str, Any]]]:
    """Explanations of every household of many small instances."""
    found = []
    for seed in range(MANY):
        data = small(seed, 5)
        plan = inline(data)
        found += [(data, plan, explain(data, plan, one["id"], solver=inline)) for one in data["households"]]
    return found


def test_a_forced_home_costs_what_the_interval_says(explained: Any) -> None:
    """The best of every plan that holds the pair, less the best of every plan."""
    seen = 0
    for data, plan, told in explained:
        for other in told["next"]:
            best = float(optimum(data, forced=(told["household"], other["home"])) - optimum(data))
            assert other["change"][0] - NEAR <= best <= other["change"][1] + NEAR
            assert other["change"] == [min(0.0, other["value"] - plan.bound), min(0.0, other["bound"] - plan.value)]
            judge = Judge(read_instance(data))
            rest = inline(forced(data, judge, told["household"], other["home"]))
            own = judge.value(judge.households[told["household"]], judge.homes[other["home"]])
            assert other["value"] == pytest.approx(rest.value + float(own))
            assert best <= other["bound"] - plan.value + NEAR
            seen += 1
    assert seen > MANY


def test_a_refusal_costs_what_the_interval_says(explained: Any) -> None:
    """The best of every plan without the pair, less the best of every plan."""
    seen = 0
    for data, _plan, told in explained:
        if told["without"]:
            other = forbidden(data, told["household"], told["home"])
            best = float(optimum(other) - optimum(data))
            low, high = told["without"]["change"]
            assert low - NEAR <= best <= high + NEAR
            assert told["without"]["value"] == pytest.approx(inline(other).value)
            assert dict(inline(other).placements).get(told["household"]) == told["without"]["home"]
            assert told["without"]["home"] != told["home"]
            seen += 1
    assert seen > MANY


def test_nobody_is_forced_into_a_home_against_a_rule() -> None:
    """Neither against a rule of the pair nor over a limit that the household exceeds alone: nothing goes negative."""
    flat = {"id": "flat", "kind": "shared", "beds": 2, "open": [[0, 4]]}
    data = {
        "format": "malath.placement/1",
        "periods": 4,
        "homes": [flat, {**flat, "id": "room", "beds": 1}],
        "households": [{"id": "amal", "size": 2, "from": 0, "to": 4}],
        "limits": [{"name": "persons", "homes": ["flat"], "from": 0, "to": 4, "weights": "size", "max": 1}],
    }
    judge = Judge(read_instance(data))

    for home, rule in (("flat", "limit:persons"), ("room", "beds")):
        with pytest.raises(PlacementError, match=rule):
            forced(data, judge, "amal", home)


def test_a_forced_plan_is_a_plan_of_the_whole(explained: Any) -> None:
    """Who gains, loses and moves are the differences of two plans; nobody is counted twice."""
    for data, plan, told in explained:
        before = dict(plan.placements)
        for other in told["next"]:
            here = {told["household"]} - before.keys()
            assert here <= set(other["gained"])
            assert not set(other["gained"]) & before.keys()
            assert set(other["lost"]) <= before.keys()
            names = {one["id"] for one in data["households"]}
            assert set(other["moved"]) <= names


def test_the_terms_and_the_prices_add_up(explained: Any) -> None:
    """Value = worth x (placed + points); net = value - prices; the checker counts the same value."""
    for data, _plan, told in explained:
        instance = read_instance(data)
        for one in told["options"]:
            assert one["value"] == pytest.approx(float(value(instance, [(told["household"], one["home"])])))
            if "points" in one:
                assert one["worth"] * (one["placed"] + sum(one["points"].values())) == pytest.approx(one["value"])
            assert one["net"] == pytest.approx(one["value"] - one["price_at_most"])
            assert sum(line["price_at_most"] for line in one["uses"]) == pytest.approx(one["price_at_most"], abs=1e-4)
        nets = [one["net"] for one in told["options"]]
        assert nets == sorted(nets, reverse=True)


def test_the_prices_prove_the_bound_once_more() -> None:
    """Plain Python over every pair finds the bound that the record names, and it is above the best of every plan."""
    for seed in range(400):
        data = small(seed)
        plan = inline(data)
        bound = Costs(Judge(read_instance(data)), plan.proof["duals"]).bound()
        assert bound == pytest.approx(plan.proof["bound_by_prices"], abs=1e-5), seed
        assert bound >= float(optimum(data)) - NEAR, seed
        sharper = plan.proof.get("sharper")
        if sharper:
            sharp = Costs(Judge(read_instance(data)), sharper["duals"]).bound()
            assert sharp == pytest.approx(sharper["bound"], abs=1e-5), seed
            assert sharp >= float(optimum(data)) - NEAR, seed


def test_full_means_that_the_checker_would_refuse_it(explained: Any) -> None:
    """A possible home is full exactly when moving there breaks the plan; without those who take it, it does not."""
    for data, plan, told in explained:
        instance = read_instance(data)
        others = [pair for pair in plan.placements if pair[0] != told["household"]]
        for one in told["options"]:
            pair = (told["household"], one["home"])
            assert bool(check(instance, [*others, pair])) == bool(one["full"])
            takers = {name for reason in one["full"] for name in reason["taken_by"]}
            assert not check(instance, [*(held for held in others if held[0] not in takers), pair])


def test_the_smallest_sets_are_those_that_enumeration_finds(explained: Any) -> None:
    """Every set of rules, tried: those that open a home, and no part of which opens one."""
    for _data, _plan, told in explained:
        homes = {home: set(rules) for home, rules in told["blocked"]["homes"]}
        rules = sorted(set().union(*homes.values()))
        assert len(rules) <= 12
        opening = [
            set(tried)
            for count in range(1, len(rules) + 1)
            for tried in combinations(rules, count)
            if any(held <= set(tried) for held in homes.values())
        ]
        least = [tried for tried in opening if not any(other < tried for other in opening)]
        assert sorted(map(sorted, least)) == sorted(one["lift"] for one in told["smallest"])
        for one in told["smallest"]:
            assert {home["home"] for home in one["homes"]} == {
                h for h, held in homes.items() if held == set(one["lift"])
            }


def test_blocked_homes_are_counted_by_rule(explained: Any) -> None:
    """Homes by rule, and those that one rule alone blocks; blocked and possible are all there is."""
    for data, _plan, told in explained:
        homes = dict(told["blocked"]["homes"])
        assert len(homes) + told["possible"] == len(data["homes"])
        for one in told["blocked"]["rules"]:
            assert one["homes"] == sum(one["rule"] in held for held in homes.values())
            assert one["alone"] == sum(set(held) == {one["rule"]} for held in homes.values())


def test_the_reason_fits_the_plan(explained: Any) -> None:
    """An optimal plan leaves no worthy home free."""
    reasons = set()
    for _data, plan, told in explained:
        reasons.add(told["reason"])
        assert (told["reason"] == "placed") == (told["household"] in dict(plan.placements))
        assert told["reason"] != "left free"
        assert (told["reason"] == "none possible") == (not told["possible"])
    assert reasons >= {"placed", "none possible", "full"}


def test_a_plan_of_another_instance_explains_nothing() -> None:
    """Neither does a household that is not there."""
    data, other = small(1), small(2)
    plan = inline(data)

    with pytest.raises(PlacementError, match="another instance"):
        explain(other, plan, other["households"][0]["id"], solver=inline)
    with pytest.raises(PlacementError, match="no household"):
        explain(data, plan, "nobody", solver=inline)


def test_nothing_is_solved_again_where_no_alternative_is_asked() -> None:
    """So that a page can show the reasons at once."""
    data = small(3)
    plan = inline(data)

    def never(_data: dict[str, Any]) -> Any:
        raise AssertionError

    told = explain(data, plan, data["households"][0]["id"], solver=never, alternatives=0)

    assert told["next"] == [] and told["without"] is None
