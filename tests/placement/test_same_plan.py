"""The same input, seed and work give the same plan, in processes that know nothing of one another."""

from __future__ import annotations

from malath.engines.placement.running import solve
from tests.placement.instances import scarce


def test_a_run_that_its_work_ends_gives_the_same_plan_again() -> None:
    """Neither the clock nor the order of threads has a say."""
    data = scarce(1, 200, 60)

    plans = [solve(data, seconds=3_000, work=2, seed=3) for _turn in range(2)]

    assert plans[0].proof["ended_by"] == "work"
    assert plans[0].placements == plans[1].placements
    assert (plans[0].value, plans[0].bound) == (plans[1].value, plans[1].bound)
    assert plans[0].proof["duals"] == plans[1].proof["duals"]
    assert plans[0].proof["sharper"] == plans[1].proof["sharper"]


def test_the_record_says_when_the_clock_ended_the_run() -> None:
    """Then nobody expects the same plan."""
    plan = solve(scarce(2, 130, 60), seconds=0.5)

    assert plan.proof["ended_by"] == "seconds"
    assert plan.value <= plan.bound
