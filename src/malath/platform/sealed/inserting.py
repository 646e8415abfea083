"""Many new rows of one model written with one prepared statement: what an import of ninety thousand rows asks for.

`bulk_create` builds a statement of its own for every few dozen rows, since it names each value; that is most of its time.
Rows with sealed fields are sealed first (`seal_rows`), in one request to the keeper for all of them.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connections, models, router, transaction

_AS_THEY_ARE = {
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.PositiveIntegerField,
    models.BigIntegerField,
    models.BigAutoField,
}


def neighbouring_keys() -> Iterator[uuid.UUID]:
    """Random identifiers without end that begin with the same six random bytes; each is otherwise as random as any other.

    What is written together stands together in every index that holds it: among a million rows with keys from all over, each
    row changes a page of its own in each index, and an import writes thirty times its size. They tell no time and no order,
    only what was written together.
    """
    beginning = secrets.token_bytes(6)
    while True:
        yield uuid.UUID(bytes=beginning + secrets.token_bytes(10), version=4)


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, all or none. Their primary keys are known before (no AutoField), and what was sealed of
    them is what is written; nothing is read back and no signal is sent."""
    if not rows:
        return
    model = type(rows[0])
    fields = model._meta.local_concrete_fields
    if any(isinstance(field, models.AutoField) for field in fields):
        raise TypeError(f"{model.__name__}: the database gives its keys, use bulk_create")
    alias = router.db_for_write(model)
    connection = connections[alias]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # The names of tables and columns come from the models, every value goes by a placeholder.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    given = [_given(field, connection) for field in fields]
    values = [[value(row) for value in given] for row in rows]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.executemany(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, alias


def _given(field: Any, connection: Any) -> Callable[[models.Model], Any]:
    """What the database is given of a row. Text, numbers, flags and keys are most of a million values and go as they are
    kept; any other field is asked, which takes ten times as long."""
    name, kept = field.attname, field
    while isinstance(kept, models.ForeignKey):
        kept = kept.target_field
    if type(field).pre_save is models.Field.pre_save:
        if type(kept) is models.UUIDField:
            return (
                attrgetter(name) if connection.features.has_native_uuid_field else lambda row: _hex(getattr(row, name))
            )
        if type(kept) in _AS_THEY_ARE:
            return attrgetter(name)
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)


def _hex(key: uuid.UUID | str | None) -> str | None:
    return None if key is None else key.hex if isinstance(key, uuid.UUID) else uuid.UUID(key).hex
