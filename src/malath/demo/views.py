"""Signing in by one button, in the fictional coalition only."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from malath.demo.selectors import is_demo, member_called
from malath.platform.access.guard import public
from malath.platform.interface.responses import see_other


@require_POST
@public
def sign_in(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign in as a fictional member; the page does not exist anywhere else."""
    member = member_called(handle) if is_demo() else None
    if member is None:
        raise Http404
    login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, member, "password")
    request.session["second_factor_done"] = True
    response = see_other("today")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, member.language, samesite="Lax")
    return response
