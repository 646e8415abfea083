"""What a page carries, in the workspace: to see it as readers will, to put something on it, to change and to take off."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed import files
from malath.voice.site import enclosing
from malath.voice.site.enclosure_forms import PaperForm, PaperWordsForm, PictureForm, PictureWordsForm, start_of
from malath.voice.site.holders import held_for
from malath.voice.site.rules import MOST_PAPERS, Enclosed, People, said_in
from malath.voice.site.selectors import enclosure_for, enclosures_for


@require_GET
@requires("publish")
def enclosures(request: HttpRequest, carries: str, carrier_id: uuid.UUID) -> HttpResponse:
    """What a page carries, as readers will see it."""
    viewer = viewer_of(request)
    held, language = held_for(viewer, carries, carrier_id), (get_language() or "en")[:2]
    found = enclosures_for(viewer, held.pk)
    papers = [one for one in found if one.kind == Enclosed.PAPER]
    picture = next((one for one in found if one.kind == Enclosed.PICTURE), None)
    told = picture.words.get("said_on") if picture else ""
    context = {
        "held": held,
        "picture": picture,
        "said_on": date.fromisoformat(told) if told else None,
        "papers": [(one, *said_in(one.words["title"], language)) for one in papers],
        "agreed": People.AGREED,
        "has_room": held.takes_papers and len(papers) < MOST_PAPERS,
    }
    return render(request, "site/enclosures.html", context)


@require_http_methods(["GET", "POST"])
@requires("publish")
def put(request: HttpRequest, carries: str, carrier_id: uuid.UUID, enclosed: str) -> HttpResponse:
    """Put a picture or a paper on a page."""
    viewer = viewer_of(request)
    held = held_for(viewer, carries, carrier_id)
    if enclosed not in Enclosed.values:
        raise NotFoundError
    is_picture = enclosed == Enclosed.PICTURE
    form = (PictureForm if is_picture else PaperForm)(posted(request), request.FILES or None)
    act = enclosing.put_picture if is_picture else enclosing.put_paper
    if form.is_valid() and done(
        form, lambda: act(held, form.cleaned_data["file"].read(), form.words(), by=viewer)
    ):  # fmt: skip
        messages.success(request, _("Kept. Look at it as readers will see it."))
        return see_other("enclosures", held.kind, held.pk)
    context = {"form": form, "held": held, "is_picture": is_picture, "row": None}
    return render(request, "site/enclosure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def describe(request: HttpRequest, enclosure_id: uuid.UUID) -> HttpResponse:
    """Say anew what is said of one."""
    viewer = viewer_of(request)
    row = enclosure_for(viewer, enclosure_id)
    held = held_for(viewer, row.holder_kind, row.holder)
    is_picture = row.kind == Enclosed.PICTURE
    form = (PictureWordsForm if is_picture else PaperWordsForm)(
        posted(request), initial=start_of(row.words, row.revision)
    )
    if form.is_valid() and done(
        form, lambda: enclosing.describe(row, form.words(), after=form.cleaned_data["after"], by=viewer)
    ):
        messages.success(request, _("Kept."))
        return see_other("enclosures", held.kind, held.pk)
    context = {"form": form, "held": held, "is_picture": is_picture, "row": row}
    return render(request, "site/enclosure.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def take_off(request: HttpRequest, enclosure_id: uuid.UUID) -> HttpResponse:
    """Take one off its page."""
    viewer = viewer_of(request)
    row = enclosure_for(viewer, enclosure_id)
    held = held_for(viewer, row.holder_kind, row.holder)
    enclosing.take_off(row, by=viewer)
    messages.success(request, _("Taken off: it leaves our pages within seconds, not the copies that others made."))
    return see_other("enclosures", held.kind, held.pk)


@require_GET
@requires("publish")
def content(request: HttpRequest, enclosure_id: uuid.UUID) -> HttpResponse:
    """The very bytes that readers get: a picture to look at, a paper to open."""
    viewer = viewer_of(request)
    row = enclosure_for(viewer, enclosure_id)
    kind = "image/jpeg" if row.kind == Enclosed.PICTURE else "application/pdf"
    response = HttpResponse(files.read(row.file, viewer, "site.enclosure"), content_type=kind)
    response["Content-Disposition"] = "inline" if row.kind == Enclosed.PICTURE else 'attachment; filename="paper.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
