"""Renewed authentication: what is sensitive asks who it is, when the last proof is older than a quarter of an hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from malath.platform.interface.responses import see_other

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def proved_recently(request: HttpRequest) -> bool:
    """Whether the member gave a password, a code or a passkey in this session within the last 15 minutes.

    A fictional demo is spared: its accounts have no password that anybody knows.
    """
    if settings.DEMO:
        return True
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    latest = max((record.get("at", 0) for record in records), default=0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)


def recent_sign_in(view: View) -> View:
    """Ask for a proof again before a sensitive page or act; then come back to the page.

    Goes under the view's door (`@requires(…)` first, then this). What was posted is not kept meanwhile: sessions are
    rows of the database, and a form may hold anything. The page itself has the same guard, so a form that was opened
    is rarely too old to be sent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not proved_recently(request):
            return see_other(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
