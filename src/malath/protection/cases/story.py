"""The timeline of a case: a page at a time, restricted lines only for those who may read them (SH6)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from malath.platform.access.models import Member
from malath.protection.cases.models import Case, Entry
from malath.protection.cases.notes import CORRECTABLE
from malath.protection.cases.words import Said, before_lines, said_of

PAGE = 20


@dataclass
class Line:
    """One line as the page shows it, once its rows are revealed."""

    entry: Entry
    corrections: list[Entry] = field(default_factory=list)

    @property
    def said(self) -> Said:
        return said_of(self.entry)

    @property
    def is_correctable(self) -> bool:
        return self.entry.kind in CORRECTABLE and not self.entry.corrects_id

    @property
    def before(self) -> list[tuple[str, str]]:
        return before_lines(self.entry.details)


@dataclass
class Story:
    """One page; `after` is the cursor of the next, or empty. A cursor is a line's id: numbers would show gaps."""

    lines: list[Line]
    after: str = ""
    is_first: bool = True

    @property
    def rows(self) -> list[Any]:
        """Everything to reveal."""
        entries = [line.entry for line in self.lines] + [c for line in self.lines for c in line.corrections]
        return [*entries, *(entry.author for entry in entries)]


def story_of(viewer: Member, case: Case, *, kind: str = "", after: uuid.UUID | None = None) -> Story:
    """A page of the timeline, newest first, each line with the corrections that followed it. Unrevealed."""
    entries = Entry.objects.visible_to(viewer).filter(case=case)
    behind = entries.filter(pk=after).values_list("number", flat=True).first() if after else None
    wanted = entries.filter(kind=kind) if kind else entries
    if behind is not None:
        wanted = wanted.filter(number__lt=behind)
    rows = list(wanted.select_related("author", "corrects").order_by("-number")[: PAGE + 1])
    lines = [Line(entry) for entry in rows[:PAGE]]
    by_id = {line.entry.pk: line for line in lines}
    for correction in entries.filter(corrects__in=list(by_id)).select_related("author").order_by("number"):
        by_id[correction.corrects_id].corrections.append(correction)
    return Story(lines, after=str(lines[-1].entry.pk) if len(rows) > PAGE else "", is_first=behind is None)
