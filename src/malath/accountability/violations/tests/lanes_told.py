"""Lanes as Python makes them of what stands, for comparison with those that the database wrote."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from malath.accountability.violations.models import Act, Coded, Event, Information, Involvement, Lane

_WHY = "a test"
_COLUMNS = ("organisation_id", "entered_by_id", "is_restricted")


def lanes_that_stand() -> list[tuple[Any, ...]]:
    """Each row of a lane as (act, code, day, whose), in order."""
    rows = Lane.objects.unscoped(reason=_WHY).values_list("act", "code", "day", *_COLUMNS)
    return sorted(rows, key=str)


def lanes_expected() -> list[tuple[Any, ...]]:
    """The same rows from acts, parts, information and codes."""
    codes: dict[Any, set[str]] = defaultdict(set)
    for part in Involvement.objects.unscoped(reason=_WHY).filter(is_gone=False):
        codes[part.act_id] |= {f"perpetrator/{part.kind}"} if part.kind else set()
        codes[part.act_id] |= {f"unit/{part.body_id.hex}"} if part.body_id else set()
    for one in Information.objects.unscoped(reason=_WHY).filter(is_gone=False):
        codes[one.event_id] |= {f"material/{one.material}", f"reliability/{one.reliability}"}
    for coded in Coded.objects.unscoped(reason=_WHY):
        codes[coded.act_id or coded.event_id].add(coded.code)
    found = [
        (act.pk, code, act.day, *(getattr(act, column) for column in _COLUMNS))
        for act in Act.objects.unscoped(reason=_WHY).filter(is_gone=False)
        for code in codes[act.pk] | codes[act.event_id]
    ]
    return sorted(found, key=str)


def seen_unlike_their_event() -> list[tuple[Any, ...]]:
    """Acts and what hangs on them that are not seen by whoever sees their event: a search does not ask this again."""
    events = {event.pk: [getattr(event, one) for one in _COLUMNS] for event in Event.objects.unscoped(reason=_WHY)}
    rows = [row for model in (Act, Involvement, Information) for row in model.objects.unscoped(reason=_WHY)]
    return [row.pk for row in rows if [getattr(row, one) for one in _COLUMNS] != events[row.event_id]]
