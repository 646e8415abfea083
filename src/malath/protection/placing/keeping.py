"""Whom to expect, and which places a plan keeps for them (SH4): households that came in the last year stand for those to come.

What is kept is told with the household that would have had it, for how many it is kept, and what they need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.selectors import held_checks
from malath.protection.placing.gathering import Gathered, attributes_of, beds_taken_for, closed_by_checks
from malath.protection.placing.models import Line, Need
from malath.protection.placing.rules import (
    ENOUGH_CAME,
    FEW,
    MOST_CAME,
    SEASON_DAYS,
    SEASONS,
    Requirement,
    Variant,
    risk_of,
    wanted_of,
)

if TYPE_CHECKING:
    from malath.protection.hosting.models import Home


# Worths are rounded to so much of a point.
NEAR = 0.01


def seasons_to_expect(viewer: Member, found: Gathered, today: date) -> list[list[dict[str, Any]]]:
    """Possible futures of eight weeks, each as one stretch of eight weeks was; [] where too few came to say anything.

    Of the cases that the viewer sees, the newest 200. Reveals what they needed, and no name.
    """
    rows = Need.objects.visible_to(viewer).select_related("case").order_by("-since", "pk")
    came = list(rows.filter(since__gt=today - timedelta(days=SEASONS * SEASON_DAYS), since__lte=today)[:MOST_CAME])
    # Where there were more, the stretch in which the newest end is cut off, and stands for nothing.
    whole = SEASONS if len(came) < MOST_CAME else _season(came[-1], today)
    came = [need for need in came if _season(need, today) < whole]
    if len(came) < ENOUGH_CAME:
        return []
    reveal(came, by=viewer, why="placing.expected")
    seasons: list[list[dict[str, Any]]] = [[] for _season in range(whole)]
    checks = held_checks(found.homes)
    for need in came:
        ago = (today - need.since).days % SEASON_DAYS
        household = _as_one_to_come(need, found, today, comes=today + timedelta(days=SEASON_DAYS - ago))
        if household:
            closed = closed_by_checks(found, found.day(household["from"]), checks)
            seasons[_season(need, today)].append({**household, "refused": closed})
    return seasons if sum(map(len, seasons)) >= ENOUGH_CAME else []


def _season(need: Need, today: date) -> int:
    return (today - need.since).days // SEASON_DAYS


def as_asked(found: Gathered, data: dict[str, Any], seasons: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The engine's input with the beds that are taken said also of the days on which those arrive who may come: it counts
    them on days of arrival alone."""
    days = {found.day(one["from"]) for one in [*data["households"], *(one for season in seasons for one in season)]}
    return {**data, "limits": beds_taken_for(found, days)}


def _as_one_to_come(need: Need, found: Gathered, today: date, *, comes: date) -> dict[str, Any] | None:
    """The same needs, as many days after it comes as they were then; None where that is outside the plan's days."""
    wanted = wanted_of(need.details)
    begins = comes + max(timedelta(0), wanted.from_day - need.since)
    first = (begins - found.first).days
    end = min(found.data["periods"], first + (wanted.to_day - wanted.from_day).days)
    if not 0 < first < end:
        return None
    return {
        "id": str(need.pk),
        "from": first,
        "to": end,
        "risk": risk_of(need.case.priority, need.since, today, Variant.KEEPING),
        **attributes_of(wanted, {network["id"] for network in found.data["networks"]}),
    }


def kept_by_household(found: Gathered, told: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the engine says is kept, as it is sealed with the line of the household that would have had it."""
    return {
        one["wanted_by"]: {
            "home": one["home"],
            "price": round(one["price"], 2),
            "worth": round(one["value"], 2),
            "scope": one["scope"],
            "expected": round(one["expected"], 1),
            # Of fewer than so many households what they need would tell of one that others know.
            "needs": sorted(one["needs"]) if one["households"] >= FEW else [],
        }
        for one in told
        if one["expected"] > 0 and one["value"] - one["price"] <= one["net_instead"] + NEAR
    }


@dataclass(frozen=True)
class Kept:
    """A home that suits a household better and is kept: for how many on average, and what some of them need, which is told
    only where they are several.

    `in_city`: nobody is expected in this home, but so many in its city, and what the city can carry is kept for them.
    `worth`: what it is worth to this household; `price`: what it is worth to those who are expected.
    """

    home: Home
    worth: float
    price: float
    in_city: bool
    expected: float
    needs: list[str]


def kept_from(line: Line, others: Sequence[Line], found: Gathered) -> Kept | None:
    """What is kept from the household of a line, revealed; None where nothing is, the home is open no more, or the plan was
    changed by hand so that somebody else has it."""
    told = line.details.get("kept")
    if told and any(str(other.home_id) == told["home"] and other.by_hand for other in others):
        return None
    home = next((home for home in found.homes if told and str(home.pk) == told["home"]), None)
    if not told or home is None:
        return None
    labels = dict(Requirement.choices)
    return Kept(
        home=home, worth=told["worth"], price=told["price"], in_city=told["scope"] == "network",
        expected=told["expected"],
        needs=[str(labels.get(need, need)) for need in told["needs"]],
    )  # fmt: skip
