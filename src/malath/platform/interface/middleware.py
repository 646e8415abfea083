"""What every page carries: safe headers, the member's language, and errors told in it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from malath.platform.errors import DomainError
from malath.platform.keeper.errors import SealedError

Next = Callable[[HttpRequest], HttpResponse]


class SafeHeadersMiddleware:
    """Pages are kept nowhere: not in the browser's cache, not in a proxy's."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store, max-age=0")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
        response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class LanguageMiddleware:
    """The language of the cookie, else of the browser, else English. The cookie follows the member's choice at sign-in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.setdefault("Content-Language", language)
            return response


class DomainErrorMiddleware:
    """Turns a rule's refusal into a page that says it, with its status; nothing was changed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if exception.status == 404:
            raise Http404
        if isinstance(exception, SealedError):
            member = request.user if request.user.is_authenticated else None
            may_send = member is not None and member.can("send_alerts")
            may_keep = member is not None and member.can("work_evidence")
            told = {"may_send": may_send, "may_keep": may_keep}
            return render(request, "sealed.html", told, status=exception.status)
        return render(request, "refused.html", {"refusal": exception}, status=exception.status)
