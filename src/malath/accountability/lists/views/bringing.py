"""Lists that were brought, bringing one, and the profiles by which they are read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.lists import actions
from malath.accountability.lists.forms import BringForm
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.rules import AT_WORK, MAY_APPLY, OPEN
from malath.accountability.lists.selectors import imports_for, profile_for, profiles_for
from malath.accountability.lists.wording import columns_in_words
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal


def _after(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None


@require_GET
@requires("document")
def lists(request: HttpRequest) -> HttpResponse:
    """The organisation's imports, newest first."""
    viewer = viewer_of(request)
    page, after = imports_for(viewer, _after(request))
    reveal(page, [one.by for one in page], by=viewer, why="list.lists")
    context = {
        "imports": page,
        "waiting": sum(1 for one in page if one.state in OPEN | MAY_APPLY),
        "at_work": sum(1 for one in page if one.state in AT_WORK),
        "older": f"?after={after}" if after else "",
    }
    return render(request, "lists/lists.html", context)


@require_http_methods(["GET", "POST"])
@requires("document")
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is kept sealed and read by a job."""
    viewer = viewer_of(request)
    form = BringForm(posted(request), request.FILES or None, viewer=viewer)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        sheet, is_new = actions.bring_list(
            body=file.read(), name=file.name or "", organisation=form.organisation, by=viewer
        )
        if not is_new:
            messages.warning(request, _("This file was brought before; this is what became of it."))
        return see_other("lists_import", sheet.pk)
    return render(request, "lists/bring.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@requires("document")
def profiles(request: HttpRequest) -> HttpResponse:
    """The profiles that are kept, with what each column becomes."""
    viewer = viewer_of(request)
    known = profiles_for(viewer)
    reveal(known, [one.made_by for one in known], by=viewer, why="lists.profiles")
    shown = [(one, columns_in_words(Plan.read(one.plan))) for one in known]
    return render(request, "lists/profiles.html", {"profiles": shown})


@require_POST
@requires("document")
def forget_profile(request: HttpRequest, list_profile_id: uuid.UUID) -> HttpResponse:
    """Forget a profile; what was imported with it stays as it is."""
    viewer = viewer_of(request)
    actions.forget_profile(profile_for(viewer, list_profile_id), by=viewer)
    messages.success(request, _("The profile was forgotten."))
    return see_other("lists_profiles")
