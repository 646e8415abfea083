"""What the bar shows: how many notices wait."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from malath.platform.notices.selectors import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """`notices_unread`, counted only if the page shows it, once."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notices_unread": 0}
    # Templates call it; the answer of the first call holds for the page.
    return {"notices_unread": cache(lambda: unread_count(user))}
