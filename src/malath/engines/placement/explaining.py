"""Why a household lives there, or nowhere: codes and numbers, no sentences (docs/reference/placement-format.md).

Prices come from the proof's duals and are only ever an "at most". What a choice costs is found by solving again with
the pair forced or forbidden, and told as a proven interval.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from malath.engines.placement.changing import forbidden, forced
from malath.engines.placement.costs import Costs
from malath.engines.placement.errors import PlacementError
from malath.engines.placement.instance import Home, Household
from malath.engines.placement.judging import Judge, exact
from malath.engines.placement.occupancy import Occupancy, plain
from malath.engines.placement.reading import read_instance
from malath.engines.placement.running import Plan, solve

FORMAT = "malath.explanation/1"
Solve = Callable[[dict[str, Any]], Plan]
SHOWN = 10


@dataclass(slots=True)
class Case:
    """One household under one plan, and whatever is asked about it."""

    data: dict[str, Any]
    judge: Judge
    plan: Plan
    costs: Costs
    occupancy: Occupancy
    household: Household

    @property
    def lives(self) -> Home | None:
        """Its home under the plan."""
        home = self.occupancy.lives.get(self.household.id)
        return None if home is None else self.judge.homes[home]


def explain(
    data: dict[str, Any], plan: Plan, household: str, *, solver: Solve = solve, alternatives: int = 3
) -> dict[str, Any]:
    """Why this household lives where the plan has it, or nowhere. Solves again once for each alternative, and once more.

    `alternatives` 0: nothing is solved again (milliseconds). `solver` answers a plan for an instance, such as
    `Worker.solve`. Raises PlacementError where the instance has no such household or is not the plan's.
    """
    judge = Judge(read_instance(data))
    if household not in judge.households:
        raise PlacementError(f"there is no household {household!r} in this instance")
    if plan.proof.get("input_sha256") != judge.instance.digest:
        raise PlacementError("the plan was made from another instance")
    case = Case(
        data, judge, plan, Costs(judge, plan.proof.get("duals", {})), Occupancy(judge, plan.placements),
        judge.households[household],
    )  # fmt: skip
    broken = {home.id: judge.rules_broken(case.household, home) for home in judge.instance.homes}
    possible = [judge.homes[home] for home, rules in broken.items() if not rules]
    options = sorted((_option(case, home) for home in possible), key=lambda one: (-one["net"], one["home"]))
    return {
        "format": FORMAT,
        "household": household,
        "home": case.lives.id if case.lives else None,
        "reason": _reason(case, options),
        "why": next((one for one in options if case.lives and one["home"] == case.lives.id), None),
        "possible": len(options),
        "options": options[:SHOWN],
        "blocked": _blocked(broken),
        "smallest": _smallest(case, broken),
        "next": _next(case, options, solver, alternatives),
        "without": _without(case, options, solver) if alternatives and case.lives else None,
        "plan": {"value": plan.value, "bound": plan.bound, "gap": plan.gap},
    }


def _option(case: Case, home: Home) -> dict[str, Any]:
    """A possible home: what it is worth by its terms, what it uses costs at most, what is left, who fills it."""
    judge, household = case.judge, case.household
    value = float(judge.value(household, home))
    price = case.costs.price(household, home)
    full = case.occupancy.full(household, home)
    found: dict[str, Any] = {"home": home.id, "network": home.network, "value": value}
    if judge.listed is None:
        found |= {"worth": household.size * household.risk, "placed": judge.instance.score.placed}
        found["points"] = dict(judge.points(household, home))
    uses = case.costs.lines(household, home)
    return {**found, "uses": uses, "price_at_most": price, "net": value - price, "full": full}


def _reason(case: Case, options: Sequence[Mapping[str, Any]]) -> str:
    """placed; or why not: no home is possible, none is worth anything, all are full, or the search left one free."""
    if case.lives:
        return "placed"
    if not options:
        return "none possible"
    worthy = [one for one in options if one["value"] > 0]
    if not worthy:
        return "none worthy"
    return "full" if all(one["full"] for one in worthy) else "left free"


def _blocked(broken: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """How many homes each rule blocks, how many it alone blocks, and every blocked home with its rules."""
    every = Counter(rule for rules in broken.values() for rule in set(rules))
    alone = Counter(rules[0] for rules in broken.values() if len(set(rules)) == 1)
    return {
        "rules": [{"rule": rule, "homes": every[rule], "alone": alone[rule]} for rule in sorted(every)],
        "homes": [[home, list(rules)] for home, rules in broken.items() if rules],
    }


def _smallest(case: Case, broken: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The sets of rules of which none can be spared: lifting one of them gives these homes.

    A home opens once all its rules are lifted, so the sets are the least among the homes' own; the fewest rules first.
    """
    homes: dict[frozenset[str], list[str]] = defaultdict(list)
    for home, rules in broken.items():
        if rules:
            homes[frozenset(rules)].append(home)
    least = [rules for rules in homes if not any(other < rules for other in homes)]
    return [
        {"lift": sorted(rules), "homes": [_opened(case, home, rules) for home in homes[rules]]}
        for rules in sorted(least, key=lambda rules: (len(rules), sorted(rules)))
    ]


