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


def identified(column: str, ids: Sequence[uuid.UUID]) -> Sql:
    """The column has one of many identifiers: they stand in the text, which costs less than values."""
    listed = "', '".join([one.hex for one in ids])
    return f"{column} IN ('{listed}')", ()


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


def in_lanes(conditions: Sequence[Sql], most: int) -> Sql:
    """Identifiers and days of acts as lanes hold them, in the order of the pages."""
    where, values = all_of(conditions)
    sql = f"SELECT act_id AS id, day FROM {LANES} WHERE {where} ORDER BY day DESC, act_id LIMIT {most:d}"  # noqa: S608
    return sql, values


def rows_where(conditions: Sequence[Sql], columns: Sequence[str], most: int, *, ordered: bool = False) -> Sql:
    """Acts by all of the conditions: their columns, in the order of the pages if so asked."""
    where, values = all_of(conditions)
    order = "ORDER BY day DESC, id" if ordered else ""
    return f"SELECT {', '.join(columns)} FROM {_quoted(TABLE)} WHERE {where} {order} LIMIT {most:d}", values  # noqa: S608


def looked_through(rows: Sql, fits: Sql, most: int) -> Sql:
    """Of rows in their order those that fit, until there are enough: the database stops there."""
    sql = f"SELECT id, day FROM ({rows[0]}) {_quoted(TABLE)} WHERE {fits[0]} LIMIT {most:d}"  # noqa: S608 - ours
    return sql, rows[1] + fits[1]


def joined_in_order(rows: Sql, conditions: Sequence[Sql], most: int) -> Sql:
    """Acts of identifiers in their order that fit, each asked for by key, until there are enough."""
    where, values = all_of(conditions)
    table = _quoted(TABLE)
    if connection.vendor != "postgresql":  # SQLite takes CROSS JOIN in the order in which it stands
        joined = f"({rows[0]}) keys CROSS JOIN {table} ON {table}.id = keys.id"
        return f"SELECT {table}.id, {table}.day FROM {joined} WHERE {where} LIMIT {most:d}", rows[1] + values  # noqa: S608
    each = f"SELECT id, day FROM {table} WHERE {table}.id = keys.id AND ({where}) OFFSET 0"  # noqa: S608
    sql = f"SELECT met.id, met.day FROM ({rows[0]}) keys CROSS JOIN LATERAL ({each}) met LIMIT {most:d}"  # noqa: S608
    return sql, rows[1] + values


def for_each(values: Sequence[str], name: str, rows: Sql) -> Sql:
    """The rows of a query for each of some texts, by which it goes as a column of that name. PostgreSQL only."""
    sql = f"SELECT found.id, found.day FROM unnest(%s::text[]) AS {name} CROSS JOIN LATERAL ({rows[0]}) found"  # noqa: S608
    return sql, (list(values), *rows[1])


def gathered(rows: Sql, most: int) -> Sql:
    """All rows, each once, put in order afterwards."""
    return f"SELECT DISTINCT id, day FROM ({rows[0]}) gathered ORDER BY day DESC, id LIMIT {most:d}", rows[1]  # noqa: S608


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


def _values(parts: Iterable[Sql]) -> tuple[Any, ...]:
    return tuple(value for _, values in parts for value in values)


def _kept(value: Any) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, (uuid.UUID, date)) and connection.vendor == "sqlite":
        return value.hex if isinstance(value, uuid.UUID) else value.isoformat()
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
