"""What a stranger does with a plan: every rule checked, the value counted, the bound found from the prices alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, isfinite
from typing import Any

from malath.engines.placement.checking import check, value
from malath.engines.placement.costs import Costs
from malath.engines.placement.errors import PlacementError
from malath.engines.placement.grid import grid_of
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan

FORMAT = "malath.plan/1"
NEAR = 1e-7


def plan_from(data: Any) -> Plan:
    """A plan as it was written. Raises PlacementError where it is not one."""
    try:
        if data["format"] != FORMAT:
            raise PlacementError(f"format: this programme reads {FORMAT!r}, not {data['format']!r}")
        pairs = [(str(pair[0]), str(pair[1])) for pair in data["placements"]]
        return Plan(pairs, float(data["value"]), float(data["bound"]), dict(data["proof"]))
    except (KeyError, TypeError, ValueError, IndexError) as wrong:
        raise PlacementError(f"this is no plan in the format {FORMAT}: {wrong!r}") from wrong


def verify(data: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """What is wrong with a plan of this instance ("problems", [] if nothing is), and the bound by its prices.

    The prices prove `bound_by_prices`. Where `bound` is lower, the difference was proven by a search (branch and
    bound) that only the same run shows again: `by` says which it is.
    """
    instance = read_instance(data)
    problems = []
    if plan.proof.get("input_sha256") != instance.digest:
        problems.append("the plan was made from another instance")
    broken = check(instance, plan.placements)
    problems += broken
    if not any("not in this instance" in problem for problem in broken):
        worth = float(value(instance, plan.placements))
        if _apart(worth, plan.value):
            problems.append(f"the placements are worth {worth:g}, not {plan.value:g}")
    judge, sharper = Judge(instance), plan.proof.get("sharper")
    sharper = sharper if isinstance(sharper, dict) else {}
    first = _priced(judge, plan.proof.get("duals"), plan.proof.get("bound_by_prices"), problems)
    second = _priced(judge, sharper.get("duals"), sharper.get("bound"), problems)
    priced = min((found for found in (first, second) if found is not None), default=None)
    if plan.bound < plan.value and _apart(plan.bound, plan.value):
        problems.append(f"the bound {plan.bound:g} is below the value {plan.value:g}")
    by = (
        "prices"
        if priced is not None and plan.bound >= _lowered(priced, grid_of(instance)) - _near(priced)
        else "search"
    )
    return {"problems": problems, "bound_by_prices": priced, "bound": plan.bound, "by": by}


def _priced(judge: Judge, duals: Any, claimed: Any, problems: list[str]) -> float | None:
    """The bound that prices prove, over every pair; None where the record has none."""
    if not duals or claimed is None:
        return None
    if not isinstance(claimed, int | float) or not isfinite(claimed):
        problems.append("what the prices are said to prove is no number")
        return None
    try:
        found, negative = Costs(judge, duals).bound(), _negative(duals)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        problems.append("the prices name what is not in this instance")
        return None
    if negative:
        problems.append("a price is below 0")
    if found > claimed + _near(claimed):
        problems.append(f"the prices prove {found:g}, not {claimed:g}")
    return found


def _negative(duals: Mapping[str, Any]) -> bool:
    plain = [row[-1] for rows in ("beds", "limits", "apart") for row in duals.get(rows, ())]
    return any(not price >= 0 for price in [*plain, *(half["price"] for half in duals.get("halves", ()))])


def _lowered(bound: float, grid: float) -> float:
    """The bound brought down to the grid on which every plan's value lies."""
    return floor(bound / grid + NEAR) * grid if grid else bound


def _near(number: float) -> float:
    return NEAR * max(1.0, abs(number))


def _apart(one: float, other: float) -> bool:
    return abs(one - other) > _near(other)
