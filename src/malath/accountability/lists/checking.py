"""The job that checks every row of a list: what it would become, or what is wrong in which cell. Nothing is written yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.accountability.lists.comparing import Compared, compare, meet
from malath.accountability.lists.keys import Keys
from malath.accountability.lists.linking import Linker
from malath.accountability.lists.looking import opened
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow
from malath.accountability.lists.opening import OpenedList
from malath.accountability.lists.reading import ReadRow, RowReader
from malath.accountability.lists.rules import BATCH, Fate, State
from malath.platform.access.models import Organisation
from malath.platform.sealed.fields import seal_rows
from malath.platform.sealed.inserting import insert_rows, neighbouring_keys

_MOST_NAMED = 5


def check_list(sheet: ListImport) -> None:
    """Check all rows. Broken off, it begins anew: a check writes nothing but itself."""
    table = opened(sheet)
    plan = Plan.read(sheet.plan)
    reader = RowReader(plan, timezone.localdate())
    organisation = sheet.organisation
    keys, linker = Keys(organisation.pk, plan), Linker(sheet.asked_by, organisation, plan)
    ListRow.objects.unscoped(reason="an earlier check of the same import").filter(sheet=sheet).delete()
    twice = _keys_twice(table, reader)
    rows = ListImport.objects.unscoped(reason="how far the job is")
    done = 0
    read = _read(table, reader, twice)
    while some := list(islice(read, BATCH)):
        if rows.filter(pk=sheet.pk, state=State.CHECKING).update(done=done) == 0:
            return
        for row in some:
            linker.judge(row)
        _check_batch(sheet, some, reader, keys, linker)
        done += len(some)
    rows.filter(pk=sheet.pk, state=State.CHECKING).update(done=done, total=done, state=State.CHECKED)


def _keys_twice(table: OpenedList, reader: RowReader) -> dict[str, list[int]]:
    """Identifiers that stand in more than one row, with the rows."""
    if reader.plan.key_column is None:
        return {}
    first: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    for number, cells in table.rows():
        key = reader.key_of(cells)
        if key and first.setdefault(key, number) != number:
            twice.setdefault(key, [first[key]]).append(number)
    return twice


def _read(table: OpenedList, reader: RowReader, twice: dict[str, list[int]]) -> Iterator[ReadRow]:
    for number, cells in table.rows():
        row = reader.read(number, cells)
        if others := twice.get(row.key):
            named = ", ".join(str(other) for other in others[:_MOST_NAMED])
            row.wrong.append([reader.plan.key_column, "key.twice", {"rows": named, "count": len(others)}])
        yield row


@transaction.atomic
def _check_batch(sheet: ListImport, rows: Sequence[ReadRow], reader: RowReader, keys: Keys, linker: Linker) -> None:
    organisation: Organisation = sheet.organisation
    good = [row for row in rows if not row.wrong]
    fates = dict(
        zip((row.number for row in good), compare(good, meet(good, keys, sheet.asked_by, organisation)), strict=True)
    )
    for row in good:
        _add_linked(fates[row.number], linker.missing(row, fates[row.number].known))
    kept, ids = [], neighbouring_keys()
    for row in rows:
        compared = fates.get(row.number)
        content: dict[str, Any] = {"raw": list(row.raw), "key": row.key, "values": _own(row, reader.plan)}
        content |= {"wrong": row.wrong, "notes": row.notes, "changes": compared.changes if compared else []}
        fate = compared.fate if compared else Fate.WRONG
        restricted = reader.is_restricted(row) or bool(
            compared and any(one.is_restricted for one in compared.known.records)
        )
        said = {"number": row.number, "fate": fate, "is_restricted": restricted, "content": content}
        kept.append(ListRow(id=next(ids), sheet=sheet, **said))
    seal_rows(kept)
    insert_rows(kept)


def _add_linked(compared: Compared, missing: Sequence[str]) -> None:
    """Whom a row names and who stands in no part of it yet is a change of a row that was met before."""
    compared.changes += [[record, None, None] for record in missing if [record, None, None] not in compared.changes]
    if missing and compared.fate == Fate.UNCHANGED:
        compared.fate = Fate.UPDATE


def _own(row: ReadRow, plan: Plan) -> dict[str, object]:
    """What the row says itself; what is the same for all of them stands in the plan."""
    constants: Iterable[str] = plan.constants
    return {code: value for code, value in row.values.items() if code not in constants or plan.constants[code] != value}
