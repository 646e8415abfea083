"""What every shell shows: who is signed in, where they can go, whether the server is open."""

from __future__ import annotations

from itertools import groupby, takewhile
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from malath.platform.interface.today import places


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The side's groups: only places that the member's roles reach."""
    viewer = request.user
    match = getattr(request, "resolver_match", None)
    current = match.view_name if match else ""
    reachable = [place for place in places if any(viewer.can(a) for a in place.abilities)]  # type: ignore[union-attr]
    here = _place_of(current, [place.url_name for place in reachable])
    groups: list[dict[str, Any]] = []
    for label, members in groupby(reachable, key=lambda place: place.group):
        items = [
            {
                "url": reverse(place.url_name),
                "label": place.label,
                "icon": place.icon,
                "count": place.count(viewer) if place.count else None,
                "current": place.url_name == here,
            }
            for place in members
        ]
        groups.append({"label": label, "items": items})
    return groups


def _place_of(page: str, names: list[str]) -> str:
    """The place to which a page belongs: the one whose name shares the most first words with the page's, the shortest of
    these; empty where none does, or several alike."""

    def shared(name: str) -> tuple[int, int]:
        pairs = zip(page.split("_"), name.split("_"), strict=False)
        return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs)), -len(name.split("_"))

    best = max((shared(name) for name in names), default=(0, 0))
    near = [name for name in names if best[0] and shared(name) == best]
    return near[0] if len(near) == 1 else ""


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    asked = getattr(request, "htmx", None)
    return bool(asked) and not getattr(asked, "boosted", False)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page. Computed lazily, so that a fragment pays for nothing that it does not show."""
    user = getattr(request, "user", None)
    viewer = user if user is not None and user.is_authenticated else None
    return {
        "viewer": viewer,
        "navigation": (lambda: navigation_for(request)) if viewer else [],
        "languages": settings.LANGUAGES,
        "is_demo": settings.DEMO,
        "fragment": is_fragment(request),
    }
