"""What a coordinator compares: for each plan how many are housed, who, how well, and who still waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from malath.protection.cases.rules import Priority
from malath.protection.placing.models import Line, Need, Plan
from malath.protection.placing.rules import wanted_of


@dataclass(frozen=True)
class Compared:
    """A plan in numbers, of those households that the viewer sees and that look for a home still. `best`: the numbers in
    which no other plan is better, and some are worse."""

    plan: Plan
    households: int
    placed: int
    persons: int
    in_danger: int
    in_danger_placed: int
    wished: int
    wishes_met: int
    longest_wait: int
    best: frozenset[str] = frozenset()


MORE_IS_BETTER = ("placed", "persons", "in_danger_placed", "wishes_met")
LESS_IS_BETTER = ("longest_wait",)


def compared(plans: Sequence[Plan], lines: Iterable[Line], needs: dict[object, Need], today: date) -> list[Compared]:
    """One row a plan. `needs` by case, revealed."""
    lines = list(lines)
    rows = [_compared(plan, [line for line in lines if line.plan_id == plan.pk], needs, today) for plan in plans]
    best = {name: max(getattr(row, name) for row in rows) for name in MORE_IS_BETTER if rows}
    best |= {name: min(getattr(row, name) for row in rows) for name in LESS_IS_BETTER if rows}
    telling = {name for name in best if len({getattr(row, name) for row in rows}) > 1}
    return [replace(row, best=frozenset(name for name in telling if getattr(row, name) == best[name])) for row in rows]


def _compared(plan: Plan, lines: list[Line], needs: dict[object, Need], today: date) -> Compared:
    known = [(line, needs[line.case_id]) for line in lines if line.case_id in needs]
    placed = [(line, wanted_of(need.details)) for line, need in known if line.home_id]
    danger = [line for line, _need in known if line.case.priority != Priority.NORMAL]
    wishing = [(line, wanted_of(need.details)) for line, need in known if need.details["wishes"]]
    return Compared(
        plan=plan,
        households=len(known),
        placed=len(placed),
        persons=sum(wanted.persons for _line, wanted in placed),
        in_danger=len(danger),
        in_danger_placed=sum(line.home_id is not None for line in danger),
        wished=len(wishing),
        wishes_met=sum(bool(line.home and str(line.home.network_id) in wanted.wishes) for line, wanted in wishing),
        longest_wait=max(((today - need.since).days for line, need in known if not line.home_id), default=0),
    )
