"""The same input, seed and work give the same plan, in processes that know nothing of one another."""

from __future__ import annotations

import random
from typing import Any

from malath.engines.placement.running import solve

HOUSEHOLDS, HOMES, PERIODS = 130, 60, 8


def scarce(seed: int) -> dict[str, Any]:
    """More households than beds, so that the gap does not close at once."""
    chance = random.Random(seed)
    households = []
    for at in range(HOUSEHOLDS):
        first = chance.randrange(PERIODS - 3)
        end = chance.randint(first + 2, PERIODS)
        households.append({"id": f"c{at}", "size": chance.choice([1, 1, 2, 3, 4, 5]), "from": first, "to": end})
    homes = [
        {"id": f"h{at}", "kind": chance.choice(["shared", "family"]), "beds": chance.randint(5, 8), "open": [[0, PERIODS]]}
        for at in range(HOMES)
    ]  # fmt: skip
    values = [
        [house["id"], home["id"], house["size"] * chance.randint(100, 140)] for house in households for home in homes
    ]
    limits = [
        {"name": f"l{at}", "homes": [f"h{home}" for home in range(at, HOMES, 5)], "from": 0, "to": 6, "weights": "one",
         "max": 20}
        for at in range(5)
    ]  # fmt: skip
    return {
        "format": "malath.placement/1",
        "periods": PERIODS,
        "households": households,
        "homes": homes,
        "limits": limits,
        "values": values,
    }


def test_a_run_that_its_work_ends_gives_the_same_plan_again() -> None:
    """Neither the clock nor the order of threads has a say."""
    data = scarce(1)

    plans = [solve(data, seconds=3_000, work=6, seed=3) for _turn in range(2)]

    assert plans[0].proof["ended_by"] == "work"
    assert plans[0].placements == plans[1].placements
    assert (plans[0].value, plans[0].bound) == (plans[1].value, plans[1].bound)
    assert plans[0].proof["duals"] == plans[1].proof["duals"]
    assert plans[0].proof["sharper"] == plans[1].proof["sharper"]


def test_the_record_says_when_the_clock_ended_the_run() -> None:
    """Then nobody expects the same plan."""
    plan = solve(scarce(2), seconds=0.5)

    assert plan.proof["ended_by"] == "seconds"
    assert plan.value <= plan.bound
