"""An anniversary: a draft for it, a text that keeps it, or why not this year."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.voice.remembrance.actions import keeping
from malath.voice.remembrance.colleague_page import anniversary_title, name_of
from malath.voice.remembrance.errors import NotDueError
from malath.voice.remembrance.forms import DueForm, KeepForm
from malath.voice.remembrance.selectors import begun_for, happening_for, standing_consent
from malath.voice.remembrance.showing import allowed_by, is_shown


@require_http_methods(["GET", "POST"])
@requires("publish")
def anniversary(request: HttpRequest, happening_id: uuid.UUID) -> HttpResponse:
    """One anniversary that nobody has settled."""
    viewer = viewer_of(request)
    line = happening_for(viewer, happening_id)
    if line.due_on is None:
        raise NotFoundError
    form = KeepForm(posted(request), initial={"due_on": line.due_on})

    def act() -> None:
        given = form.cleaned_data
        if given["address"]:
            keeping.keep_by_text(line, given["address"], due_on=given["due_on"], by=viewer)
        else:
            keeping.leave_out(line, given["reason"], due_on=given["due_on"], by=viewer)

    if form.is_valid() and done(form, act):
        messages.success(request, _("Settled until next year."))
        return see_other("colleague", line.colleague_id)
    context = {
        "form": form,
        "line": line,
        "row": line.colleague,
        "name": name_of(line.colleague),
        "title": anniversary_title(line.colleague, line, line.due_on),
        "begun": begun_for(viewer, line),
        "may_draft": is_shown(line, allowed_by(standing_consent(line.colleague, by=viewer))),
    }
    return render(request, "remembrance/anniversary.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def draft(request: HttpRequest, happening_id: uuid.UUID) -> HttpResponse:
    """Begin a text for it, and go on to write it."""
    viewer = viewer_of(request)
    line = happening_for(viewer, happening_id)
    form = DueForm(request.POST)
    if not form.is_valid():
        raise NotDueError
    made = keeping.begin_text(line, due_on=form.cleaned_data["due_on"], by=viewer)
    messages.success(request, _("A draft, from what the consent lets be said. It is yours to write."))
    return see_other("publication_write", made.pk)
