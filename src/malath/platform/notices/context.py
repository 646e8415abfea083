"""What the bar shows: how many notices wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from malath.platform.notices.selectors import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """`notices_unread`, counted only if the page shows it, once."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notices_unread": 0}
    return {"notices_unread": SimpleLazyObject(lambda: unread_count(user))}
