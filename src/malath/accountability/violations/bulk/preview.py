"""Each record before and after a change of many, and which are left out and why: nothing is written (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.bulk.rules import MOST, LeftOut, Wanted, value_after
from malath.accountability.violations.models import Act, Involvement
from malath.accountability.violations.rules import Stage, must_be_restricted
from malath.accountability.violations.searching import ActRow, shown_of
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.wording import worded

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class Line:
    """One act: which it is, what is said now and what would be, or why it is left out. `value`: what would be stated.

    `is_draft_again`: its event was checked or verified; `is_shut`: its event would be restricted.
    """

    row: ActRow
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    value: Any = None
    left_out: LeftOut | None = None
    is_draft_again: bool = False
    is_shut: bool = False

    @property
    def seen(self) -> str:
        """The act, with the state of its event that the preview shows."""
        return f"{self.row.act.pk}.{self.row.event.last_change}"


@dataclass(frozen=True)
class Preview:
    """All lines, in the order of the search."""

    lines: list[Line]

    @property
    def changing(self) -> list[Line]:
        """Those that would be changed."""
        return [line for line in self.lines if line.left_out is None]

    @property
    def left(self) -> list[Line]:
        """Those that are left out."""
        return [line for line in self.lines if line.left_out is not None]

    @property
    def drafts(self) -> int:
        """How many events would be drafts again."""
        return len({line.row.event.pk for line in self.changing if line.is_draft_again})

    @property
    def shut(self) -> int:
        """How many events would be restricted."""
        return len({line.row.event.pk for line in self.changing if line.is_shut})


def preview_of(viewer: Member, acts: Sequence[uuid.UUID], wanted: Wanted) -> Preview:
    """What would become of these acts, of which only those stand here that the viewer sees; revealed."""
    found = Act.objects.visible_to(viewer).in_bulk(list(acts[:MOST]))
    rows = shown_of(viewer, [found[pk] for pk in acts[:MOST] if pk in found])
    said = _said_now(viewer, rows, wanted)
    parts = _parts_of(viewer, rows) if wanted.what == "perpetrator" else {}
    facts = said_of(viewer, [row.act for row in rows], ("methods", "age"), why="records.change")
    own = set(viewer.standing.organisations_able("document"))
    lines = []
    for row in rows:
        line = Line(row, is_draft_again=row.event.stage != Stage.DRAFT)
        if row.event.organisation_id not in own:
            line.left_out = LeftOut.OTHERS
        elif wanted.what == "perpetrator":
            _judge_part(line, wanted, parts.get(row.act.pk, ()))
        else:
            _judge(line, wanted, said.get(row.act.pk))
        if line.left_out is None and wanted.record == "act":
            line.is_shut = not row.event.is_restricted and _shuts(line, wanted, facts[row.act.pk])
        lines.append(line)
    return Preview(lines)


def _said_now(viewer: Member, rows: Iterable[ActRow], wanted: Wanted) -> dict[uuid.UUID, Any]:
    """What is shown first, by act."""
    if wanted.record == "involvement":
        return {}
    of = {row.act.pk: row.event if wanted.record == "event" else row.act for row in rows}
    said = said_of(viewer, {one.pk: one for one in of.values()}.values(), (wanted.field.code,), why="records.change")
    return {act: said[one.pk].main(wanted.field.code) for act, one in of.items()}


def _parts_of(viewer: Member, rows: Collection[ActRow]) -> dict[uuid.UUID, list[Involvement]]:
    found: dict[uuid.UUID, list[Involvement]] = {}
    parts = Involvement.objects.visible_to(viewer).filter(act__in=[row.act.pk for row in rows])
    for part in parts.order_by("made_in_id", "pk"):
        found.setdefault(part.act_id, []).append(part)
    return found


def _judge(line: Line, wanted: Wanted, now: Any) -> None:
    line.value, line.left_out = value_after(wanted, now)
    line.before, line.after = worded(wanted.field, now), worded(wanted.field, line.value)


def _judge_part(line: Line, wanted: Wanted, parts: Sequence[Involvement]) -> None:
    """A part is added beside the others; not where it stands already, nor, where only gaps are filled, beside any other."""
    line.before = [text for part in parts for text in worded(wanted.field, part.kind)]
    line.value = wanted.code
    if any(part.kind == wanted.code and (wanted.unit in (None, part.body_id)) for part in parts):
        line.left_out = LeftOut.SAID
    elif parts and wanted.how == wanted.how.EMPTY:
        line.left_out = LeftOut.FILLED
    line.after = line.before if line.left_out else [*line.before, *worded(wanted.field, wanted.code)]


def _shuts(line: Line, wanted: Wanted, facts: Any) -> bool:
    kind = line.value if wanted.what == "kind" else line.row.act.kind
    methods = line.value if wanted.what == "methods" else facts.main("methods") or ()
    return must_be_restricted(kind or "", methods, facts.main("age"))


def seen_in(said: Iterable[str]) -> Mapping[uuid.UUID, int]:
    """Acts and states as a form sends them back; what cannot be read is nobody's."""
    found: dict[uuid.UUID, int] = {}
    for one in said:
        act, _, state = one.partition(".")
        try:
            found[uuid.UUID(act)] = int(state)
        except ValueError:
            continue
    return found
