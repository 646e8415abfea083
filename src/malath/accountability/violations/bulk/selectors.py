"""Changes of many records that were made: by whom, why, of how many events, and what of them stands (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q

from malath.accountability.violations.models import Change, Event, Statement
from malath.accountability.violations.models.events import Involvement
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from malath.platform.access.models import Member

PAGE = 50
_WHY = "which events a change of many touched"


@dataclass(frozen=True)
class Batch:
    """One change of many: its first change says who, when and why; `standing` of `total` were not undone."""

    first: Change
    total: int
    standing: int

    @property
    def id(self) -> uuid.UUID:
        """The batch."""
        batch: uuid.UUID = self.first.batch  # type: ignore[assignment]
        return batch


def batches_for(viewer: Member, only: uuid.UUID | None = None) -> list[Batch]:
    """The newest of the viewer's organisations, revealed; fifty at most."""
    rows = changes_of(viewer, only).order_by()
    counted = rows.values("batch").annotate(
        first=Min("pk"), last=Max("pk"), total=Count("pk"), standing=Count("pk", filter=Q(is_undone=False))
    )
    newest = list(counted.order_by("-last")[:PAGE])
    firsts = Change.objects.visible_to(viewer).select_related("by").in_bulk([one["first"] for one in newest])
    reveal(firsts.values(), [one.by for one in firsts.values()], by=viewer, why="violations.history")
    return [Batch(firsts[one["first"]], one["total"], one["standing"]) for one in newest]


def batch_for(viewer: Member, batch: uuid.UUID) -> Batch:
    """One of them; NotFoundError where the viewer does not document in its organisation."""
    found = batches_for(viewer, batch)
    if not found:
        raise NotFoundError
    return found[0]


def changes_of(viewer: Member, batch: uuid.UUID | None = None) -> QuerySet[Change]:
    """The changes of one change of many, or of all; an import's are none."""
    rows: QuerySet[Change] = Change.objects.visible_to(viewer).filter(kind=Change.Kind.EDIT).exclude(batch=None)
    return rows.filter(batch=batch) if batch is not None else rows


def events_of(viewer: Member, changes: list[Change]) -> dict[int, Event]:
    """The event of each change, where the viewer sees it."""
    pks = [one.pk for one in changes]
    said = Statement.objects.unscoped(reason=_WHY).filter(made_in__in=pks).exclude(event=None)
    parts = Involvement.objects.unscoped(reason=_WHY).filter(made_in__in=pks)
    of = dict(said.values_list("made_in", "event")) | dict(parts.values_list("made_in", "event"))
    seen = Event.objects.visible_to(viewer).in_bulk(list(set(of.values())))
    return {change: seen[event] for change, event in of.items() if event in seen}
