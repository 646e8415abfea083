"""What a person allows: said, withdrawn; to whom it went, and that they were told."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.testimony import consenting
from malath.accountability.testimony.ending import note_passing, note_told
from malath.accountability.testimony.forms import ConsentForm, PassingForm
from malath.accountability.testimony.recipients import other_organisations
from malath.accountability.testimony.rules import Purpose
from malath.accountability.testimony.seating import associations_beside
from malath.accountability.testimony.selectors import consent_for, passing_for, purposes_asked, testimony_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other


@require_http_methods(["GET", "POST"])
@requires("document")
def consent(request: HttpRequest, testimony_id: uuid.UUID, use_code: str) -> HttpResponse:
    """What the person says on one purpose."""
    viewer = viewer_of(request)
    held = testimony_for(viewer, testimony_id)
    if use_code not in purposes_asked(held.organisation_id):
        raise NotFoundError
    purpose = Purpose(use_code)
    whom = associations_beside if purpose == Purpose.SEAT else other_organisations
    form = ConsentForm(posted(request), purpose=purpose, organisations=whom(held.organisation_id))
    if form.is_valid() and done(form, lambda: consenting.give_consent(held, form.given(), by=viewer)):
        messages.success(request, _("What they said is kept."))
        return see_other("testimony", held.pk)
    context = {"form": form, "testimony": held, "purpose": purpose}
    return render(request, "testimony/consent.html", context, status=422 if form.errors else 200)


@require_POST
@requires("document")
def withdraw(request: HttpRequest, said_id: uuid.UUID) -> HttpResponse:
    """The person takes a consent back: in one step, and nobody asks why."""
    viewer = viewer_of(request)
    held = consent_for(viewer, said_id)
    count = len(consenting.withdraw_consent(held, by=viewer))
    said = _("It is withdrawn. Nothing leaves by it any more.")
    if count:
        more = ngettext("%(count)d receiver is to be told.", "%(count)d receivers are to be told.", count)
        said = f"{said} {more % {'count': count}}"
    messages.success(request, said)
    return see_other("testimony", held.testimony_id)


@require_http_methods(["GET", "POST"])
@requires("document")
def passed(request: HttpRequest, testimony_id: uuid.UUID) -> HttpResponse:
    """Note to whom it went, so that they can be told when consent is withdrawn."""
    viewer = viewer_of(request)
    held, form = testimony_for(viewer, testimony_id), PassingForm(posted(request))
    if form.is_valid() and done(form, lambda: note_passing(held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("It is noted."))
        return see_other("testimony", held.pk)
    context = {"form": form, "testimony": held}
    return render(request, "testimony/passed.html", context, status=422 if form.errors else 200)


@require_POST
@requires("document")
def told(request: HttpRequest, passing_id: uuid.UUID) -> HttpResponse:
    """A receiver was told of the withdrawal."""
    viewer = viewer_of(request)
    held = passing_for(viewer, passing_id)
    note_told(held, by=viewer)
    messages.success(request, _("It is noted that they were told."))
    return see_other("testimony", held.testimony_id)
