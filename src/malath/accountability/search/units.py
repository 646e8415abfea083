"""A unit asked for by its name: any that it bears or bore, in any script. The address holds its identifier alone (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from malath.accountability.violations.accounts import Party, known_to
from malath.accountability.violations.parties import UNIT, bodies_page

if TYPE_CHECKING:
    from malath.accountability.violations.parties import Line
    from malath.platform.access.models import Member

MOST_OFFERED = 12


@dataclass(frozen=True)
class Called:
    """Units that bear a name, the nearest first, by identifier and in words; whether more do than are offered."""

    choices: list[tuple[str, str]] = field(default_factory=list)
    has_more: bool = False


def units_called(viewer: Member, name: str) -> Called:
    """Those that the viewer sees, as the list of units finds them, also by number."""
    if not name.strip():
        return Called()
    page = bodies_page(viewer, UNIT, name=name)
    offered = [(str(one.row.pk), _words(one)) for one in page.lines[:MOST_OFFERED]]
    return Called(offered, page.has_more or len(page.lines) > MOST_OFFERED)


def unit_named(viewer: Member, pk: uuid.UUID) -> Party | None:
    """The unit of a question, as a page names it; None where the viewer sees none."""
    return known_to(viewer, [], bodies=[pk], why="search.unit").bodies.get(pk)


def _words(one: Line) -> str:
    above = one.above.name if one.above else ""
    return " · ".join(filter(None, [one.name, *one.others, above, *one.details, one.row.number]))
