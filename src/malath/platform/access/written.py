"""Conditions put into SQL once.

Django resolves and writes a query anew wherever a condition that holds it stands. A page asks a dozen questions by the
same rules, whose queries lie three deep: most of its time went there. Here such a query is written when its rule is put
together, and each question takes the text with its values.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

# Stand in the text for what is known later: the name of a table within, and the column of the question around it.
_NAME, _COLUMN = "\x01", "\x02"
_DEPTH = re.compile(r"\bseen(\d+)_")


class SqlText(models.Expression):
    """A piece of SQL with its values."""

    def __init__(self, sql: str, values: Sequence[Any] = ()) -> None:
        super().__init__(output_field=models.Field())
        self.sql, self.values = sql, tuple(values)

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> Self:
        return self

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Self:
        """It names no table of the question around it."""
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.sql, self.values


def listed(ids: Iterable[uuid.UUID]) -> SqlText:
    """Many identifiers for `…__in`, as rows of `found` and one value: a thousand placeholders are read longer than they
    are searched for."""
    found = list(ids)
    if connection.vendor == "postgresql":
        return SqlText("(SELECT unnest(%s::uuid[]) AS found)", (found,))
    return SqlText("(SELECT value AS found FROM json_each(%s))", (json.dumps([one.hex for one in found]),))


def written(condition: models.Q) -> models.Q:
    """The same condition, each query that it names by `…__in` as text, if it refers to nothing outside itself."""
    made = condition.copy()
    made.children = [_child_written(child) for child in condition.children]
    return made


def require_scope(rows: models.QuerySet[Any]) -> None:
    """A guarded query says for whom it is read, also as part of another."""
    if check := getattr(rows, "_require_scope", None):
        check()


def _child_written(child: Any) -> Any:
    if isinstance(child, models.Q):
        return written(child)
    if not isinstance(child, tuple) or not isinstance(child[1], models.QuerySet):
        return child
    lookup, rows = child
    require_scope(rows)
    query = rows.query.clone()
    query.clear_ordering(clear_default=True)
    if not query.has_select_fields:
        return child  # Django takes the column from what is compared
    try:
        sql, values = query.sql_with_params()
    except (EmptyResultSet, ValueError):
        return child  # nothing is in it; or it refers to the question around it
    return lookup, SqlText(f"({sql})", values)


class _SeenThrough(models.Expression):
    """Whether a column names a row of a query: EXISTS, asked by key. The query is text but for that column."""

    def __init__(self, column: str, text: SqlText) -> None:
        super().__init__(output_field=models.BooleanField())
        self.column: Any = models.F(column)
        self.text = text

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, expressions: Any) -> None:
        (self.column,) = expressions

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, none = compiler.compile(self.column)
        if none:
            raise ValueError(f"{column}: a column has no values")
        return f"EXISTS({self.text.sql.replace(_COLUMN, column)})", self.text.values


def text_of(rows: models.QuerySet[Any], by: str) -> SqlText | None:
    """A query for the row that a column, named later, names by the field `by`; None where there is none for sure.

    Raises ValueError for rows whose query refers to something outside itself.
    """
    require_scope(rows)
    query = rows.filter(**{by: SqlText(_COLUMN)}).query.exists(limit=False)
    query.change_aliases({name: f"{_NAME}{number}" for number, name in enumerate(query.alias_map)})
    try:
        sql, values = query.sql_with_params()
    except EmptyResultSet:
        return None
    # A name of its own for each depth: the column of the question around it must not be taken for one within.
    depth = 1 + max(map(int, _DEPTH.findall(sql)), default=0)
    return SqlText(sql.replace(_NAME, f"seen{depth}_"), values)


def seen(column: str, text: SqlText | None) -> models.Q:
    """Rows whose column names one of a query's."""
    return models.Q(pk__in=[]) if text is None else models.Q(_SeenThrough(column, text))
