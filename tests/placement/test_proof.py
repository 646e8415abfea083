"""What a stranger reads in a proof: prices of beds, limits, pairs kept apart, and halves of their sums."""

from __future__ import annotations

from typing import Any

import pytest

from malath.engines.placement.combined import apart_rows
from malath.engines.placement.costs import Costs
from malath.engines.placement.judging import Judge
from malath.engines.placement.problem import apart_limits
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan
from malath.engines.placement.verifying import verify
from tests.placement.inline import inline
from tests.placement.instances import small


def triangle(*, apart: bool) -> dict[str, Any]:
    """Three households of which any two exclude each other: one home holds one, and half the sum of three rows says so."""
    names = ["amal", "boris", "chadia"]
    pairs = [("amal", "boris"), ("boris", "chadia"), ("amal", "chadia")]
    data: dict[str, Any] = {
        "format": "malath.placement/1",
        "periods": 4,
        "homes": [{"id": "house", "kind": "shared", "beds": 9, "open": [[0, 4]]}],
        "households": [{"id": name, "size": 1, "from": 0, "to": 4} for name in names],
        "values": [[name, "house", 10] for name in names],
    }
    if apart:
        return {**data, "apart": [{"households": list(pair), "scope": "home"} for pair in pairs]}
    limits = [{"homes": ["house"], "from": 0, "to": 4, "weights": dict.fromkeys(pair, 1), "max": 1} for pair in pairs]
    return {**data, "limits": limits}


def half(**rows: Any) -> dict[str, Any]:
    return {"price": 10.0, "households": [], "beds": [], "limits": [], "halves": [], **rows}


@pytest.mark.parametrize("apart", [False, True])
def test_half_the_sum_of_three_rows_proves_what_no_row_alone_does(apart: bool) -> None:
    """floor(3 / 2) = 1, and everybody weighs floor(2 / 2) = 1."""
    judge = Judge(read_instance(triangle(apart=apart)))
    rows = [[0, 1, 1], [1, 1, 1], [2, 1, 1]]

    assert Costs(judge, {}).bound() == 30
    assert Costs(judge, {"halves": [half(limits=rows)]}).bound() == 10
    assert Costs(judge, {"halves": [half(limits=rows[:2])]}).bound() == 10 + 10 + 10


def test_a_half_of_a_half_counts_what_the_first_counted() -> None:
    """floor((1 + 1) / 2): the first half, and one home each for Amal; only she weighs anything."""
    judge = Judge(read_instance(triangle(apart=False)))
    first = half(price=0.0, limits=[[0, 1, 1], [1, 1, 1], [2, 1, 1]])

    costs = Costs(judge, {"halves": [first, half(households=["amal"], halves=[0])]})

    assert costs.constant() == 10
    assert [costs.price(one, judge.homes["house"]) for one in judge.instance.households] == [10, 0, 0]


def test_a_half_counts_beds_by_what_is_rounded() -> None:
    """A row of nine beds and one limit: floor((9 + 1) / 2); whoever weighs one in both weighs one."""
    judge = Judge(read_instance(triangle(apart=False)))

    costs = Costs(judge, {"halves": [half(beds=[["house", 0, 4, 1, 1]], limits=[[0, 1, 1]])]})

    assert costs.constant() == 50
    assert [costs.price(one, judge.homes["house"]) for one in judge.instance.households] == [10, 10, 0]


def test_pairs_kept_apart_are_counted_in_the_order_of_the_record() -> None:
    """The plain reading and the solver's name the same rows."""
    for seed in range(600):
        instance = read_instance(small(seed))
        network = {home.id: home.network for home in instance.homes}
        expected = [(*rule.weights, rule.homes) for rule in apart_limits(instance)]
        found = [
            (one, other, (place,) if scope == "home" else tuple(home for home in network if network[home] == place))
            for one, other, scope, place in apart_rows(instance)
        ]
        assert found == expected, seed


def test_prices_below_nothing_or_of_nothing_are_no_proof() -> None:
    """They are told, whatever they claim."""
    data = triangle(apart=False)
    plan = inline(data)

    def problems(**changed: Any) -> str:
        return "; ".join(
            verify(data, Plan(plan.placements, plan.value, plan.bound, {**plan.proof, **changed}))["problems"]
        )

    assert problems() == ""
    assert "below 0" in problems(duals={"limits": [[0, 1, 1, -5.0]]}, bound_by_prices=30)
    assert "not in this instance" in problems(duals={"limits": [[7, 1, 1, 5.0]]}, bound_by_prices=30)
    assert "the prices prove" in problems(sharper={"bound": 5.0, "duals": {"halves": [half(limits=[[0, 1, 1]])]}})
    assert "another instance" in problems(input_sha256="0")
