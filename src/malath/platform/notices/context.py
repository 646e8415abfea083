"""What the bar shows: how many notices wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from malath.platform.notices.selectors import unread_count

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def unread_on_this_page(viewer: Member) -> int:
    """How many notices wait, counted once a request: the bar and the side both say it."""
    known: dict[str, Any] = viewer.__dict__
    if "_unread_notices" not in known:
        known["_unread_notices"] = unread_count(viewer)
    return int(known["_unread_notices"])


def bell(request: HttpRequest) -> dict[str, Any]:
    """`notices_unread`, counted only if the page shows it, once."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notices_unread": 0}
    # Templates call it: a page without the bar does not count.
    return {"notices_unread": lambda: unread_on_this_page(user)}
