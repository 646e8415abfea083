"""Who may have an event or a person erased, which erasures they see, and where (SC1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from malath.accountability.violations.models import Event, Person, RecordErasure
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member

PAGE = 50


def may_erase(member: Member, row: Event | Person) -> bool:
    """Legal officers and directors of the owning organisation: they see what is restricted, and answer for it."""
    return member.can("erase_evidence", row.organisation_id) and member.can("see_restricted", row.organisation_id)


def page_of_erasure(row: Event | Person) -> str:
    """Where its erasure is asked for and answered."""
    return f"/violations/{row.pk}/erase/" if isinstance(row, Event) else f"/violations/people/{row.pk}/erase/"


def erasure_waiting(viewer: Member, row: Event | Person) -> RecordErasure | None:
    """The erasure of it that nobody has answered yet, with who asked; unrevealed."""
    of_it = {"event": row} if isinstance(row, Event) else {"person": row}
    rows = RecordErasure.objects.visible_to(viewer).select_related("asked_by")
    found: RecordErasure | None = rows.filter(**of_it, done_on=None, ended_on=None).first()
    return found


def gone_to_erase(viewer: Member, **of_it: uuid.UUID) -> Event | Person | None:
    """What was undone while its erasure waits, for whoever may answer that: an undoing hides nothing from an erasure."""
    rows = RecordErasure.objects.visible_to(viewer).filter(**of_it, done_on=None, ended_on=None)
    waiting: RecordErasure | None = rows.select_related("event", "person").first()
    return waiting.about if waiting is not None and waiting.about.is_gone else None


def erasures_waiting(viewer: Member, *, mine: bool, most: int = PAGE) -> list[RecordErasure]:
    """Those that the viewer asked for, or those that others did and the viewer may answer, the oldest first; unrevealed."""
    rows = RecordErasure.objects.visible_to(viewer).filter(done_on=None, ended_on=None)
    rows = rows.filter(asked_by=viewer) if mine else rows.exclude(asked_by=viewer)
    return list(rows.select_related("event", "person", "asked_by").order_by("asked_on", "pk")[:most])


def erasures_done(viewer: Member, after: RecordErasure | None = None) -> tuple[list[RecordErasure], bool]:
    """The receipts, the newest first, a page at a time, with names revealed; whether there are more."""
    rows = RecordErasure.objects.visible_to(viewer).exclude(done_on=None)
    if after is not None and after.done_on is not None:
        rows = rows.filter(done_on__lte=after.done_on).exclude(done_on=after.done_on, pk__lte=after.pk)
    found = list(rows.select_related("event", "person", "asked_by", "done_by").order_by("-done_on", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    reveal([one.asked_by for one in shown], [one.done_by for one in shown], by=viewer, why="violations.erased")
    return shown, len(found) > PAGE