def _opened(case: Case, name: str, rules: frozenset[str]) -> dict[str, Any]:
    """A home that lifting the rules gives: what it lacks in numbers, and whether somebody else fills it."""
    home = case.judge.homes[name]
    lacks = {rule: lack for rule in sorted(rules) if (lack := _lack(case, home, rule)) is not None}
    # Who stands at the limit that is lifted, or sleeps in the bed that is lacking, is no second reason.
    full = [] if "beds" in rules else case.occupancy.full(case.household, home)
    full = [one for one in full if f"limit:{one.get('limit')}" not in rules]
    return {"home": name, "lacks": lacks, "free": not full}


def _lack(case: Case, home: Home, rule: str) -> int | float | None:
    """By how much the rule is missed: beds, periods that no one window covers, kilometres, places of a limit."""
    household, network = case.household, case.judge.network(home)
    if rule == "beds":
        return household.size - home.beds
    if rule == "open":
        shared = [min(end, household.end) - max(first, household.first) for first, end in home.open]
        return household.end - household.first - max([0, *shared])
    if rule.startswith("care:"):
        kind = rule[5:]
        far = [network.care[kind] - need.within for need in household.care if need.kind == kind in network.care]
        return max(far, default=None)
    if rule.startswith("limit:"):
        limits = [case.judge.instance.limits[at] for at in case.judge.counted(household, home)]
        over = [exact(limit.weight(household)) - exact(limit.max) for limit in limits if limit.name == rule[6:]]
        return plain(max(over))
    return None


def _next(case: Case, options: Sequence[Mapping[str, Any]], solver: Solve, count: int) -> list[dict[str, Any]]:
    """The next best homes, each with what all plans together lose if the household must live there."""
    others = [one for one in options if not case.lives or one["home"] != case.lives.id][:count]
    return [{"home": one["home"], **_forced(case, one, _best(options), solver)} for one in others]


def _forced(case: Case, option: Mapping[str, Any], best: float, solver: Solve) -> dict[str, Any]:
    """Solve again with the household in this home: value, bound, the interval of the change, who gains and loses."""
    home = option["home"]
    rest = solver(forced(case.data, case.judge, case.household.id, home))
    lives = dict(rest.placements) | {case.household.id: home}
    bound = _sharper(case, rest.bound + option["value"], best - option["net"])
    return _change(case.plan, rest.value + option["value"], bound, lives)


def _without(case: Case, options: Sequence[Mapping[str, Any]], solver: Solve) -> dict[str, Any]:
    """Solve again with the household anywhere but where it lives: what its refusal would cost, and where it goes."""
    assert case.lives
    left = [one for one in options if one["home"] != case.lives.id]
    other = solver(forbidden(case.data, case.household.id, case.lives.id))
    lives = dict(other.placements)
    bound = _sharper(case, other.bound, _best(options) - _best(left))
    return {"home": lives.get(case.household.id), **_change(case.plan, other.value, bound, lives)}


def _best(options: Sequence[Mapping[str, Any]]) -> float:
    """The best net value that the household can have; 0 without a home."""
    return max(0.0, max((one["net"] for one in options), default=0.0))


def _sharper(case: Case, bound: float, loss: float) -> float:
    """The lower of two bounds: of solving again, and of the prices less what the household loses at these prices."""
    priced = case.plan.proof.get("bound_by_prices")
    return bound if priced is None else min(bound, priced - loss)


def _change(plan: Plan, value: float, bound: float, lives: Mapping[str, str]) -> dict[str, Any]:
    """The change of the best value lies in [value1 - bound0, bound1 - value0]; a choice taken away never adds."""
    before, bound = dict(plan.placements), max(bound, value)
    return {
        "value": value,
        "bound": bound,
        "change": [min(0.0, value - plan.bound), min(0.0, bound - plan.value)],
        "gained": sorted(lives.keys() - before.keys()),
        "lost": sorted(before.keys() - lives.keys()),
        "moved": sorted(who for who in lives.keys() & before.keys() if lives[who] != before[who]),
    }
