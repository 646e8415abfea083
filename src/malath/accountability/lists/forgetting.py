"""What an erasure takes of lists: the rows that made a person or an event are emptied, and no update finds them again."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import models, transaction

from malath.accountability.lists.models import ListRow, Made

_REASON = "an erasure takes the rows that told of somebody"


@transaction.atomic
def empty_rows_of(*, people: Collection[uuid.UUID] = (), events: Collection[uuid.UUID] = ()) -> int:
    """Empty the rows that made or changed these people and events; their numbers and fates stay, so that the account of an
    import still holds. Returns how many. Part of an act that has checked the right; the file itself stands under the key
    of its import, and goes with that."""
    of_them = models.Q(person__in=people) | models.Q(event__in=events)
    rows = Made.objects.unscoped(reason=_REASON).filter(of_them).values_list("row", flat=True)
    told = ListRow.objects.unscoped(reason=_REASON).filter(pk__in=list(rows)).exclude(content=b"")
    return int(told.update(content=b""))
