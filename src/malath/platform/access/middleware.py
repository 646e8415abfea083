"""Who is signed in, and whether their second factor was given. Stores days, never addresses or agents."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from malath.platform.access.models import SignIn
from malath.platform.access.rules import SECOND_FACTOR_ROLES
from malath.platform.access.sessions import session_digest

Next = Callable[[HttpRequest], HttpResponse]
_WITHOUT_SECOND_FACTOR = ("/account/", "/language/", "/static/", "/healthz", "/seal/", "/unseal/", "/demo/")


class SignInMiddleware:
    """Keeps the member's own list of sessions, and ends a session that the member (or a lock-out) ended."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            self._note(request, request.user.pk)
        return self.get_response(request)

    def _note(self, request: HttpRequest, member: uuid.UUID) -> None:
        digest = session_digest(request.session.session_key or "")
        # The session's key changes when the member changes their password: then it is noted anew.
        mark = f"{timezone.localdate().isoformat()} {digest.hex()[:12]}"
        if request.session.get("noted_on") == mark:
            return
        SignIn.objects.update_or_create(
            session_digest=digest,
            defaults={"seen_on": timezone.localdate()},
            create_defaults={
                "member_id": member,
                "since": timezone.localdate(),
                "seen_on": timezone.localdate(),
            },
        )
        request.session["noted_on"] = mark


class SecondFactorMiddleware:
    """Members who decide over people set up a second factor before they work; a fictional demo is spared."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if settings.DEMO or not user.is_authenticated or request.path.startswith(_WITHOUT_SECOND_FACTOR):
            return False
        if request.session.get("second_factor_done"):
            return False
        # Not remembered in the session: a role that needs a second factor may be given while the session is open.
        if not user.standing.all_roles & {role.value for role in SECOND_FACTOR_ROLES}:
            return False
        from allauth.mfa.models import Authenticator

        done = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        if done:
            request.session["second_factor_done"] = True
        return not done
