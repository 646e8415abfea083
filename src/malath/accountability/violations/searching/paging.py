"""A page of acts, the latest first, by keyset: within some milliseconds among a million (SC1).

Each branch of what the viewer sees is asked by the way that a sample says is the quickest (ways.py), all in one statement.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Self

from malath.accountability.violations.models import Act
from malath.accountability.violations.searching import statements, ways
from malath.accountability.violations.searching.asking import Asked
from malath.accountability.violations.searching.branches import Branch, branches_for
from malath.accountability.violations.searching.conditions import proposed_rows, with_seen_parties
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.statements import Sql, as_day, as_id
from malath.accountability.violations.searching.written import (
    begun_later,
    beyond,
    by_way,
    contradicts,
    gathered_in,
)
from malath.platform.access.written import listed

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50
LOOKED_THROUGH = 8_000
"""So many rows are looked through, or twice as many as were expected, before what fits is gathered instead."""
Key = tuple[date, uuid.UUID]


@dataclass(frozen=True)
class Cursor:
    """After which act a page begins."""

    day: date
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What the address says; None for what makes no sense."""
        day, _, id = text.partition("_")
        try:
            return cls(date.fromisoformat(day), uuid.UUID(id))
        except ValueError:
            return None


@dataclass(frozen=True)
class Page:
    """Acts in order, unrevealed, with their events; the cursor of the next page, None at the end."""

    acts: list[Act] = field(default_factory=list)
    after: Cursor | None = None


def page_of(viewer: Member, asked: Asked, after: Cursor | None = None, size: int = PAGE) -> Page:
    """The acts that the viewer sees and that fit, the latest first.

    What was found by conditions put by hand is read through `visible_to`: were a branch wrong, less would be shown, never
    more. Whoever sees an act sees what hangs on it (models/events.py), so that this is not asked again.
    """
    if (criteria := with_seen_parties(viewer, asked.criteria)) is None:
        return Page()
    asked = replace(asked, criteria=criteria)
    found = first_keys(viewer, asked, after, size + 1)
    rows = _read(viewer, [id for _day, id in found[:size]])
    return Page(rows, Cursor(rows[-1].day, rows[-1].pk) if rows and len(found) > size else None)


def _read(viewer: Member, ids: list[uuid.UUID]) -> list[Act]:
    found = Act.objects.visible_to(viewer).filter(pk__in=listed(ids)) if ids else ()
    acts: dict[uuid.UUID, Act] = {act.pk: act for act in found}
    return [acts[id] for id in ids if id in acts]


def first_keys(viewer: Member, asked: Asked, after: Cursor | None, most: int) -> list[Key]:
    """Days and identifiers of the first so many."""
    if asked.proposed.is_asked:
        found = _gathered_by_words(viewer, asked, after, most)
    elif (criteria := with_seen_parties(viewer, asked.criteria)) is None:
        return []
    else:
        found = _found(criteria, branches_for(viewer), after, most)
    return sorted(set(found), key=_in_order)[:most]


def _found(criteria: Criteria, branches: list[Branch], after: Cursor | None, most: int) -> list[Key]:
    """What the quickest way finds in each branch; where it was cut off and the page is not full, by the database's own."""
    parts: list[Sql] = []
    unsure: dict[int, Branch] = {}
    for branch in branches:
        if contradicts(criteria, branch):
            continue
        if not branch.is_range:
            parts += gathered_in(criteria, branch, after, most)
            continue
        way = ways.cheapest(criteria, branch, most)
        if way.total > LOOKED_THROUGH and way.lead != "person":
            unsure[len(parts)] = branch
        limit = max(LOOKED_THROUGH, int(2 * way.rows)) if len(parts) in unsure else statements.ALL
        parts += by_way(way, criteria, branch, after, most, limit)
        if (open_ended := begun_later(criteria, branch, after, most)) is not None:
            parts.append(open_ended)
    rows = _asked(parts)
    found = Counter(part for part, _key in rows)
    cut_off = {part: branch for part, branch in unsure.items() if found[part] < most}
    again: list[Sql] = []
    for branch in cut_off.values():
        way = ways.surest(criteria, branch, most)
        again += (
            by_way(way, criteria, branch, after, most, statements.ALL)
            if way.lead
            else gathered_in(criteria, branch, after, most)
        )
    return [key for part, key in rows if part not in cut_off] + [key for _part, key in _asked(again)]


def _gathered_by_words(viewer: Member, asked: Asked, after: Cursor | None, most: int) -> list[Key]:
    """What fits of what the finder proposed, whatever order it stands in."""
    found = proposed_rows(viewer, asked, beyond(after))
    return [] if found is None else [key for _part, key in _asked([statements.gathered(found, most)])]


def _asked(parts: list[Sql]) -> list[tuple[int, Key]]:
    rows = statements.asked_of_database(statements.joined(parts, "day, id")) if parts else ()
    return [(part, (as_day(day), as_id(id))) for part, day, id in rows]


def _in_order(row: tuple[date, uuid.UUID]) -> tuple[int, str]:
    return -row[0].toordinal(), row[1].hex
