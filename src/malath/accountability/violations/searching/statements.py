"""Searches as SQL: what holds conditions together, a query in FROM, which Django cannot write.

Columns and tables are the models' own; whatever is asked for goes as a value beside the text.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from malath.accountability.violations.models import Act, Lane
from malath.platform.access.written import listed

Sql = tuple[str, tuple[Any, ...]]
TABLE, LANES = Act._meta.db_table, Lane._meta.db_table
ALL = 1_000_000_000
"""More than there are: a LIMIT that keeps the database from mixing a query with the one around it."""

_IN_ORDER = "ORDER BY day DESC, id"
MOST_PARTS = 100
"""Parts that one statement holds: SQLite takes some hundreds."""


def equal(column: str, value: Any) -> Sql:
    """The column has the value."""
    if isinstance(value, bool):
        return (column if value else f"NOT {column}"), ()
    return compared(column, "=", value)


def compared(column: str, how: str, value: Any) -> Sql:
    """The column stands so to the value."""
    return f"{column} {how} %s", (_kept(value),)


def among(column: str, values: Sequence[Any]) -> Sql:
    """The column has one of the values."""
    if len(values) == 1:
        return equal(column, values[0])
    return f"{column} IN ({', '.join(['%s'] * len(values))})", tuple(map(_kept, values))


def holds(column: str, text: str) -> Sql:
    """The text stands in the column."""
    return f"{'strpos' if connection.vendor == 'postgresql' else 'instr'}({column}, %s) > 0", (text,)


def negated(condition: Sql) -> Sql:
    """Not so."""
    return f"NOT ({condition[0]})", condition[1]


def nothing() -> Sql:
    """What no row fits."""
    return "1 = 0", ()


def all_of(conditions: Iterable[Sql]) -> Sql:
    """Every one of the conditions."""
    said = list(conditions)
    return " AND ".join(f"({sql})" for sql, _ in said) or "1 = 1", _values(said)


def any_of(conditions: Iterable[Sql]) -> Sql:
    """One of the conditions."""
    said = list(conditions)
    return " OR ".join(f"({sql})" for sql, _ in said) or "1 = 0", _values(said)


def condition_of(fits: Q) -> Sql | None:
    """A condition as text, on rows that go by the name of the acts' table; None where nothing fits."""
    return where_of(Act.objects.unscoped(reason="a condition is written; no row is read").filter(fits))


def where_of(rows: QuerySet[Any]) -> Sql | None:
    """What a query asks of the acts' rows, as text; None where nothing can be in it."""
    query = rows.query
    query.get_initial_alias()
    compiler = query.get_compiler(connection=connection)
    try:
        sql, values = compiler.compile(query.where)
    except EmptyResultSet:
        return None
    except FullResultSet:
        return "1 = 1", ()
    return sql, tuple(values)


def in_lanes(conditions: Sequence[Sql]) -> Sql:
    """Acts as lanes hold them: what is read of them there, in no order yet."""
    where, values = all_of(conditions)
    return f"SELECT act_id AS id, day, is_restricted, codes FROM {LANES} WHERE {where}", values  # noqa: S608


def in_order(several: Sequence[Sql], most: int) -> Sql:
    """Rows of one or several ranges of an index, merged into one order, that of the pages: each is read as far as it must.
    PostgreSQL merges what it is told to be in order; SQLite does so by itself."""
    is_told = connection.vendor == "postgresql" and len(several) > 1
    each = [f"({sql} {_IN_ORDER})" if is_told else sql for sql, _ in several]
    return f"{' UNION ALL '.join(each)} {_IN_ORDER} LIMIT {most:d}", _values(several)


def rows_where(conditions: Sequence[Sql], columns: Sequence[str], most: int | None = None) -> Sql:
    """Acts by all of the conditions: their columns, in no order yet; with `most`, no more than so many."""
    where, values = all_of(conditions)
    limit = f" LIMIT {most:d}" if most is not None else ""
    return f"SELECT {', '.join(columns)} FROM {_quoted(TABLE)} WHERE {where}{limit}", values  # noqa: S608


def looked_through(rows: Sql, fits: Sql, most: int) -> Sql:
    """Of rows in their order those that fit, until there are enough: the database stops there."""
    sql = f"SELECT id, day FROM ({rows[0]}) {_quoted(TABLE)} WHERE {fits[0]} {_as_they_stand()} LIMIT {most:d}"  # noqa: S608
    return sql, rows[1] + fits[1]


