"""Organisations and local networks, for those who manage the system."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access import organising
from malath.platform.access.forms import NamesForm, OrganisationForm
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import networks, organisations, organisations_inviting_for
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import render_invalid, see_other


@require_GET
@requires("manage_system")
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations of the coalition, its partners, and the local networks."""
    inviting = set(organisations_inviting_for(viewer_of(request)).values_list("pk", flat=True))
    rows = [(row, _names_of(row), row.pk in inviting) for row in organisations()]
    return render(request, "access/organisations.html", {"rows": rows, "networks": networks()})


@require_http_methods(["GET", "POST"])
@requires("manage_system")
@recent_sign_in
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation; its key is made with it."""
    form = OrganisationForm(posted(request), initial={"in_coalition": True})
    if request.method == "POST" and form.is_valid():
        organising.add_organisation(
            names=form.names,
            in_coalition=form.cleaned_data["in_coalition"],
            screens_alerts=form.cleaned_data["screens_alerts"],
            by=viewer_of(request),
        )
        return see_other("organisations")
    return _form_page(request, {"form": form, "what": "add"})


@require_http_methods(["GET", "POST"])
@requires("manage_system")
@recent_sign_in
def change_organisation(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """Change an organisation's names, and whether it decides on alerts."""
    found = get_object_or_404(Organisation, pk=organisation)
    initial: dict[str, Any] = {f"name_{language}": name for language, name in _names_of(found).items()}
    initial |= {"in_coalition": found.in_coalition, "screens_alerts": found.screens_alerts}
    form = OrganisationForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        organising.change_organisation(
            found,
            names=form.names,
            in_coalition=form.cleaned_data["in_coalition"],
            screens_alerts=form.cleaned_data["screens_alerts"],
            by=viewer_of(request),
        )
        return see_other("organisations")
    return _form_page(request, {"form": form, "organisation": found, "what": "change"})


@require_http_methods(["GET", "POST"])
@requires("manage_system")
@recent_sign_in
def add_network(request: HttpRequest) -> HttpResponse:
    """Add a host city's local network."""
    form = NamesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        organising.add_network(names=form.names, by=viewer_of(request))
        return see_other("organisations")
    return _form_page(request, {"form": form, "what": "network"})


def _names_of(organisation: Organisation) -> dict[str, str]:
    return {name.language: name.name for name in organisation.names.all()}


def _form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if context["form"].is_bound:
        return render_invalid(request, "access/organisation_form.html", context)
    return render(request, "access/organisation_form.html", context)
