"""Events that an undoing took away as a whole, with the way back (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.accountability.violations.models import Change, Event
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST = 50


@dataclass(frozen=True)
class Gone:
    """An event that is gone, and the undoing that took it away."""

    event: Event
    undoing: Change


def gone_for(viewer: Member, key: uuid.UUID | None = None) -> list[Gone]:
    """The newest of them that the viewer would see if they came back; those of an import come back with it.

    With `key`, the one that this undoing took away. Raises NotFoundError where there is none.
    """
    undoings = Change.objects.visible_to(viewer).filter(kind=Change.Kind.UNDO, is_undone=False, batch=None)
    undoings = undoings.filter(undoes__undoes=None).select_related("by")
    if key is not None:
        undoings = undoings.filter(key=key)
    able = viewer.standing.organisations_able("document")
    trusted = viewer.standing.organisations_able("see_restricted")
    rows = Event.objects.unscoped(reason="what would be seen if it came back").filter(is_gone=True, erased_on=None)
    rows = rows.filter(organisation__in=able)
    rows = rows.filter(Q(is_restricted=False) | Q(organisation__in=trusted) | Q(entered_by=viewer))
    by_change = {one.undoes_id: one for one in undoings.order_by("-pk")[: MOST * 2]}
    events = list(rows.filter(made_in__in=list(by_change)).order_by("-made_in_id", "pk")[:MOST])
    found = [Gone(one, by_change[one.made_in_id]) for one in events]
    if key is not None and not found:
        raise NotFoundError
    reveal([one.undoing.by for one in found], by=viewer, why="violations.gone")
    return found
