"""Texts found, as far as somebody sees them: the finder proposes, the database decides, page by page until there are enough.

Hidden rows never push visible ones out, and nothing of them leaves this module, not even how many there are (SC1, SC2).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from malath.platform.access.written import listed
from malath.platform.sealed.finder.client import PAGE, finder

LARGEST_PAGE = 8 * PAGE
# Where less than one in so many of the first page is visible, and no more rows than this are visible in all, the finder is
# asked about these, instead of the database about page after page.
MOSTLY_HIDDEN, FEW = 4, 20_000


@dataclass(frozen=True)
class VisibleTexts:
    """Visible rows that hold every word, the newest first: all of them, or so many and `has_more`."""

    ids: list[uuid.UUID]
    has_more: bool
    is_complete: bool

    @property
    def count(self) -> str:
        """How many: exactly, or "1,000+" where there are more."""
        return f"{len(self.ids):,}{'+' if self.has_more else ''}"


def visible_texts(
    collection: str,
    words: str,
    queryset: QuerySet[Any],
    *,
    limit: int = PAGE,
    scopes: Iterable[str] | None = None,
) -> VisibleTexts:
    """The rows of the queryset (what the viewer sees, filtered as they wish) whose texts hold every word.

    `scopes` only saves work: rows that the viewer surely cannot see need not be proposed."""
    left_out = None if scopes is None else list(scopes)
    ids: list[uuid.UUID] = []
    page, after = limit + limit // 4 + 1, None
    while True:
        found = finder().find_text(collection, words, limit=page, after=after, scopes=left_out)
        visible = (
            set(queryset.filter(pk__in=listed(found.ids)).order_by().values_list("pk", flat=True))
            if found.ids
            else set()
        )
        ids += [id for id in found.ids if id in visible]
        if found.cursor is None or len(ids) > limit:
            break
        if after is None and len(ids) < len(found.ids) // MOSTLY_HIDDEN and (mine := _few(queryset)) is not None:
            found = finder().find_text(collection, words, limit=limit + 1, among=mine)
            ids = found.ids
            break
        after, page = found.cursor, min(2 * page, LARGEST_PAGE)
    return VisibleTexts(ids[:limit], len(ids) > limit, found.is_complete)


def _few(queryset: QuerySet[Any]) -> list[uuid.UUID] | None:
    """All rows of the queryset, if they are few."""
    ids = list(queryset.order_by().values_list("pk", flat=True)[: FEW + 1])
    return ids if len(ids) <= FEW else None
