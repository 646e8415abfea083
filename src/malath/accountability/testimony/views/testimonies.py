"""The testimonies, one of them, taking it and reading it back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.testimony.forms import ReadingForm, TakingForm
from malath.accountability.testimony.models import Testimony
from malath.accountability.testimony.selectors import newest, page_of, testimony_for, waiting_to_tell
from malath.accountability.testimony.taking import confirm_reading, take_testimony
from malath.accountability.violations.offered import information_for, words_of
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other


@require_GET
@requires("document")
def testimonies(request: HttpRequest) -> HttpResponse:
    """The testimonies that were taken last."""
    viewer = viewer_of(request)
    try:
        after = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        after = None
    rows, last = newest(viewer, after)
    context = {"rows": rows, "older": f"?after={last}" if last else "", "waiting": waiting_to_tell(viewer)}
    return render(request, "testimony/newest.html", context)


@require_GET
@requires("document")
def testimony(request: HttpRequest, testimony_id: uuid.UUID) -> HttpResponse:
    """What one person told, what they allow, and to whom it went."""
    viewer = viewer_of(request)
    return render(request, "testimony/testimony.html", page_of(viewer, testimony_for(viewer, testimony_id)))


@require_http_methods(["GET", "POST"])
@requires("document")
def take(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    """Keep what a source says as a testimony; where it is one already, its page."""
    viewer = viewer_of(request)
    told = information_for(viewer, information_id)
    if not viewer.can("document", told.organisation_id) or told.source_id is None:
        raise NotFoundError
    taken = Testimony.objects.visible_to(viewer).filter(information=told).first()
    if taken is not None:
        return see_other("testimony", taken.pk)
    form = TakingForm(posted(request))
    if form.is_valid():
        taking = dict(form.cleaned_data)
        day = taking.pop("taken_on")
        if done(form, lambda: take_testimony(told.pk, taking=taking, taken_on=day, by=viewer)):
            messages.success(request, _("It is kept as a testimony. Now ask for what it may be used."))
            return see_other("testimony", Testimony.objects.visible_to(viewer).get(information=told).pk)
    text, name = words_of(viewer, told)
    context = {"form": form, "event": told.event, "text": text, "person_name": name}
    return render(request, "testimony/take.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("document")
def read_back(request: HttpRequest, testimony_id: uuid.UUID) -> HttpResponse:
    """It was read back to its person and confirmed."""
    viewer = viewer_of(request)
    held, form = testimony_for(viewer, testimony_id), ReadingForm(posted(request))
    if form.is_valid() and done(form, lambda: confirm_reading(held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The reading is noted."))
        return see_other("testimony", held.pk)
    text, name = words_of(viewer, information_for(viewer, held.information_id))
    context = {"form": form, "testimony": held, "text": text, "person_name": name}
    return render(request, "testimony/read_back.html", context, status=422 if form.errors else 200)
