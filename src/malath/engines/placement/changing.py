"""An instance with one thing changed, as a new dict: a pair forced or forbidden. What is given is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from malath.engines.placement.errors import PlacementError
from malath.engines.placement.instance import Home, Household
from malath.engines.placement.judging import Judge, exact, meets
from malath.engines.placement.occupancy import plain

Data = dict[str, Any]


def forbidden(data: Mapping[str, Any], household: str, home: str) -> Data:
    """The instance in which the household may not live in this home."""
    people = [
        {**one, "refused": [*one.get("refused", ()), home]} if str(one["id"]) == household else one
        for one in data["households"]
    ]
    return {**data, "households": people}


def forced(data: Mapping[str, Any], judge: Judge, household: str, home: str) -> Data:
    """The instance that is left once the household lives in this home: it is gone, and so is what it takes.

    A plan of what is left, and this placement, is a plan of the whole; its value is the sum of both. `judge` is of
    `data`. Raises PlacementError where the pair breaks a rule, also a limit that the household exceeds alone: nothing
    would be left of it but a negative number.
    """
    who, where = judge.households[household], judge.homes[home]
    if rules := judge.rules_broken(who, where):
        raise PlacementError(f"{household!r} cannot live in {home!r}: {', '.join(rules)}")
    left = dict(data)
    left["households"] = [one for one in data["households"] if str(one["id"]) != household]
    left["homes"] = [_home(one, who, where) for one in data["homes"]]
    left["limits"] = [_limit(one, who, where) for one in data.get("limits", ())]
    left["limits"] += _beds_left(judge, who, where)
    left["networks"] = [_network(one, who, where) for one in data.get("networks", ())]
    left["apart"] = [rule for rule in data.get("apart", ()) if household not in map(str, rule["households"])]
    for other, homes in _near(judge, who, where).items():
        for place in homes:
            left = forbidden(left, other, place)
    if data.get("values") is not None:
        left["values"] = [pair for pair in data["values"] if str(pair[0]) != household]
    return left


def _home(one: Data, who: Household, where: Home) -> Data:
    kept = dict(one)
    if "refused" in one:
        kept["refused"] = [name for name in one["refused"] if str(name) != who.id]
    if str(one["id"]) == where.id and (where.is_family or who.size == where.beds):
        # Nobody else can be there meanwhile, so the home is as good as shut.
        kept["open"] = [list(span) for first, end in where.open for span in _outside(first, end, who)]
    return kept


def _outside(first: int, end: int, who: Household) -> list[tuple[int, int]]:
    """What is left of a window before and after a stay."""
    parts = [(first, min(end, who.first)), (max(first, who.end), end)]
    return [(begin, stop) for begin, stop in parts if begin < stop]


def _beds_left(judge: Judge, who: Household, where: Home) -> list[Data]:
    """The beds that stay free, as limits at those periods at which somebody may arrive beside the household."""
    if where.is_family or who.size == where.beds:
        return []
    others = (other.first for other in judge.instance.households if other.id != who.id)
    moments = sorted({who.first, *(first for first in others if who.first < first < who.end)})
    left = where.beds - who.size
    return [
        {"name": f"beds beside {who.id}", "homes": [where.id], "from": at, "to": at + 1, "weights": "size", "max": left}
        for at in moments
    ]


def _limit(one: Data, who: Household, where: Home) -> Data:
    kept = dict(one)
    weights = one.get("weights", "one")
    if isinstance(weights, dict):
        kept["weights"] = {name: weight for name, weight in weights.items() if name != who.id}
    if where.id in map(str, one["homes"]) and one["from"] < who.end and who.first < one["to"]:
        takes = weights.get(who.id, 0) if isinstance(weights, dict) else {"one": 1, "size": who.size}[weights]
        kept["max"] = plain(exact(one["max"]) - exact(takes))
    return kept


def _network(one: Data, who: Household, where: Home) -> Data:
    if str(one["id"]) != where.network:
        return one
    capacities = []
    for held in one.get("capacities", ()):
        takes = 0
        if held["from"] < who.end and who.first < held["to"]:
            counts = held["counts"]
            # A household that names one kind of care twice counts as the reading counts it: the last one holds.
            care = {need.kind: need.places for need in who.care}
            takes = {"households": 1, "persons": who.size}.get(counts, care.get(counts[5:], 0))
        capacities.append({**held, "max": plain(exact(held["max"]) - takes)})
    return {**one, "capacities": capacities}


def _near(judge: Judge, who: Household, where: Home) -> dict[str, list[str]]:
    """Those who must not be near the household, with the homes that this rules out for them."""
    found: dict[str, list[str]] = {}
    for rule in judge.instance.apart:
        if who.id not in rule.households:
            continue
        other = rule.households[1 - rule.households.index(who.id)]
        if not meets(who, judge.households[other]):
            continue
        homes = [where.id]
        if rule.scope == "network" and where.network:
            homes = [home.id for home in judge.instance.homes if home.network == where.network]
        found[other] = [*found.get(other, ()), *homes]
    return found
