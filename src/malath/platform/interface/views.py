"""Today, languages, health, and what is answered when there is nothing to see."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from malath.platform.access.guard import members_only, public
from malath.platform.interface.jobs import are_running
from malath.platform.interface.selectors import day_for
from malath.platform.keeper.client import keeper


@require_GET
@members_only
def today(request: HttpRequest) -> HttpResponse:
    """The first page: what needs this member now."""
    return render(request, "interface/today.html", {"day": day_for(request.user)})  # type: ignore[arg-type]


@require_GET
@members_only
def empty_page(request: HttpRequest) -> HttpResponse:
    """The shell with an empty body: what the speed of every other page is measured against."""
    return render(request, "interface/empty.html")


@require_GET
@members_only
def components(request: HttpRequest) -> HttpResponse:
    """Every component with fictional content, for developers."""
    return render(request, "malath/components.html")


@require_POST
@public
def choose_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages; a signed-in member's choice is kept."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    # Only an address of ours: `redirect` would take any other word for the name of a view.
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    response.status_code = 303
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.BEHIND_TLS
        )
        if request.user.is_authenticated and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response


@require_GET
@public
def health(request: HttpRequest) -> JsonResponse:
    """Whether the server answers, whether it is sealed, and whether its jobs come round; nothing else."""
    return JsonResponse({"sealed": keeper().is_sealed(), "jobs": are_running()})


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer to what does not exist and to what the viewer may not know of."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: said without detail."""
    return render(request, "500.html", status=500)
