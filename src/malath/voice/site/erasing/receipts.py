"""Which erasures wait, and what was erased."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.platform.interface.today import Matter, enough
from malath.platform.sealed.fields import reveal
from malath.voice.site.erasing.actions import page_of_erasure
from malath.voice.site.models import PageErasure

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


def erasure_waiting(viewer: Member, kind: str, row: uuid.UUID) -> PageErasure | None:
    """The erasure that nobody has answered yet, with who asked, revealed."""
    rows = PageErasure.objects.visible_to(viewer).select_related("asked_by")
    found: PageErasure | None = rows.filter(kind=kind, row=row, done_on=None, ended_on=None).first()
    reveal(found, found.asked_by if found else None, by=viewer, why="site.erase")
    return found


def erasures_waiting(viewer: Member, most: int = PAGE) -> list[PageErasure]:
    """Those that wait for a second member, the oldest first; those who asked are revealed."""
    rows = PageErasure.objects.visible_to(viewer).filter(done_on=None, ended_on=None).select_related("asked_by")
    found = list(rows.order_by("asked_on", "pk")[:most])
    reveal((one.asked_by for one in found), by=viewer, why="site.erased")
    return found


def erasures_done(viewer: Member, after: uuid.UUID | None = None) -> tuple[list[PageErasure], bool]:
    """The receipts, the newest first, a page at a time; whether there are more."""
    rows = PageErasure.objects.visible_to(viewer).exclude(done_on=None)
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(done_on__lte=last.done_on).exclude(done_on=last.done_on, pk__lte=last.pk)
    found = list(rows.select_related("asked_by", "done_by").order_by("-done_on", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    reveal((one.asked_by for one in shown), (one.done_by for one in shown), by=viewer, why="site.erased")
    return shown, len(found) > PAGE


def gone_addresses(kind: str) -> list[str]:
    """The addresses of chance that go on to say that something stood there."""
    rows = PageErasure.objects.unscoped(reason="the public pages").filter(kind=kind).exclude(slug="")
    return list(rows.order_by("slug").values_list("slug", flat=True))


def erasures_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Those that the viewer may answer, and their own, which another must answer."""
    if not viewer.can("publish"):
        return
    for one in erasures_waiting(viewer, enough()):
        mine = one.asked_by_id == viewer.pk
        words = (
            _("You asked for its erasure: a second member has not answered yet.")
            if mine
            else _("Its erasure was asked for: confirm or refuse.")
        )
        yield Matter(
            section="week",
            due=one.asked_on,
            title=lambda one=one: str(one.kind_words),  # type: ignore[misc]
            detail=lambda words=words: words,  # type: ignore[misc]
            url=page_of_erasure(one.kind, one.row),
            action=_("Look"),
            icon="never",
            weight=0 if mine else 1,
        )
