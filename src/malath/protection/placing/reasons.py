"""Why a plan puts a household where it does: the terms, what other homes would give and cost, what stands against them.

Every number is the engine's own: worths by its rules, costs by solving anew with the other home forced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from malath.engines.placement.changing import forced
from malath.engines.placement.checking import check
from malath.engines.placement.judging import Judge
from malath.engines.placement.reading import digest, read_instance
from malath.protection.placing.errors import NoSolverAnswerError, PlanOldError
from malath.protection.placing.gathering import Gathered, for_variant
from malath.protection.placing.models import Line
from malath.protection.placing.solving import solved
from malath.protection.placing.words import rule_text, term_text

if TYPE_CHECKING:
    from malath.engines.placement.instance import Instance
    from malath.protection.hosting.models import Home

# So many of the next best homes are solved anew to say what they would cost.
ALTERNATIVES = 3


@dataclass(frozen=True)
class Term:
    """A part of the score, in points."""

    text: str
    points: float


@dataclass(frozen=True)
class Other:
    """Another home: what it is worth, and what choosing it takes from the whole plan, at least and at most.

    `taken`: others have it in this plan. `exact`: the two numbers are one.
    """

    home: Home
    worth: float
    taken: bool
    at_least: float | None = None
    at_most: float | None = None

    @property
    def exact(self) -> bool:
        """Whether the cost is known to the point."""
        return self.at_least is not None and self.at_least == self.at_most


@dataclass(frozen=True)
class Blocked:
    """Homes that one rule rules out."""

    text: str
    homes: list[Home]


@dataclass(frozen=True)
class Reasons:
    """All of it for one line: worth = the sum of the terms, times persons, times risk."""

    terms: list[Term]
    persons: int
    risk: int
    worth: float
    others: list[Other]
    blocked: list[Blocked]


def reasons_for(line: Line, lines: Sequence[Line], found: Gathered, today: date) -> Reasons:
    """The reasons of one line of a plan, from what it was made from. Raises PlanOldError if that has changed."""
    data = for_variant(found, line.plan.variant, today)
    if not data or digest(data) != line.plan.input_hash:
        raise PlanOldError
    instance = read_instance(data)
    judge, case = Judge(instance), str(line.case_id)
    household, here = judge.households[case], str(line.home_id or "")
    lives = {str(row.case_id): str(row.home_id) for row in lines if row.home_id and row.pk != line.pk}
    possible: list[Home] = []
    blocked: dict[str, list[Home]] = {}
    for home in found.homes:
        broken = judge.broken(household, judge.homes[str(home.pk)])
        for code in broken:
            true = found.barred.get((case, str(home.pk)), code) if code == "refused" else code
            blocked.setdefault(true, []).append(home)
        if not broken and str(home.pk) != here:
            # Even alone there: whoever lives there already takes its beds, or the network is at its limit.
            alone = check(instance, [(case, str(home.pk))])
            (blocked.setdefault("full", []) if alone else possible).append(home)
    others = _others(instance, judge, case, possible, lives)
    known = {"placed": instance.score.placed, **judge.points(household, judge.homes[here])} if here else {}
    return Reasons(
        terms=[Term(term_text(name), float(points)) for name, points in known.items() if points],
        persons=household.size,
        risk=int(household.risk),
        worth=float(judge.value(household, judge.homes[here])) if here else 0.0,
        others=[*_costed(data, judge, case, others[:ALTERNATIVES], line), *others[ALTERNATIVES:]],
        blocked=[Blocked(rule_text(code), homes) for code, homes in sorted(blocked.items(), key=_most)],
    )


def _most(blocked: tuple[str, list[Home]]) -> tuple[int, str]:
    return -len(blocked[1]), blocked[0]


def _others(instance: Instance, judge: Judge, case: str, homes: Sequence[Home], lives: dict[str, str]) -> list[Other]:
    found = []
    for home in homes:
        worth = float(judge.value(judge.households[case], judge.homes[str(home.pk)]))
        taken = bool(check(instance, [*lives.items(), (case, str(home.pk))]))
        found.append(Other(home, worth, taken))
    return sorted(found, key=lambda other: (-other.worth, other.home.code))


def _costed(data: dict[str, Any], judge: Judge, case: str, others: Sequence[Other], line: Line) -> list[Other]:
    """What each of these homes would cost the whole plan: a proven interval, from a plan with that home forced."""
    if not others or not line.plan.proven:
        return list(others)
    try:
        answers = solved({str(other.home.pk): forced(data, judge, case, str(other.home.pk)) for other in others})
    except NoSolverAnswerError:
        # The reasons stand without their costs, which the page says were not worked out.
        return list(others)
    made = []
    for other in others:
        answer = answers[str(other.home.pk)]
        least = max(0.0, line.plan.value - (answer.bound + other.worth))
        most = max(least, line.plan.bound - (answer.value + other.worth))
        made.append(Other(other.home, other.worth, other.taken, round(least, 2), round(most, 2)))
    return made
