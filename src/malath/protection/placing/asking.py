"""What may be asked of a plan: what one more bed or accompanied place would give, and whom the plan serves (SH4, SH5).

The answers are the engine's own: each change is solved anew and told as a proven interval, each share is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any

from malath.engines.placement.errors import PlacementError
from malath.engines.placement.fairness import fairness
from malath.engines.placement.reading import digest
from malath.engines.placement.running import Plan as EnginePlan
from malath.engines.placement.running import Worker, solver_is_there
from malath.engines.placement.whatif import FORMAT, what_if
from malath.protection.placing.errors import NoSolverAnswerError, PlanOldError
from malath.protection.placing.gathering import Gathered, for_variant
from malath.protection.placing.models import Line, Plan
from malath.protection.placing.solving import MEMORY
from malath.protection.placing.words import bed_more_text, group_text, place_more_text

if TYPE_CHECKING:
    from malath.protection.hosting.models import Home

# Who asks waits in front of the page: so many changes at most, so long for one, so long for all of them.
MOST_CHANGES, EACH_SECONDS, ALL_SECONDS = 12, 2.0, 15.0


@dataclass(frozen=True)
class Gain:
    """What one change would give the best plan, in points: proven to lie between the two. None: there was no time."""

    text: str
    at_least: float | None = None
    at_most: float | None = None
    households: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether it is proven to change nothing."""
        return self.at_least == self.at_most == 0

    @property
    def is_exact(self) -> bool:
        """Whether the two ends are one."""
        return self.at_least == self.at_most


@dataclass(frozen=True)
class Served:
    """A group of households: how many are housed, and how long those who are housed, and those left, have waited."""

    text: str
    households: int
    placed: int
    score: float | None
    waited: int | None
    waiting: int | None


def input_of(plan: Plan, found: Gathered, today: date) -> dict[str, Any]:
    """What the plan was made from. Raises PlanOldError where that has changed."""
    data = for_variant(found, plan.variant, today)
    if not data or digest(data) != plan.input_hash:
        raise PlanOldError
    return data


def gains_of(plan: Plan, lines: Sequence[Line], found: Gathered, today: date) -> list[Gain]:
    """What one more accompanied place in a city, or one more bed in a home, would give: the greatest gain first.

    Raises PlanOldError, NoSolverAnswerError.
    """
    data = _with_own_limits(input_of(plan, found, today))
    if not solver_is_there():
        raise NoSolverAnswerError
    placements = [(str(line.case_id), str(line.home_id)) for line in lines if line.home_id]
    before = EnginePlan(placements, plan.value, plan.bound)
    changes = list(_changes(data, found.homes, Counter(home for _case, home in placements)))[:MOST_CHANGES]
    until, gains = monotonic() + ALL_SECONDS, []
    try:
        with Worker(memory=MEMORY) as worker:
            for text, parts in changes:
                if monotonic() + EACH_SECONDS > until:
                    gains.append(Gain(text))
                    continue
                asked = {"format": FORMAT, "changes": [{"name": text, "add": parts}]}
                answer = what_if(data, before, asked, solver=lambda it: worker.solve(it, seconds=EACH_SECONDS))
                gains.append(_gain(text, answer["changes"][0]))
    except PlacementError as failed:
        raise NoSolverAnswerError from failed
    return sorted(gains, key=lambda gain: (-(gain.at_most if gain.at_most is not None else -1.0), gain.text))


def _with_own_limits(data: dict[str, Any]) -> dict[str, Any]:
    """Each limit under a name of its own, so that a bed more can be a bed more beside those who live there."""
    limits = [{**limit, "name": f"{limit['name']} {at}"} for at, limit in enumerate(data["limits"])]
    return {**data, "limits": limits}


def _changes(
    data: dict[str, Any], homes: Sequence[Home], used: Counter[str]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    cities = {str(home.network_id): str(home.network.local) for home in homes}
    for network in data["networks"]:
        if any(held["counts"] == "households" for held in network["capacities"]):
            part = {"network": network["id"], "counts": "households", "places": 1}
            yield place_more_text(cities[network["id"]]), [part]
    for home in sorted(homes, key=lambda home: (-used[str(home.pk)], home.code)):
        limits = [limit for limit in data["limits"] if str(home.pk) in limit["homes"]]
        if any(limit["max"] == 0 and home.kind == "family" for limit in limits):
            # Somebody lives in the family's home: a bed more is theirs.
            continue
        more = [{"home": str(home.pk), "beds": 1}, *({"limit": limit["name"], "places": 1} for limit in limits)]
        yield bed_more_text(home.code, str(home.network.local)), more


def _gain(text: str, answer: dict[str, Any]) -> Gain:
    # A bed more may lower the points for fit; nobody must use it, so it never gives less than nothing.
    low, high = (max(0.0, end) for end in answer["change"])
    return Gain(text, round(low, 2), round(max(low, high), 2), answer["households"])


def served_by(plan: Plan, lines: Sequence[Line], found: Gathered, today: date) -> list[Served]:
    """Whom a plan houses and whom not, all and by group. Raises PlanOldError."""
    data = input_of(plan, found, today)
    waits = {str(need.case_id): (today - need.since).days for need in found.needs}
    placements = [(str(line.case_id), str(line.home_id)) for line in lines if line.home_id]
    report = fairness(data, placements)
    placed = {case for case, _home in placements}
    rows = [_served(group_text("all", "", has=True), report["all"], waits, placed, list(waits))]
    for group in report["groups"]:
        who = [str(one["id"]) for one in data["households"] if _belongs(one, group)]
        text = group_text(group["by"], group["group"], has=group["has"])
        rows.append(_served(text, group, waits, placed, who))
    return [row for row in rows if row.households]


def _belongs(one: dict[str, Any], group: dict[str, Any]) -> bool:
    by, name, size = group["by"], str(group["group"]), int(one["size"])
    if by == "size":
        low, _dash, high = name.rstrip("+").partition("-")
        return int(low) <= size and (name.endswith("+") or size <= int(high or low))
    if by == "risk":
        return str(one["risk"]) == name
    return bool((name in one["features" if by == "feature" else "needs"]) == group["has"])


def _served(text: str, found: dict[str, Any], waits: dict[str, int], placed: set[str], who: list[str]) -> Served:
    def mean(group: list[str]) -> int | None:
        return round(sum(waits[one] for one in group) / len(group)) if group else None

    return Served(
        text=text, households=found["households"], placed=found["placed"], score=found["score"],
        waited=mean([one for one in who if one in placed]), waiting=mean([one for one in who if one not in placed]),
    )  # fmt: skip


def is_old(plan: Plan, found: Gathered, today: date) -> bool:
    """Whether what the plan was made from has changed."""
    try:
        input_of(plan, found, today)
    except PlanOldError:
        return True
    return False


def what_changed(plan: Plan, lines: Sequence[Line], found: Gathered, made_on: date, today: date) -> dict[str, int]:
    """Why a plan is old, counted: {"gone", "new", "closed", "days"}; all nothing where it is something finer."""
    known, looking = {line.case_id for line in lines}, {need.case_id for need in found.needs}
    open_now = {home.pk for home in found.homes}
    return {
        "gone": len(known - looking),
        "new": len(looking - known),
        "closed": len({line.home_id for line in lines if line.home_id} - open_now),
        "days": (today - made_on).days,
    }
