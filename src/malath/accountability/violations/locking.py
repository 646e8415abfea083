"""Writing and erasing wait for one another: whoever writes holds what the rows hang on, whoever erases holds it alone (SC1).

A foreign key of a new row is checked when its transaction ends: without a lock, a row could be hung on an event while its
erasure commits. Writers share these locks; an erasure takes the same row for itself, and who waited finds it erased.

All take them in one order, so that nobody waits in a ring: imports of lists, events, testimonies, people, bodies; of each
kind by their keys.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from malath.accountability.violations.errors import RecordErasedError, RecordUndoneError
from malath.accountability.violations.models import Act, Body, Event, Person, Record, Statement

SUBJECTS: Mapping[str, type[Record]] = {"event": Event, "person": Person, "body": Body}
_WHY = "whether somebody erased or undid what a change hangs on"


def hold_for_writing(*, events: Collection[uuid.UUID] = (), people: Collection[uuid.UUID] = ()) -> None:
    """Hold events and people until the transaction ends, shared with other writers. Raises RecordErasedError."""
    for model, pks in ((Event, events), (Person, people)):
        if pks and any(_erased_days(model, sorted(pks))):
            raise RecordErasedError


def _erased_days(model: type[Event | Person], pks: list[uuid.UUID]) -> list[Any]:
    if connection.vendor != "postgresql":
        # One writer at a time: transactions of SQLite begin by taking the database.
        rows = model.objects.unscoped(reason=_WHY).filter(pk__in=pks)
        return list(rows.exclude(erased_on=None).values_list("erased_on", flat=True))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # Django writes no FOR KEY SHARE. The table's name comes from the model.
        cursor.execute(f"SELECT erased_on FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [pks])  # noqa: S608
        return [day for (day,) in cursor.fetchall()]


def hold_what_is_named(new: Mapping[type[Record], Sequence[Record]], said: Sequence[Statement]) -> None:
    """Hold what stands and new rows hang on, which their change is written on too; and, shared, what else they name.
    Raises RecordErasedError, RecordUndoneError."""
    hung: dict[str, set[uuid.UUID | None]] = {"event": set(), "act": set()}
    named: dict[Any, set[uuid.UUID | None]] = {Event: set(), Person: {one.source_id for one in said}}
    for model, rows in new.items():
        for field in model._meta.concrete_fields if rows else ():
            into = hung.get(field.name, named.get(field.related_model))
            if into is not None:
                into |= {getattr(row, field.attname) for row in rows}
    made = {row.pk for rows in new.values() for row in rows} | {None}
    hold_to_change({"event": hung["event"] - made})  # type: ignore[dict-item]
    hold_for_writing(events=named[Event] - made, people=named[Person] - made)  # type: ignore[arg-type]
    for parents, model in ((hung["event"] - made, Event), (hung["act"] - made, Act)):
        # Whoever undoes an event or an act holds the event, and hides what hangs on it then.
        if parents and model.objects.unscoped(reason=_WHY).filter(pk__in=parents, is_gone=True).exists():
            raise RecordUndoneError


def hold_to_change(named: Mapping[str, Collection[uuid.UUID]]) -> None:
    """Hold subjects against other writers until the transaction ends: of each of SUBJECTS those named. Raises
    RecordErasedError where one was erased before."""
    hold_as_they_stand(named)
    hold_for_writing(people=named.get("person", ()), events=named.get("event", ()))


def hold_as_they_stand(named: Mapping[str, Collection[uuid.UUID]]) -> None:
    """The same, where what was erased before is no matter."""
    for name, model in SUBJECTS.items():
        if pks := named.get(name):
            rows = model.objects.unscoped(reason=_WHY).select_for_update(no_key=True).filter(pk__in=list(pks))
            list(rows.order_by("pk").values_list("pk", flat=True))


def hold_for_erasing(model: type[Event | Person], pk: uuid.UUID) -> Any:
    """The event or person, held against everybody until the transaction ends. Raises RecordErasedError."""
    rows = model.objects.unscoped(reason="what is erased, locked").select_for_update(of=("self",))
    held = rows.select_related("organisation").get(pk=pk)
    if held.erased_on is not None:
        raise RecordErasedError
    return held
