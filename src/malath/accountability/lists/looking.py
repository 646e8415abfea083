"""The job that reads a file for the first time: its headings, its words, and how its rows could be read."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from malath.accountability.lists.errors import ListRefusedError
from malath.accountability.lists.mapping import Plan, propose, propose_words
from malath.accountability.lists.models import ListImport, Profile
from malath.accountability.lists.opening import OpenedList, open_list
from malath.accountability.lists.rules import LARGEST_LIST, MOST_WORDS, State
from malath.accountability.lists.shapes import plan_of, shape_of
from malath.accountability.lists.targets import targets
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal

_SAMPLE = 200
_LONGEST_WORD = 80
# Of rows that hold nothing so many are named one by one; all are counted.
_MOST_APART = 500


def opened(sheet: ListImport) -> OpenedList:
    """The file of an import, opened by the system."""
    assert sheet.file is not None
    reveal(sheet, sheet.file, by=None, why="lists.read")
    return open_list(files.read(sheet.file, None, "lists.read"), sheet.name)


def look_at(sheet: ListImport) -> None:
    """Read the file through once, and propose how its columns are read. A file that is no table is refused with a reason."""
    try:
        table = opened(sheet)
        seen = _seen(table)
        if not seen.count:
            raise ListRefusedError("sheet.no_table", {})
        if seen.count > LARGEST_LIST:
            raise ListRefusedError("sheet.too_many_rows", {"found": seen.count, "limit": LARGEST_LIST})
    except ListRefusedError as refusal:
        sheet.told = {"refused": [refusal.why, refusal.given]}
        _keep(sheet, State.REFUSED)
        return
    plan = _plan_for(sheet, table, seen)
    if not plan.name:
        plan.name = sheet.name.rpartition(".")[0] or sheet.name
    apart = sum(last - first + 1 for _sheet, first, last, _code, _text in table.apart)
    sheet.told = {
        "sheet": table.sheet,
        "headings": table.headings,
        "header": table.header,
        "first": seen.first,
        "words": seen.kept_words,
        "apart": table.apart[:_MOST_APART],
        "rows_apart": apart,
        "notes": table.notes,
    }
    sheet.plan = plan.written()
    sheet.rows_read = sheet.total = seen.count
    _keep(sheet, State.COLUMNS)


@transaction.atomic
def _keep(sheet: ListImport, state: State) -> None:
    sheet.state, sheet.done = state, 0
    sheet.save()


class _Seen:
    """What a walk through the rows saw."""

    def __init__(self, width: int) -> None:
        self.count = 0
        self.samples: list[list[str]] = []
        self.first = [""] * width
        self.words: list[dict[str, int] | None] = [{} for _column in range(width)]

    def see(self, cells: list[str]) -> None:
        self.count += 1
        if len(self.samples) < _SAMPLE:
            self.samples.append(cells)
        for column, (cell, words) in enumerate(zip(cells, self.words, strict=False)):
            if words is None or not cell:
                continue
            self.first[column] = self.first[column] or cell[:120]
            words[cell] = words.get(cell, 0) + 1
            if len(words) > MOST_WORDS or len(cell) > _LONGEST_WORD:
                self.words[column] = None

    @property
    def kept_words(self) -> dict[str, dict[str, int]]:
        """The words of columns that have few different ones, the most frequent first."""
        found = {}
        for column, words in enumerate(self.words):
            if words:
                found[str(column)] = dict(sorted(words.items(), key=lambda one: -one[1]))
        return found


def _seen(table: OpenedList) -> _Seen:
    seen = _Seen(len(table.headings))
    for _number, cells in table.rows():
        seen.see(cells)
    return seen


def _plan_for(sheet: ListImport, table: OpenedList, seen: _Seen) -> Plan:
    """The organisation's newest profile for these headings, else one that comes with the programme, else a proposal."""
    profiles = list(
        Profile.objects.visible_to(sheet.by).filter(organisation=sheet.organisation_id).order_by("-changed_on")[:50]
    )
    reveal(profiles, by=None, why="lists.profiles")
    words: dict[str, Any] = seen.kept_words
    for profile in profiles:
        plan = Plan.read(profile.plan)
        if plan.headings == table.headings:
            sheet.profile = profile
            propose_words(plan, words)
            return plan
    proposed = propose(table.headings, seen.samples, words)
    if (shape := shape_of(table.headings)) is not None:
        plan = plan_of(shape, table.headings)
        for column, guessed in zip(plan.columns, proposed.columns, strict=True):
            column.order = guessed.order
        propose_words(plan, words)
        return plan
    known = targets()
    for column in proposed.columns:
        if column.to not in known and column.to != "key":
            column.to = ""
    return proposed
