"""Opening and sealing the server, and keeping drafts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import members_only, public, requires
from malath.platform.errors import DomainError
from malath.platform.interface.responses import see_other
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.sealed.drafts import draft_for, drop_draft, keep_draft
from malath.platform.sealed.forms import UnsealForm


@require_http_methods(["GET", "POST"])
@public
def unseal(request: HttpRequest) -> HttpResponse:
    """A holder gives the passphrase or a share. Public, because nobody's name can be read before it is done."""
    form = UnsealForm(request.POST or None)
    status: dict[str, Any] = keeper().status()
    if request.method == "POST" and form.is_valid():
        try:
            status = keeper().unseal(form.cleaned_data["passphrase"])
        except DomainError as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            return see_other("today" if not status["sealed"] else "unseal")
    if not status["sealed"]:
        return see_other("today")
    code = 422 if form.errors else 200
    return render(request, "sealed/unseal.html", {"form": form, "status": status}, status=code)


@require_POST
@requires("seal")
def seal(request: HttpRequest) -> HttpResponse:
    """Take the keys away now; the browser forgets what it held."""
    keeper().seal_server(by=request.user.pk)  # type: ignore[arg-type]
    logout(request)
    response = render(request, "sealed/just_sealed.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "POST"])
@members_only
def draft(request: HttpRequest) -> HttpResponse:
    """Keep, give back or drop what a member is writing in a form. JSON, asked by the page's own script."""
    member = request.user
    # PostgreSQL keeps no NUL in a text; no form of ours is called so.
    form = (request.POST if request.method == "POST" else request.GET).get("form", "")[:120].replace("\0", "")
    try:
        if request.method == "GET":
            return JsonResponse({"fields": draft_for(member, form)})  # type: ignore[arg-type]
        if request.POST.get("drop"):
            drop_draft(member, form)  # type: ignore[arg-type]
            return JsonResponse({"kept": False})
        fields = {name: value for name, value in request.POST.items() if name not in {"form", "csrfmiddlewaretoken"}}
        if not form:
            return JsonResponse({"kept": False})
        # The page's script keeps on the device what the server does not, and says so.
        if not keep_draft(member, form, fields):  # type: ignore[arg-type]
            return JsonResponse({"kept": False, "error": _("The server keeps no draft of this.")}, status=413)
    except SealedError as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse({"kept": True, "text": _("Saved on the server")})
