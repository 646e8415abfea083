"""A spreadsheet from its upload to alerts: read, mend, decide on likely duplicates, apply as one, undo as one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.actions.applying import apply_import, undo_import
from malath.protection.alerts.actions.sending import check_may_send
from malath.protection.alerts.actions.storing import store_reading
from malath.protection.alerts.errors import ImportClosedError, UnknownColumnError
from malath.protection.alerts.models import AlertImport, ImportPair, ImportRow
from malath.protection.alerts.reading import is_to_fix, mended, read_sheet, worst_of

__all__ = [
    "apply_import",
    "change_mapping",
    "decide_pair",
    "discard_import",
    "fix_cell",
    "leave_out",
    "preview_import",
    "take_back",
    "undo_import",
]


@transaction.atomic
def preview_import(
    *, body: bytes, name: str, sender: Organisation, screening: Organisation, by: Member
) -> tuple[AlertImport, bool]:
    """Read a file and keep it, sealed, for checking; no alert is made. The same file again gives the first import.

    Returns the import and whether it is new. Raises SheetRefusedError, NotAllowedError, NotScreeningError.
    """
    check_may_send(by, sender, screening)
    (digest,) = keeper().blind("alerts.import", [hashlib.sha256(body).hexdigest()])
    known = AlertImport.objects.visible_to(by).filter(organisation=sender, digest=digest)
    earlier = known.exclude(state=AlertImport.State.UNDONE).first()
    if earlier is not None:
        return earlier, False
    today = timezone.localdate()
    reading = read_sheet(body, name, chosen={}, today=today)
    sheet = AlertImport(
        pk=uuid.uuid4(),
        organisation=sender,
        screening_organisation=screening,
        by=by,
        on=today,
        digest=digest,
        name=name[:200],
    )
    keeper().create_subject(sheet.pk, sender.pk)
    sheet.file = files.store_for_now(sheet.pk, name=name, kind="", body=body)
    store_reading(sheet, reading, chosen={}, by=by)
    record("alerts.import_read", by=by, row=sheet.pk, organisation=sender.pk, rows=sheet.rows_read)
    return sheet, True


def _check_open(sheet: AlertImport, by: Member) -> None:
    if not by.can("send_alerts", sheet.organisation_id):
        raise NotAllowedError
    if sheet.is_closed:
        raise ImportClosedError


@transaction.atomic
def change_mapping(sheet: AlertImport, chosen: Mapping[str, str], *, by: Member) -> AlertImport:
    """Read the file again with what a person chose for its columns; cells mended before stay mended.

    Only before the import is applied. Raises ImportClosedError, UnknownColumnError.
    """
    _check_open(sheet, by)
    if sheet.state != AlertImport.State.PREVIEW or sheet.file is None:
        raise ImportClosedError
    reveal(sheet, sheet.file, by=by, why="import.columns")
    body = files.read(sheet.file, by, "import.columns")
    reading = read_sheet(body, sheet.name, chosen=chosen, today=timezone.localdate())
    store_reading(sheet, reading, chosen=chosen, by=by)
    record("alerts.columns_changed", by=by, row=sheet.pk, organisation=sheet.organisation_id, columns=len(chosen))
    return sheet


def _save_row(row: ImportRow, by: Member, verb: str, **facts: Any) -> None:
    row.save()
    record(verb, by=by, row=row.pk, organisation=row.sheet.organisation_id, **facts)


@transaction.atomic
def fix_cell(row: ImportRow, field: str, text: str, *, by: Member) -> ImportRow:
    """Write one cell of a row anew; the row is ready when nothing in it is wrong any more."""
    _check_open(row.sheet, by)
    if row.fate not in (ImportRow.Fate.TO_FIX, ImportRow.Fate.READY):
        raise ImportClosedError
    reveal(row, by=by, why="import.fix")
    row.reading = mended(row.reading, field, text, today=timezone.localdate())
    row.fixes = {**row.fixes, field: text}
    row.worst = worst_of(row.reading)
    row.fate = ImportRow.Fate.TO_FIX if is_to_fix(row.reading) else ImportRow.Fate.READY
    _save_row(row, by, "alerts.row_fixed", field=field)
    return row


@transaction.atomic
def leave_out(row: ImportRow, *, by: Member) -> ImportRow:
    """Leave a row out of the import; it stays in the account of rows and can be taken back."""
    _check_open(row.sheet, by)
    if row.fate not in (ImportRow.Fate.TO_FIX, ImportRow.Fate.READY, ImportRow.Fate.DUPLICATE):
        raise ImportClosedError
    row.fate = ImportRow.Fate.LEFT_OUT
    _save_row(row, by, "alerts.row_left_out")
    return row


def _by_reading(row: ImportRow, by: Member) -> None:
    reveal(row, by=by, why="import.row")
    row.fate = ImportRow.Fate.TO_FIX if is_to_fix(row.reading) else ImportRow.Fate.READY
    row.duplicate_of = None
    row.alert = None


@transaction.atomic
def take_back(row: ImportRow, *, by: Member) -> ImportRow:
    """Take a row that was left out, or taken for a repetition, back into the import."""
    _check_open(row.sheet, by)
    if row.fate not in (ImportRow.Fate.LEFT_OUT, ImportRow.Fate.DUPLICATE):
        raise ImportClosedError
    _by_reading(row, by)
    _save_row(row, by, "alerts.row_taken_back")
    return row


def _kept_and_repeated(one: ImportRow, other: ImportRow) -> tuple[ImportRow, ImportRow]:
    """Of two rows of one person: the one that stays, and the one that goes into it. A row to fix gives way."""
    first, second = sorted((one, other), key=lambda row: row.number)
    if first.fate == ImportRow.Fate.TO_FIX and second.fate == ImportRow.Fate.READY:
        first, second = second, first
    return first, second


@transaction.atomic
def decide_pair(pair: ImportPair, decision: str, *, by: Member) -> ImportPair:
    """Say whether two records are one person. One person: the row makes no second alert; what it says is added to the
    first. Of somebody known: the alert is made and says whom it may concern."""
    _check_open(pair.sheet, by)
    if decision not in ImportPair.Decision.values:
        raise UnknownColumnError
    changing = [row for row in (pair.row, pair.other_row) if row is not None]
    if any(row.fate == ImportRow.Fate.IMPORTED for row in changing):
        raise ImportClosedError
    if pair.decision == ImportPair.Decision.SAME:
        for row in changing:
            if row.fate == ImportRow.Fate.DUPLICATE:
                _by_reading(row, by)
                row.save()
    if decision == ImportPair.Decision.SAME and pair.other_person_id is None:
        if pair.other_row is not None:
            kept, repeated = _kept_and_repeated(pair.row, pair.other_row)
            repeated.duplicate_of = kept.number
        else:
            repeated = pair.row
            repeated.alert = pair.other_alert
        repeated.fate = ImportRow.Fate.DUPLICATE
        repeated.save()
    pair.decision = decision
    pair.save(update_fields=["decision"])
    record("alerts.pair_decided", by=by, row=pair.pk, organisation=pair.sheet.organisation_id, decision=decision)
    return pair


@transaction.atomic
def discard_import(sheet: AlertImport, *, by: Member) -> None:
    """Forget a file that was never applied: its rows and its sealed bytes go."""
    _check_open(sheet, by)
    if sheet.state != AlertImport.State.PREVIEW:
        raise ImportClosedError
    record("alerts.import_discarded", by=by, row=sheet.pk, organisation=sheet.organisation_id)
    forget_import(sheet)


def forget_import(sheet: AlertImport) -> None:
    """Delete an import with its rows, pairs and file; part of an action that has checked the right."""
    file = sheet.file
    with whole_block_unscoped(reason="the rows of an import go with it"):
        ImportPair.objects.filter(sheet=sheet).delete()
        ImportRow.objects.filter(sheet=sheet).delete()
        sheet.delete()
        if file is not None:
            files.remove(file)


def clear_import(sheet: AlertImport) -> None:
    """Empty an import of what stood in its file and destroy its key; numbers and fates of rows stay. A job's act."""
    today = timezone.localdate()
    file = sheet.file
    with whole_block_unscoped(reason="retention of raw rows"):
        ImportPair.objects.filter(sheet=sheet).delete()
        ImportRow.objects.filter(sheet=sheet).update(reading=b"", fixes=b"")
        AlertImport.objects.filter(pk=sheet.pk).update(name=b"", mapping=b"", account=b"", file=None, cleared_on=today)
        if file is not None:
            files.remove(file)
    keeper().erase(sheet.pk, today.isoformat())
