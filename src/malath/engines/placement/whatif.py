"""What one more bed, place, interpreter or home would give: each change solved again, told as a proven interval.

The best value after a change less the best before lies in [value1 - bound0, bound1 - value0]. Duals alone would
overstate it, and the difference of two plans is noise while their gaps are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from malath.engines.placement.amending import amended, parts_of
from malath.engines.placement.changing import forbidden, forced
from malath.engines.placement.costs import Costs
from malath.engines.placement.errors import InstanceError
from malath.engines.placement.explaining import Solve
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan, solve

FORMAT, RESULT = "malath.whatif/1", "malath.whatif-result/1"
SCARCE = 10
GAINS, LOSES, EITHER = "gains", "loses", "either"


def what_if(data: dict[str, Any], plan: Plan, asked: Any, *, solver: Solve = solve) -> dict[str, Any]:
    """The answers to a file malath.whatif/1 about the instance and its plan. Raises InstanceError."""
    if not isinstance(asked, dict) or asked.get("format") != FORMAT or not isinstance(asked.get("changes"), list):
        raise InstanceError(f'what-if: must be {{"format": {FORMAT!r}, "changes": [...]}}')
    answers = []
    for at, change in enumerate(asked["changes"]):
        parts = parts_of(change, f"changes[{at}]")
        answers.append({"name": change["name"], **_answer(data, plan, parts, solver)})
    return {
        "format": RESULT,
        "plan": {"value": plan.value, "bound": plan.bound, "gap": plan.gap},
        "changes": answers,
        "scarce": Costs(Judge(read_instance(data)), plan.proof.get("duals", {})).scarce()[:SCARCE],
    }


def _answer(data: dict[str, Any], plan: Plan, parts: list[tuple[str, Any, str]], solver: Solve) -> dict[str, Any]:
    changed, fixed, value = data, dict[str, str](), 0.0
    for verb, part, path in parts:
        if verb not in ("force", "forbid"):
            changed = amended(changed, verb, part, path)
            continue
        judge = Judge(read_instance(changed))
        household, home = _pair(judge, part, path)
        if verb == "forbid":
            changed = forbidden(changed, household, home)
            continue
        rules = judge.rules_broken(judge.households[household], judge.homes[home])
        if rules:
            return {"impossible": rules}
        value += float(judge.value(judge.households[household], judge.homes[home]))
        changed = forced(changed, judge, household, home)
        fixed[household] = home
    after = solver(changed)
    direction = _direction(data, parts)
    lives = dict(after.placements) | fixed
    return _told(data, plan, after.value + value, after.bound + value, lives, direction)


def _pair(judge: Judge, part: Mapping[str, Any], path: str) -> tuple[str, str]:
    household, home = str(part.get("household")), str(part.get("home"))
    if household not in judge.households or home not in judge.homes:
        raise InstanceError(f"{path}: must name a household and a home of this instance")
    return household, home


def _direction(data: Mapping[str, Any], parts: list[tuple[str, Any, str]]) -> str:
    """Whether the best value can only rise, only fall, or either: what is certain narrows the interval."""
    verbs = {verb for verb, _part, _path in parts}
    if verbs <= {"force", "forbid"}:
        return LOSES
    if not verbs <= {"add", "lift"} or any(_takes(part) for verb, part, _path in parts if verb == "add"):
        return EITHER
    if data.get("values") is not None:
        return GAINS
    # A spare bed lowers the points for fit, so a bed more may make a home worth less to who lives there.
    score = data.get("score", {})
    if any("beds" in part for _verb, part, _path in parts) and score.get("spare_bed", 3):
        return EITHER
    return GAINS if min(score.get("language", 0), score.get("care", 0)) >= 0 else EITHER


def _takes(part: Mapping[str, Any]) -> bool:
    """Whether an addition is less than nothing, or replaces what was there."""
    more = [part[key] for key in ("beds", "places") if key in part]
    return "care" in part or any(not isinstance(number, int | float) or number < 0 for number in more)


def _told(
    data: Mapping[str, Any], plan: Plan, value: float, bound: float, lives: Mapping[str, str], direction: str
) -> dict[str, Any]:
    low, high = value - plan.bound, bound - plan.value
    if direction == GAINS:
        low, high = max(0.0, low), max(0.0, high)
    elif direction == LOSES:
        low, high = min(0.0, low), min(0.0, high)
    before = dict(plan.placements)
    size = {str(one["id"]): one["size"] for one in data["households"]}
    return {
        "value": value,
        "bound": bound,
        "change": [low, high],
        "can": direction,
        "households": len(lives) - len(before),
        "persons": sum(size[who] for who in lives) - sum(size[who] for who in before),
        "gained": sorted(lives.keys() - before.keys()),
        "lost": sorted(before.keys() - lives.keys()),
        "moved": sorted(who for who in lives.keys() & before.keys() if lives[who] != before[who]),
    }
