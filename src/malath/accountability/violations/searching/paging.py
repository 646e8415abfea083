"""A page of acts, the latest first, by keyset: within some milliseconds among a million (SC1).

The newest acts of each branch are looked through in their order, a bounded number of them: what many acts fit is found
there at once. What few fit is gathered by its own index and put in order afterwards. Either way the work is bounded, which
no single plan of a database's is for every question.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from malath.accountability.violations.models import Act
from malath.accountability.violations.searching import statements
from malath.accountability.violations.searching.asking import Asked
from malath.accountability.violations.searching.branches import Branch, branches_for
from malath.accountability.violations.searching.conditions import conditions
from malath.accountability.violations.searching.criteria import Criteria
from malath.accountability.violations.searching.statements import Sql

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50
LOOKED_THROUGH = 8_000
"""So many rows of a branch are looked through before what fits is gathered instead."""
COLUMNS = ("id", "day", "kind", "place", "status", "stage", "victim_status", "earliest", "latest", "is_restricted",
           "event_id")  # fmt: skip
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
    """The acts that the viewer sees and that fit, the latest first."""
    found = first_keys(viewer, asked, after, size + 1)
    acts: dict[uuid.UUID, Any] = Act.objects.visible_to(viewer).in_bulk([id for _day, id in found[:size]])
    rows = [acts[id] for _day, id in found[:size] if id in acts]
    return Page(rows, Cursor(*found[size - 1]) if len(found) > size else None)


def first_keys(viewer: Member, asked: Asked, after: Cursor | None, most: int) -> list[Key]:
    """Days and identifiers of the first so many."""
    branches = branches_for(viewer, None if asked.criteria.undated else asked.criteria.last)
    beyond = _beyond(after)
    ordered = [] if asked.proposed.is_asked else [branch for branch in branches if branch.is_range]
    found, left = _looked_through(viewer, asked, ordered, beyond, most) if ordered else ([], [])
    unsure = left + [branch for branch in branches if branch not in ordered]
    return sorted(found + _gathered(viewer, asked, unsure, beyond, most), key=_in_order)[:most]


def _looked_through(
    viewer: Member, asked: Asked, branches: list[Branch], beyond: list[Sql], most: int
) -> tuple[list[Key], list[Branch]]:
    """What was found, and the branches in which there may be more than the rows that were looked through."""
    fits = statements.condition_of(conditions(viewer, asked, by_row=True))
    if fits is None:
        return [], []
    columns = _columns(asked.criteria)
    ranges = [
        statements.rows_where([*branch.seen, *beyond], columns, LOOKED_THROUGH, ordered=True) for branch in branches
    ]
    found: list[list[Key]] = [[] for _ in ranges]
    for part, day, id in _asked([statements.looked_through(rows, fits, most) for rows in ranges]):
        found[part].append((day, id))
    enough = [rows for rows in found if len(rows) == most]
    left = [branch for branch, rows in zip(branches, found, strict=True) if len(rows) < most]
    return [row for rows in enough for row in rows], left


def _gathered(viewer: Member, asked: Asked, branches: list[Branch], beyond: list[Sql], most: int) -> list[Key]:
    """What fits in the branches, whatever order it stands in."""
    fits = statements.condition_of(conditions(viewer, asked)) if branches else None
    if fits is None:
        return []
    sets = [statements.rows_where([*branch.seen, fits, *beyond], ("id", "day"), statements.ALL) for branch in branches]
    return [(day, id) for _part, day, id in _asked([statements.gathered(rows, most) for rows in sets])]


def _columns(criteria: Criteria) -> list[str]:
    """What conditions name: no more, so that the index alone answers."""
    more = ["victim_id"] if criteria.person is not None else []
    return [*COLUMNS, *more, *(["made_in_id"] if criteria.since is not None else [])]


def _asked(parts: list[Sql]) -> list[tuple[int, date, uuid.UUID]]:
    rows = statements.asked_of_database(statements.joined(parts, "day, id")) if parts else ()
    return [(part, _day(day), _id(id)) for part, day, id in rows]


def _beyond(after: Cursor | None) -> list[Sql]:
    if after is None:
        return []
    text = statements.condition_of(Q(day__lte=after.day) & (Q(day__lt=after.day) | Q(pk__gt=after.id)))
    return [text] if text is not None else []


def _in_order(row: tuple[date, uuid.UUID]) -> tuple[int, str]:
    return -row[0].toordinal(), row[1].hex


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _id(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
