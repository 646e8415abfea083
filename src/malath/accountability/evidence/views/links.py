"""Links for people without an account: made, listed, withdrawn."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.evidence.forms import LinkForm
from malath.accountability.evidence.links import close_link, is_open, make_link
from malath.accountability.evidence.selectors import link_for, links_for, organisations_keeping_for
from malath.accountability.evidence.views.showing import cursor
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
def links(request: HttpRequest) -> HttpResponse:
    """Make a link, whose address is shown once; and those that there are."""
    viewer = viewer_of(request)
    organisations = organisations_keeping_for(viewer)
    form = LinkForm(posted(request), organisations=organisations)
    address = ""
    if form.is_valid():
        told = {"ends_on": form.cleaned_data["ends_on"], "note": form.cleaned_data["note"], "by": viewer}
        made: list[str] = []
        if done(form, lambda: made.append(make_link(form.organisation(), **told)[1])):
            # Shown on this answer alone: the secret is kept nowhere, so it cannot be told again after a redirect.
            address = request.build_absolute_uri(reverse("give", args=made))
            form = LinkForm(organisations=organisations)
    known, older = links_for(viewer, cursor(request))
    reveal(known, [link.made_by for link in known], by=viewer, why="list.evidence_links")
    context = {
        "form": form,
        "address": address,
        "links": [(link, is_open(link)) for link in known],
        "older": older and f"?after={older}",
    }
    return render(request, "evidence/links.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@requires("work_evidence")
def withdraw(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Nothing more comes by it."""
    close_link(link_for(viewer_of(request), link_id), by=viewer_of(request))
    messages.success(request, _("The link is closed."))
    return see_other("evidence_links")
