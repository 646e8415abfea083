"""The view's door: who may come to an address at all. What they may see inside is `visible_to`'s."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def requires(*abilities: str) -> Callable[[View], View]:
    """Let in members one of whose roles carries one of the abilities; to others the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.can(ability) for ability in abilities):  # type: ignore[union-attr]
                raise Http404
            return view(request, *args, **kwargs)

        guarded.malath_door = abilities  # type: ignore[attr-defined]
        return login_required(guarded)  # type: ignore[return-value]

    return decorate


def members_only(view: View) -> View:
    """Let in every signed-in member."""
    guarded = login_required(view)
    guarded.malath_door = ("signed in",)  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """An address that needs no sign-in, on purpose."""
    view.malath_door = ("public",)  # type: ignore[attr-defined]
    return view
