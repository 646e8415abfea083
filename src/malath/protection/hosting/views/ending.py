"""A host's own copy, and their erasure by two members."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions
from malath.protection.hosting.copies import copy_host
from malath.protection.hosting.errors import HomeLivedInError, HostErasureBlockedError, WrongHostEraserError
from malath.protection.hosting.forms import EraseHostForm, HostCopyForm
from malath.protection.hosting.models import Home, Host, HostErasure
from malath.protection.hosting.selectors import erasure_of, home_of, host_of, may_keep


def _host(request: HttpRequest, home_id: uuid.UUID) -> tuple[Member, Home, Host]:
    """The host of a home that the viewer keeps, while they are not erased."""
    viewer = viewer_of(request)
    found = home_of(viewer, home_id)
    host = host_of(viewer, found) if may_keep(viewer, found.network_id) else None
    if host is None or host.erased_on is not None:
        raise NotFoundError
    return viewer, found, host


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
@recent_sign_in
def copy(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Hand a host the copy of all that is held about them; it is made in memory and kept nowhere."""
    viewer, found, host = _host(request, home_id)
    form = HostCopyForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "home": found}
        return render(request, "hosting/host_copy_form.html", context, status=422 if form.is_bound else 200)
    made = copy_host(host, language=form.cleaned_data["language"], by=viewer)
    response = HttpResponse(made, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.zip"'
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
@recent_sign_in
def erase(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Ask for an erasure; or, for a second member, carry it out."""
    viewer, found, host = _host(request, home_id)
    waiting = erasure_of(viewer, host)
    form = EraseHostForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(
        form, lambda: actions.ask_host_erasure(host, home=found, by=viewer, **form.cleaned_data)
    ):
        messages.success(request, _("Asked. A second member must carry it out; they were told."))
        return see_other("hosting_host_erase", found.pk)
    return _show(request, viewer, found, host, waiting, form)


def _show(
    request: HttpRequest, viewer: Member, found: Home, host: Host, waiting: HostErasure | None, form: EraseHostForm,
    refused: str = "",
) -> HttpResponse:  # fmt: skip
    reveal(host, waiting.asked_by if waiting else None, by=viewer, why="home.host")
    mine = bool(waiting and waiting.asked_by_id == viewer.pk)
    able = host.network.organisation_id in viewer.standing.organisations_able("erase")
    context = {
        "form": form, "home": found, "host": host, "erasure": waiting, "may_do": able and not mine, "refused": refused,
    }  # fmt: skip
    return render(request, "hosting/host_erase.html", context, status=422 if form.is_bound else 409 if refused else 200)


def _waiting(request: HttpRequest, home_id: uuid.UUID) -> tuple[Member, Home, Host, HostErasure]:
    viewer, found, host = _host(request, home_id)
    waiting = erasure_of(viewer, host)
    if waiting is None:
        raise NotFoundError
    return viewer, found, host, waiting


@require_POST
@requires("erase")
@recent_sign_in
def carry_out(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the key. The receipt stands on the home's page."""
    viewer, found, host, waiting = _waiting(request, home_id)
    try:
        actions.erase_host(waiting, by=viewer)
    except (HomeLivedInError, HostErasureBlockedError, WrongHostEraserError) as refusal:
        return _show(request, viewer, found, host, waiting, EraseHostForm(), str(refusal))
    messages.success(request, _("Erased. What remains is the receipt."))
    return see_other("hosting_home", found.pk)


@require_POST
@requires("keep_homes")
def withdraw(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all."""
    viewer, found, _of, waiting = _waiting(request, home_id)
    actions.withdraw_host_erasure(waiting, by=viewer)
    messages.success(request, _("Nothing will be erased."))
    return see_other("hosting_home", found.pk)
