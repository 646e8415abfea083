"""The lists that were imported leave and come back with the record: each with how it was read, each row as it came, what it
made, and its identifier, so that the next version of the list updates by key there too (SC1).

The file itself stays, and so do lists of which nothing is written, that were undone or that a job is at work on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from malath.accountability.lists.keys import Keys
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow, Made
from malath.accountability.lists.rules import Fate, State
from malath.accountability.violations.beside import Leaving, Lines, Loaded
from malath.accountability.violations.leaving.errors import ExportNotEmptyError
from malath.accountability.violations.leaving.keys import give_key, give_source_key
from malath.accountability.violations.selectors import seen_among
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal, seal_rows

LISTS, ROWS = "lists.jsonl", "list_rows.jsonl"
AT_ONCE = 500
# The first rows and the words of the columns were kept for matching them; the rows hold them all.
_TOLD = ("sheet", "headings", "header", "apart", "notes")
_MADE = ("person", "event", "act", "information", "involvement")
_WHY = "what an export holds is loaded"


class ListsOut:
    """What this room adds to an export, as violations/beside.py asks for it."""

    def files(self, leaving: Leaving) -> Iterator[tuple[str, str, Lines]]:
        """The imports, then their rows."""
        kept: list[uuid.UUID] = []
        yield LISTS, "lists", _lists(leaving, kept)
        yield ROWS, "list_rows", _rows(leaving, kept)

    def load(self, read: Callable[[str], Lines], loaded: Loaded) -> None:
        """Imports without their files, their rows and what each made; the keyed digests of this instance."""
        sheets = {sheet.pk: sheet for sheet in (_sheet_of(line, loaded) for line in read(LISTS))}
        known = ListImport.objects.unscoped(reason=_WHY).filter(pk__in=list(sheets))
        if known.exists():
            raise ExportNotEmptyError
        for sheet in sheets.values():
            keeper().create_subject(sheet.pk, sheet.organisation_id)
            sheet.save(force_insert=True)
        waiting: list[dict[str, Any]] = []
        for line in read(ROWS):
            waiting.append(line)
            if len(waiting) == AT_ONCE:
                _load_rows(waiting, sheets, loaded)
                waiting = []
        _load_rows(waiting, sheets, loaded)


def _lists(leaving: Leaving, kept: list[uuid.UUID]) -> Lines:
    rows = ListImport.objects.visible_to(leaving.viewer).filter(state=State.APPLIED)
    for sheet in rows.select_related("organisation", "by", "asked_by").order_by("pk"):
        reveal(sheet, by=leaving.viewer, why="export")
        if leaving.left_out.mentions([sheet.name, sheet.plan]):
            continue
        kept.append(sheet.pk)
        told = {name: said for name, said in sheet.told.items() if name in _TOLD}
        if leaving.left_out.mentions(told.get("apart")):
            told["apart"] = []
        yield {
            "id": str(sheet.pk),
            "organisation": sheet.organisation.slug,
            "by": sheet.by.handle,
            "asked_by": sheet.asked_by.handle,
            "on": str(sheet.on),
            "done": sheet.done,
            "total": sheet.total,
            "position": sheet.position,
            "rows_read": sheet.rows_read,
            "name": sheet.name,
            "told": told,
            "plan": sheet.plan,
        }


def _rows(leaving: Leaving, kept: Sequence[uuid.UUID]) -> Lines:
    last: uuid.UUID | None = None
    rows = ListRow.objects.visible_to(leaving.viewer).filter(sheet__in=kept).order_by("pk")
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:AT_ONCE]):
        last = batch[-1].pk
        reveal(batch, by=leaving.viewer, why="export")
        made = Made.objects.visible_to(leaving.viewer).in_bulk([row.pk for row in batch])
        seen = _seen(leaving, list(made.values()))
        for row in batch:
            one = made.get(row.pk)
            # A row holds the whole name, however the list spells it.
            gone = one is not None and one.person in leaving.left_out.people | leaving.left_out.initials
            if gone or leaving.left_out.mentions(row.content):
                continue
            yield {
                "id": str(row.pk),
                "list": str(row.sheet_id),
                "number": row.number,
                "fate": str(row.fate),
                "restricted": row.is_restricted,
                "content": row.content or None,
                "made": _made_line(one, leaving, seen) if one is not None else None,
            }


def _seen(leaving: Leaving, made: Sequence[Made]) -> set[uuid.UUID]:
    """Of the records that rows made those that the viewer sees: an export names no other."""
    found: set[uuid.UUID] = set()
    for column in _MADE:
        found |= seen_among(leaving.viewer, column, (getattr(one, column) for one in made))
    return found - leaving.left_out.people - leaving.left_out.information


def _made_line(one: Made, leaving: Leaving, seen: set[uuid.UUID]) -> dict[str, Any]:
    ids = {column: getattr(one, column) for column in _MADE}
    named = {column: str(pk) if pk in seen else None for column, pk in ids.items()}
    return {"change": leaving.changes.get(one.change), "fate": str(one.fate), **named}


def _sheet_of(line: dict[str, Any], loaded: Loaded) -> ListImport:
    return ListImport(
        pk=uuid.UUID(line["id"]),
        organisation=loaded.organisation_of(line["organisation"]),
        by=loaded.member_of(line["by"]),
        asked_by=loaded.member_of(line["asked_by"]),
        on=date.fromisoformat(line["on"]),
        state=State.APPLIED,
        # Keyed by the instance that it left: the file, were it brought again here, is a new one.
        digest=b"",
        done=int(line["done"]),
        total=int(line["total"]),
        position=int(line["position"]),
        rows_read=int(line["rows_read"]),
        name=str(line["name"])[:200],
        told=dict(line["told"]),
        plan=dict(line["plan"]),
    )


def _load_rows(lines: Sequence[dict[str, Any]], sheets: dict[uuid.UUID, ListImport], loaded: Loaded) -> None:
    rows, made = [], []
    for line in lines:
        sheet = sheets[uuid.UUID(line["list"])]
        row = ListRow(
            pk=uuid.UUID(line["id"]),
            sheet=sheet,
            number=int(line["number"]),
            fate=Fate(line["fate"]),
            is_restricted=bool(line["restricted"]),
            content=dict(line["content"] or {}),
        )
        rows.append(row)
        if (said := line["made"]) is not None:
            ids = {column: uuid.UUID(said[column]) if said[column] else None for column in _MADE}
            change = loaded.changes[said["change"]] if said["change"] else 0
            made.append(Made(row=row, change=change, fate=Fate(said["fate"]), **ids))
    _key_anew(rows, made, loaded)
    seal_rows(rows)
    ListRow.objects.bulk_create(rows)
    Made.objects.bulk_create(made)


def _key_anew(rows: Sequence[ListRow], made: Sequence[Made], loaded: Loaded) -> None:
    """The digests of this instance for identifiers: the next version of a list meets what this one made."""
    by_sheet: dict[uuid.UUID, list[Made]] = {}
    for one in made:
        by_sheet.setdefault(one.row.sheet_id, []).append(one)
    for several in by_sheet.values():
        sheet = several[0].row.sheet
        keys = Keys(sheet.organisation_id, Plan.read(sheet.plan))
        said = [str(one.row.content.get("key", "")) for one in several]
        for one, person, event in zip(several, keys.of_people(said), keys.of_events(said), strict=True):
            give_key("person", one.person, person, loaded)
            give_key("event", one.event, event, loaded)
        give_source_key({one.information for one in several if one.information}, keys.of_source, loaded)
