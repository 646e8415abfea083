"""Acts as a page of results shows them: kind, victim, when, where; names only of those whom the viewer sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.accountability.violations.searching import ActRow, shown_of
from malath.accountability.violations.wording import place_label, term_label, when_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Line:
    """One act in words."""

    row: ActRow
    kind: str
    victim: str
    when: str
    place: str


def lines_of(viewer: Member, acts: Iterable[object]) -> list[Line]:
    """Revealed, in the order given."""
    return [
        Line(row, term_label("acts", row.act.kind), row.victim, when_label(row.act.when), place_label(row.act.place))
        for row in shown_of(viewer, acts)
    ]
