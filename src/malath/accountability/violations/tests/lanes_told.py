"""Lanes as Python makes them of what stands, for comparison with those that the database wrote."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from malath.accountability.violations import lanes
from malath.accountability.violations.models import Act, Coded, Event, Holding, Information, Involvement, Lane
from malath.accountability.violations.records import of_event_models

_WHY = "a test"
_COLUMNS = ("organisation_id", "entered_by_id", "is_restricted")


def lanes_that_stand() -> list[tuple[Any, ...]]:
    """Each row of a lane as (act, code, day, codes beside it, whose), in order."""
    rows = Lane.objects.unscoped(reason=_WHY).values_list("act", "code", "day", "codes", *_COLUMNS)
    return sorted([(act, code, day, _apart(codes), *whose) for act, code, day, codes, *whose in rows], key=str)


def lanes_expected() -> list[tuple[Any, ...]]:
    """The same rows from acts, parts, information and codes."""
    said = _codes_said()
    found = [
        (act.pk, code, act.day, _beside(act, said), *(getattr(act, column) for column in _COLUMNS))
        for act in Act.objects.unscoped(reason=_WHY).filter(is_gone=False)
        for code in _of(act, said)
        if not code.startswith("told/")
    ]
    return sorted(found, key=str)


def codes_unlike_what_is_said() -> list[Any]:
    """Acts that stand beside whose rows are not the codes by which they are found."""
    said = _codes_said()
    acts = Act.objects.unscoped(reason=_WHY).filter(is_gone=False)
    return [act.pk for act in acts if _apart(act.codes) not in (_brief(_of(act, said)), [lanes.TOO_MANY])]


def _codes_said() -> dict[Any, set[str]]:
    """Of each act and each event the codes that are said of it alone."""
    codes: dict[Any, set[str]] = defaultdict(set)
    for part in Involvement.objects.unscoped(reason=_WHY).filter(is_gone=False):
        codes[part.act_id] |= {f"perpetrator/{part.kind}"} if part.kind else set()
        codes[part.act_id] |= {f"unit/{part.body_id.hex}"} if part.body_id else set()
    for one in Information.objects.unscoped(reason=_WHY).filter(is_gone=False):
        codes[one.event_id] |= {f"material/{one.material}", f"reliability/{one.reliability}"}
        codes[one.event_id].add(f"told/{one.reliability}/{one.material}")
    for coded in Coded.objects.unscoped(reason=_WHY):
        codes[coded.act_id or coded.event_id].add(coded.code)
    return codes


def _of(act: Act, said: dict[Any, set[str]]) -> set[str]:
    return said[act.pk] | said[act.event_id]


def _beside(act: Act, said: dict[Any, set[str]]) -> list[str]:
    if act.codes == lanes.TOO_MANY:
        return [act.codes]
    own = [f"ki/{act.kind}", f"pl/{act.place}", f"st/{act.status}", f"vi/{act.victim_status}", f"sg/{act.stage}"]
    if act.earliest is None:
        own.append("un/")
    elif {act.earliest, act.latest} != {act.day}:
        own.append(f"sp/{act.earliest}/{act.latest}")
    return sorted([*_brief(_of(act, said)), *own])


def _brief(codes: set[str]) -> list[str]:
    return sorted(f"{code[:2]}{code[code.index('/') :]}" for code in codes)


def _apart(codes: str) -> list[str]:
    return sorted(code for code in codes.split("|") if code)


def seen_unlike_their_event() -> list[tuple[Any, ...]]:
    """Acts and what hangs on them that are not seen by whoever sees their event: a search does not ask this again."""
    events = {event.pk: [getattr(event, one) for one in _COLUMNS] for event in Event.objects.unscoped(reason=_WHY)}
    rows = [row for model in (Act, Involvement, Information) for row in model.objects.unscoped(reason=_WHY)]
    return [row.pk for row in rows if [getattr(row, one) for one in _COLUMNS] != events[row.event_id]]


def parts_on_what_is_gone() -> list[Any]:
    """What stands though its event or its act is gone."""
    hung = [
        model.objects.unscoped(reason=_WHY).filter(event__is_gone=True, is_gone=False) for model in of_event_models()
    ]
    hung += [
        model.objects.unscoped(reason=_WHY).filter(act__is_gone=True, is_gone=False) for model in (Involvement, Holding)
    ]
    return [row.pk for rows in hung for row in rows]
