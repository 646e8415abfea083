"""Who is served by a plan and who is not: counts and shares by group, and envy that risk justifies.

Every share stands beside the counts that it comes from; a group without members has no share. Nothing is left out
because it is small, and nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from malath.engines.placement.instance import Home, Household
from malath.engines.placement.judging import Judge
from malath.engines.placement.occupancy import Occupancy
from malath.engines.placement.reading import read_instance

FORMAT = "malath.fairness/1"
SIZES = ((1, 1), (2, 2), (3, 4), (5, None))
Has = Callable[[Household], bool]


def fairness(data: dict[str, Any], placements: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Share placed, score, waiting by size, feature (sex), need (disability) and risk; justified envy, listed."""
    judge = Judge(read_instance(data))
    lives = {pair[0]: pair[1] for pair in placements}
    groups = [
        {**name, **_measured(judge, lives, [one for one in judge.instance.households if has(one)])}
        for name, has in _groups(judge)
    ]
    envy = list(_envy(judge, Occupancy(judge, placements)))
    return {
        "format": FORMAT,
        "all": _measured(judge, lives, list(judge.instance.households)),
        "groups": groups,
        "envy": {"pairs": len(envy), "households": len({one["household"] for one in envy}), "list": envy},
    }


def _groups(judge: Judge) -> Iterator[tuple[dict[str, Any], Has]]:
    people = judge.instance.households
    for low, high in SIZES:
        name = str(low) if low == high else f"{low}-{high}" if high else f"{low}+"
        yield {"by": "size", "group": name, "has": True}, _size_between(low, high)
    for by in ("feature", "need"):
        for word in sorted(set().union(*(_words(by)(one) for one in people))):
            for has in (True, False):
                yield {"by": by, "group": word, "has": has}, _word_is(by, word, has)
    for risk in sorted({one.risk for one in people}):
        yield {"by": "risk", "group": str(risk), "has": True}, _risk_is(risk)


def _words(by: str) -> Callable[[Household], frozenset[str]]:
    return lambda one: one.features if by == "feature" else one.needs


def _word_is(by: str, word: str, has: bool) -> Has:
    return lambda one: (word in _words(by)(one)) == has


def _size_between(low: int, high: int | None) -> Has:
    return lambda one: low <= one.size and (high is None or one.size <= high)


def _risk_is(risk: int) -> Has:
    return lambda one: one.risk == risk


def _measured(judge: Judge, lives: dict[str, str], group: list[Household]) -> dict[str, Any]:
    """A group in figures. `score`: value for each person and unit of risk, mean over the households placed."""
    placed = [one for one in group if one.id in lives]
    scores = [float(judge.value(one, judge.homes[lives[one.id]])) / (one.size * one.risk) for one in placed]
    return {
        "households": len(group),
        "persons": sum(one.size for one in group),
        "placed": len(placed),
        "placed_persons": sum(one.size for one in placed),
        "share": len(placed) / len(group) if group else None,
        "score": sum(scores) / len(scores) if scores else None,
        "waited": _waits(placed),
        "waiting": _waits([one for one in group if one.id not in lives]),
    }


def _waits(group: list[Household]) -> dict[str, Any]:
    """Periods from the request to the wished beginning, of those for whom the file says it."""
    waits = [one.waited for one in group if one.waited is not None]
    return {
        "known": len(waits),
        "mean": sum(waits) / len(waits) if waits else None,
        "longest": max(waits, default=None),
    }


def _envy(judge: Judge, occupancy: Occupancy) -> Iterator[dict[str, Any]]:
    """Household i would rather have the home of j, who has the lower risk, and the two could change places.

    Where i has no home, j would lose its own. `plan`: what the plan's value would change by.
    """
    for one in judge.instance.households:
        own = occupancy.lives.get(one.id)
        now = float(judge.value(one, judge.homes[own])) if own else 0.0
        for home in judge.instance.homes:
            lower = [other for other in occupancy.there.get(home.id, ()) if other.risk < one.risk]
            if home.id == own or not lower or judge.broken(one, home):
                continue
            better = float(judge.value(one, home)) - now
            if better <= 0:
                continue
            for other in lower:
                change = _swapped(judge, occupancy, one, other, home)
                if change is not None:
                    yield {
                        "household": one.id, "home": own, "wants": home.id, "of": other.id,
                        "risks": [one.risk, other.risk], "better": better, "plan": better + change,
                    }  # fmt: skip


def _swapped(judge: Judge, occupancy: Occupancy, one: Household, other: Household, home: Home) -> float | None:
    """What the other's value changes by if the two change places; None where they cannot."""
    own = occupancy.lives.get(one.id)
    lost = float(judge.value(other, home))
    occupancy.leave(other.id)
    if own:
        occupancy.leave(one.id)
    gained = None
    if occupancy.fits(one, home):
        occupancy.enter(one.id, home.id)
        if not own:
            gained = 0.0
        elif occupancy.fits(other, judge.homes[own]):
            gained = float(judge.value(other, judge.homes[own]))
        occupancy.leave(one.id)
    if own:
        occupancy.enter(one.id, own)
    occupancy.enter(other.id, home.id)
    return None if gained is None else gained - lost
