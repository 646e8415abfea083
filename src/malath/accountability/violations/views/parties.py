"""Everybody in the record, and its units and places of detention, by part or kind and by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from malath.accountability.violations.models import Body
from malath.accountability.violations.parties import LABELS, Page, bodies_page, people_page
from malath.accountability.violations.views.showing import cursor
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.fields import Line

KINDS = {
    "": pgettext_lazy("of units and places", "All"),
    Body.Kind.UNIT: pgettext_lazy("of units and places", "Units"),
    Body.Kind.SITE: pgettext_lazy("of units and places", "Places of detention"),
}


class NameForm(forms.Form):
    """A name, or a number. It is sent by POST: a name in an address would lie in histories and logs."""

    name = Line(label=_("Name or number"), help_text=_("In any script and spelling; a number such as P-7KQ2MX too."))
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)


@require_http_methods(["GET", "POST"])
@requires("document")
def people(request: HttpRequest) -> HttpResponse:
    """People and groups, on the accountability side alone."""
    return _listed(request, "violations/people.html", LABELS.items(), people_page)


@require_http_methods(["GET", "POST"])
@requires("document")
def bodies(request: HttpRequest) -> HttpResponse:
    """Units that act, and places where people are held."""
    return _listed(request, "violations/bodies.html", KINDS.items(), bodies_page)


def _listed(
    request: HttpRequest, template: str, choices: Iterable[tuple[str, Any]], page_of: Callable[..., Page]
) -> HttpResponse:
    which, labels = request.GET.get("which", ""), dict(choices)
    if which not in labels:
        raise NotFoundError
    form, name, after = NameForm(posted(request)), "", cursor(request)
    if form.is_bound:
        name, after = (form.cleaned_data["name"], form.cleaned_data["after"]) if form.is_valid() else ("", None)
    page, here = page_of(viewer_of(request), which, name=name, after=after), reverse(request.resolver_match.url_name)  # type: ignore[union-attr, arg-type]
    tabs = [
        {"url": f"{here}?which={one}" if one else here, "label": label, "current": one == which, "icon": ""}
        for one, label in labels.items()
    ]
    older = f"?which={which}&after={page.after}" if page.after and not name else ""
    context = {"page": page, "form": form, "name": name, "tabs": tabs, "which": which, "older": older, "here": here}
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
