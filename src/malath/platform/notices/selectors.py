"""Reads of notices: each member sees their own alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from malath.platform.errors import NotFoundError
from malath.platform.notices.models import Notice

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


def unread_count(viewer: Member) -> int:
    """How many notices the viewer has not read."""
    count: int = Notice.objects.visible_to(viewer).filter(read_on=None).count()
    return count


def notices_for(viewer: Member) -> list[Notice]:
    """The newest notices, unread first, at most one page of them."""
    mine = Notice.objects.visible_to(viewer)
    unread = list(mine.filter(read_on=None).order_by("-on", "id")[:PAGE])
    read = list(mine.exclude(read_on=None).order_by("-on", "id")[: PAGE - len(unread)])
    return unread + read


def notice_for(viewer: Member, notice: uuid.UUID) -> Notice:
    """One of the viewer's own; NotFoundError otherwise."""
    found: Notice | None = Notice.objects.visible_to(viewer).filter(pk=notice).first()
    if found is None:
        raise NotFoundError
    return found