def joined_in_order(rows: Sql, conditions: Sequence[Sql], most: int) -> Sql:
    """Acts of identifiers in their order that fit, each asked for by key, until there are enough."""
    where, values = all_of(conditions)
    table = _quoted(TABLE)
    if connection.vendor != "postgresql":  # SQLite takes CROSS JOIN in the order in which it stands
        joined = f"({rows[0]}) keys CROSS JOIN {table} ON {table}.id = keys.id"
        return f"SELECT keys.id, keys.day FROM {joined} WHERE {where} LIMIT {most:d}", rows[1] + values  # noqa: S608
    each = f"SELECT 1 FROM {table} WHERE {table}.id = keys.id AND ({where}) OFFSET 0"  # noqa: S608
    sql = f"SELECT keys.id, keys.day FROM ({rows[0]}) keys CROSS JOIN LATERAL ({each}) met {_as_they_stand()} LIMIT {most:d}"  # noqa: S608
    return sql, rows[1] + values


def each_once(rows: Sql, most: int) -> Sql:
    """Rows that stand in order, each once, until there are enough. SQLite takes them as they come; PostgreSQL would gather
    all of them for DISTINCT, and compares each with the one before it."""
    if connection.vendor != "postgresql":
        return f"SELECT DISTINCT id, day FROM ({rows[0]}) several LIMIT {most:d}", rows[1]  # noqa: S608
    before = f"SELECT id, day, lag(id) OVER ({_IN_ORDER}) AS before FROM ({rows[0]}) several"  # noqa: S608
    return f"SELECT id, day FROM ({before}) met WHERE before IS DISTINCT FROM id LIMIT {most:d}", rows[1]  # noqa: S608


def gathered(rows: Sql, most: int) -> Sql:
    """All rows, each once, put in order afterwards."""
    return f"SELECT DISTINCT id, day FROM ({rows[0]}) gathered {_IN_ORDER} LIMIT {most:d}", rows[1]  # noqa: S608


def once(parts: Sequence[Sql]) -> Sql:
    """The identifiers of all parts, each once, as `found`."""
    return f"SELECT DISTINCT id AS found FROM ({joined(parts, 'id')[0]}) several", _values(parts)  # noqa: S608


def keys_of(ids: Iterable[uuid.UUID]) -> Sql:
    """Identifiers as rows of `found`."""
    given = listed(ids)
    return given.sql[1:-1], given.values


def met(keys: Sql, column: str, conditions: Sequence[Sql], most: int) -> Sql:
    """Acts whose column is one of the keys and that fit, until there are enough. PostgreSQL asks for them one by one: left
    to itself it may walk through all acts beside a list that is already short."""
    where, values = all_of(conditions)
    table = _quoted(TABLE)
    if connection.vendor != "postgresql":
        named = f"{table}.{column} IN (SELECT found FROM ({keys[0]}) keys)"  # noqa: S608
        return f"SELECT id, day FROM {table} WHERE {named} AND ({where}) LIMIT {most:d}", keys[1] + values  # noqa: S608
    each = f"SELECT id, day FROM {table} WHERE {table}.{column} = keys.found AND ({where}) OFFSET 0"  # noqa: S608
    sql = f"SELECT met.id, met.day FROM ({keys[0]}) keys CROSS JOIN LATERAL ({each}) met LIMIT {most:d}"  # noqa: S608
    return sql, keys[1] + values


def at_most(rows: Sql, most: int) -> Sql:
    """No more than so many of the rows."""
    return f"SELECT id FROM ({rows[0]}) several LIMIT {most:d}", rows[1]  # noqa: S608


def number_of(rows: Sql) -> Sql:
    """How many rows there are."""
    return f"SELECT COUNT(*) AS found FROM ({rows[0]}) counted", rows[1]  # noqa: S608


def joined(parts: Sequence[Sql], columns: str) -> Sql:
    """Rows of all parts, one after the other; each row says of which part it is, by number."""
    texts = [f"SELECT {n} AS part, {columns} FROM ({sql}) part_{n}" for n, (sql, _) in enumerate(parts)]  # noqa: S608
    return " UNION ALL ".join(texts), _values(parts)


def asked_of_database(sql: Sql) -> list[Sequence[Any]]:
    """Run it."""
    with connection.cursor() as cursor:
        cursor.execute(sql[0], sql[1])
        return list(cursor.fetchall())


def as_day(value: Any) -> date:
    """A day as the database gave it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def as_id(value: Any) -> uuid.UUID:
    """An identifier as the database gave it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _as_they_stand() -> str:
    """PostgreSQL forgets an order that a query around it does not ask for; SQLite would sort once more."""
    return _IN_ORDER if connection.vendor == "postgresql" else ""


def _values(parts: Iterable[Sql]) -> tuple[Any, ...]:
    return tuple(value for _, values in parts for value in values)


def _kept(value: Any) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, (uuid.UUID, date)) and connection.vendor == "sqlite":
        return value.hex if isinstance(value, uuid.UUID) else value.isoformat()
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
