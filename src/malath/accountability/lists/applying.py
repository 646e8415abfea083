"""The job that writes a checked list: some hundred rows a change, each change whole or not at all, none of them twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from malath.accountability.lists.comparing import ALWAYS, meet, met_by
from malath.accountability.lists.keys import Keys
from malath.accountability.lists.linking import Linker
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow, Made
from malath.accountability.lists.reading import ReadRow
from malath.accountability.lists.rules import BATCH, WRITTEN, Fate, State
from malath.accountability.violations.listing import IMPORT, Known
from malath.accountability.violations.recording import Recorder, recording
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.inserting import insert_rows

_REASON = "a job writes what its member asked for"


def apply_list(sheet: ListImport) -> None:
    """Write all rows that are new or change something. Broken off, it goes on after the last change that was written."""
    reveal(sheet, by=None, why="lists.apply")
    plan = Plan.read(sheet.plan)
    keys = Keys(sheet.organisation_id, plan)
    linker = Linker(sheet.asked_by, sheet.organisation, plan)
    while apply_batch(sheet, plan, keys, linker):
        pass


@transaction.atomic
def apply_batch(sheet: ListImport, plan: Plan, keys: Keys, linker: Linker) -> bool:
    """Write the next rows, with how far the job is, in one transaction; False when there are no more."""
    imports = ListImport.objects.unscoped(reason=_REASON)
    held = imports.select_for_update().filter(pk=sheet.pk, state=State.APPLYING).values_list("position", "done").first()
    if held is None:
        return False
    position, done = held
    rows = ListRow.objects.unscoped(reason=_REASON).filter(sheet=sheet, fate__in=WRITTEN, number__gt=position)
    some = list(rows.order_by("number")[:BATCH])
    if not some:
        imports.filter(pk=sheet.pk).update(state=State.APPLIED)
        return False
    reveal(some, by=None, why="lists.apply")
    _write(sheet, plan, keys, some, linker)
    imports.filter(pk=sheet.pk).update(position=some[-1].number, done=done + len(some))
    return True


def _write(sheet: ListImport, plan: Plan, keys: Keys, some: Sequence[ListRow], linker: Linker) -> None:
    read = [_read_again(row, plan) for row in some]
    by, organisation = sheet.asked_by, sheet.organisation
    beside = meet(read, keys, by, organisation)
    with recording(organisation=organisation, by=by, kind=IMPORT, batch=sheet.pk, for_job=True) as change:
        source = beside.source or change.person({"name": plan.name}, kind="group", key=keys.of_source)
        said = {"source": source, "confidence": plan.confidence}
        met = [met_by(beside, place) for place in range(len(read))]
        change.take_up([record for known in met for record in known.records])
        made = []
        for place, (row, one, known) in enumerate(zip(some, read, met, strict=True)):
            digests = (beside.people[place], beside.events[place])
            made.append(_write_row(change, row, one, known, digests, said, linker))
    insert_rows(made)


def _read_again(row: ListRow, plan: Plan) -> ReadRow:
    """A row as it was checked."""
    content = row.content
    return ReadRow(row.number, content["raw"], content["key"], {**plan.constants, **content["values"]})


def _write_row(
    change: Recorder,
    row: ListRow,
    one: ReadRow,
    known: Known,
    digests: tuple[bytes, bytes],
    said: dict[str, Any],
    linker: Linker,
) -> Made:
    """Write one row: what is known is stated beside what others say, what is not is added."""
    was_new, changed = known.person is None, False
    parts = {record: one.of(record) for record in (*ALWAYS, "involvement")}
    for record, values in parts.items():
        if record == "involvement" and (added := linker.write(change, one, known, values, said)):
            changed = True
            if record in added:
                continue
        stands = getattr(known, record)
        if stands is not None:
            changed |= bool(change.state(stands, values, as_source=True, **said))
        elif values or record in ALWAYS:
            setattr(known, record, _added(change, record, values, known, digests, said))
            changed = True
    fate = Fate.NEW if was_new else Fate.UPDATE if changed else Fate.UNCHANGED
    ids = {record: stands.pk for record in parts if (stands := getattr(known, record)) is not None}
    return Made(row=row, change=change.change.pk, fate=fate, **ids)


def _added(
    change: Recorder,
    record: str,
    values: dict[str, Any],
    known: Known,
    digests: tuple[bytes, bytes],
    said: dict[str, Any],
) -> Any:
    if record == "person":
        return change.person(values, key=digests[0], **said)
    if record == "event":
        return change.event(values, key=digests[1], **said)
    if record == "act":
        return change.act(known.event, known.person, values, **said)  # type: ignore[arg-type]
    if record == "information":
        return change.information(known.event, values, told_by=said["source"], **said)  # type: ignore[arg-type]
    return change.involvement(known.act, values, **said)  # type: ignore[arg-type]
