"""Lists a page at a time, by keyset: what comes after the row that a reader saw last, however long the list is."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q

from malath.platform.access.scoped import ScopedQuerySet


def page_by(
    rows: ScopedQuerySet, column: str, after: uuid.UUID | str | None, *, size: int, newest: bool = True
) -> tuple[list[Any], uuid.UUID | None]:
    """At most `size` rows in the order of `column` (a day or a count; the newest first, or the oldest), then of their keys;
    and the row after which the next page begins, None at the end. An `after` that names no row of these begins anew."""
    mark = _key(after)
    last = rows.filter(pk=mark).values_list(column, flat=True).first() if mark else None
    if last is not None:
        way = "lt" if newest else "gt"
        rows = rows.filter(Q(**{f"{column}__{way}": last}) | Q(**{column: last, "pk__gt": mark}))
    found = list(rows.order_by(f"-{column}" if newest else column, "pk")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def _key(after: uuid.UUID | str | None) -> uuid.UUID | None:
    if not after or isinstance(after, uuid.UUID):
        return after or None
    try:
        return uuid.UUID(after)
    except ValueError:
        return None
