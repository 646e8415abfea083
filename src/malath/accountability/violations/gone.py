"""Events, people, units and places that an undoing took away as a whole, with the way back (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.accountability.violations.models import Body, Change, Event, Person
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST = 50


@dataclass(frozen=True)
class Gone:
    """What is gone, and the undoing that took it away."""

    row: Event | Person | Body
    undoing: Change


def gone_for(viewer: Member, key: uuid.UUID | None = None) -> list[Gone]:
    """The newest of them that the viewer would see if they came back; those of an import come back with it. People, units
    and places that went with an event come back with the event.

    With `key`, the one that this undoing took away. Raises NotFoundError where there is none.
    """
    undoings = Change.objects.visible_to(viewer).filter(kind=Change.Kind.UNDO, is_undone=False, batch=None)
    undoings = undoings.filter(undoes__undoes=None).select_related("by")
    if key is not None:
        undoings = undoings.filter(key=key)
    able = viewer.standing.organisations_able("document")
    trusted = viewer.standing.organisations_able("see_restricted")
    by_change = {one.undoes_id: one for one in undoings.order_by("-pk")[: MOST * 2]}
    found: list[Gone] = []
    for model in (Event, Person, Body):
        rows = model.objects.unscoped(reason="what would be seen if it came back")
        rows = rows.filter(is_gone=True, organisation__in=able, made_in__in=list(by_change))
        is_open = Q(is_restricted=False) if model is Event else Q(is_restricted=False, is_shut=False)
        rows = rows.filter(is_open | Q(organisation__in=trusted) | Q(entered_by=viewer))
        if model is not Event:
            rows = rows.exclude(made_in__in=_with_events(by_change))
        if model is not Body:
            rows = rows.filter(erased_on=None)
        found += [Gone(one, by_change[one.made_in_id]) for one in rows.order_by("-made_in_id", "pk")[:MOST]]
    if key is not None and not found:
        raise NotFoundError
    reveal([one.undoing.by for one in found], by=viewer, why="violations.gone")
    return found


def _with_events(changes: dict[int | None, Change]) -> list[int]:
    made = Event.objects.unscoped(reason="what comes back with an event").filter(made_in__in=list(changes))
    # An erased event is offered to nobody: what was made with it is offered by itself.
    return list(made.filter(erased_on=None).values_list("made_in", flat=True))
