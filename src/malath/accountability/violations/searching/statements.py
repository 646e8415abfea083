"""Searches as SQL: branches of what the viewer sees, each looked through in order or gathered, and put together.

The text comes from Django's own queries, every one of them by `visible_to`; what stands here is only what holds them
together: a query in FROM, which Django cannot write.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from malath.accountability.violations.models import Act

Sql = tuple[str, tuple[Any, ...]]
TABLE = Act._meta.db_table
ALL = 1_000_000_000
"""More than there are: a LIMIT that keeps the database from mixing a query with the one around it."""

MOST_PARTS = 100
"""Parts that one statement holds: SQLite takes some hundreds."""


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


def rows_where(conditions: Sequence[Sql], columns: Sequence[str], most: int, *, ordered: bool = False) -> Sql:
    """Acts by all of the conditions: their columns, in the order of the pages if so asked."""
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    order = "ORDER BY day DESC, id" if ordered else ""
    sql = f"SELECT {', '.join(columns)} FROM {_quoted(TABLE)} WHERE {where} {order} LIMIT {most:d}"  # noqa: S608
    return sql, tuple(value for _, values in conditions for value in values)


def looked_through(rows: Sql, fits: Sql, most: int) -> Sql:
    """Of rows in their order those that fit, until there are enough: the database stops there."""
    sql = f"SELECT id, day FROM ({rows[0]}) {_quoted(TABLE)} WHERE {fits[0]} LIMIT {most:d}"  # noqa: S608 - Django's own
    return sql, rows[1] + fits[1]


def gathered(rows: Sql, most: int) -> Sql:
    """All rows, put in order afterwards."""
    return f"SELECT id, day FROM ({rows[0]}) gathered ORDER BY day DESC, id LIMIT {most:d}", rows[1]  # noqa: S608


def number_of(rows: Sql) -> Sql:
    """How many rows there are."""
    return f"SELECT COUNT(*) AS found FROM ({rows[0]}) counted", rows[1]  # noqa: S608


def joined(parts: Sequence[Sql], columns: str) -> Sql:
    """Rows of all parts, one after the other; each row says of which part it is, by number."""
    texts = [f"SELECT {n} AS part, {columns} FROM ({sql}) part_{n}" for n, (sql, _) in enumerate(parts)]  # noqa: S608
    return " UNION ALL ".join(texts), tuple(value for _, values in parts for value in values)


def asked_of_database(sql: Sql) -> list[Sequence[Any]]:
    """Run it."""
    with connection.cursor() as cursor:
        cursor.execute(sql[0], sql[1])
        return list(cursor.fetchall())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
