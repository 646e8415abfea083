"""The list of colleagues, one of them, and what is written about them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import ChangedMeanwhileError
from malath.platform.interface.responses import done, see_other
from malath.voice.remembrance.actions import fates, recording
from malath.voice.remembrance.colleague_page import name_of, page_of
from malath.voice.remembrance.forms import (
    AfterForm,
    BeginForm,
    ChangeForm,
    HappeningForm,
    WriteForm,
    start_of_line,
    start_of_texts,
)
from malath.voice.remembrance.models import Colleague
from malath.voice.remembrance.rules import changes_from
from malath.voice.remembrance.selectors import colleague_for, colleagues_page, happening_for, without_consent
from malath.voice.site.selectors import organisations_publishing


@require_GET
@requires("publish")
def colleagues(request: HttpRequest) -> HttpResponse:
    """Everybody whose record the viewer's organisation keeps."""
    viewer = viewer_of(request)
    rows, after = colleagues_page(viewer, request.GET.get("after", ""))
    bare = without_consent(viewer, rows)
    lines = [(row, name_of(row), row.pk in bare) for row in rows]
    return render(request, "remembrance/list.html", {"lines": lines, "older": f"?after={after}" if after else ""})


@require_http_methods(["GET", "POST"])
@requires("publish")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the record of a colleague."""
    viewer = viewer_of(request)
    known, organisations = organisations_publishing(viewer)
    start = {"organisation": organisations[0][0] if organisations else ""}
    form = BeginForm(posted(request), organisations=organisations, initial=start)
    made: list[Colleague] = []

    def act() -> None:
        given = form.cleaned_data
        house = known[given["organisation"]]
        made.append(recording.begin_colleague(house, fate=given["fate"], texts=form.texts(), by=viewer))

    if form.is_valid() and done(form, act):
        return see_other("colleague", made[0].pk)
    return render(request, "remembrance/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@requires("publish")
def colleague(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """One colleague: what may be said, what happened, which days come, what readers see."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    return render(request, "remembrance/colleague.html", {"row": row, "page": page_of(viewer, row)})


@require_http_methods(["GET", "POST"])
@requires("publish")
def write(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Write name, portrait and the other texts."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = WriteForm(posted(request), initial={"after": row.revision, **start_of_texts(row.texts)})
    if form.is_valid() and done(
        form, lambda: recording.write_texts(row, form.texts(), after=form.cleaned_data["after"], by=viewer)
    ):
        messages.success(request, _("Kept."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def add(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Add a line to the timeline."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = HappeningForm(posted(request), initial={"after": row.revision, "kind": "arrest", "yearly": True})
    if form.is_valid() and done(
        form, lambda: recording.add_happening(row, form.told(), after=form.cleaned_data["after"], by=viewer)
    ):
        messages.success(request, _("Kept."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row), "line": None}
    return render(request, "remembrance/happening.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def happening(request: HttpRequest, happening_id: uuid.UUID) -> HttpResponse:
    """Write a line of the timeline anew."""
    viewer = viewer_of(request)
    line = happening_for(viewer, happening_id)
    row = line.colleague
    start = {"after": row.revision, **start_of_line(line.kind, line.told, yearly=bool(line.recurs))}
    form = HappeningForm(posted(request), initial=start)
    if form.is_valid() and done(
        form, lambda: recording.write_happening(line, form.told(), after=form.cleaned_data["after"], by=viewer)
    ):
        messages.success(request, _("Kept."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row), "line": line}
    return render(request, "remembrance/happening.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def strike(request: HttpRequest, happening_id: uuid.UUID) -> HttpResponse:
    """Take a line from the timeline."""
    viewer = viewer_of(request)
    line = happening_for(viewer, happening_id)
    form = AfterForm(request.POST)
    if not form.is_valid():
        raise ChangedMeanwhileError
    recording.strike_happening(line, after=form.cleaned_data["after"], by=viewer)
    messages.success(request, _("Struck from the timeline."))
    return see_other("colleague", line.colleague_id)


@require_http_methods(["GET", "POST"])
@requires("publish")
def change(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """They are free, were moved, were killed: one act, from which every page follows."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = ChangeForm(posted(request), changes=changes_from(row.fate), initial={"after": row.revision})

    def act() -> None:
        given = form.cleaned_data
        fates.change_fate(
            row, given["change"], when=given["when"], words=form.words(), names=given["names"], sources=form.sources(),
            after=given["after"], by=viewer,
        )  # fmt: skip

    if form.is_valid() and done(form, act):
        messages.success(request, _("Noted: their page and the list follow within seconds."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/change.html", context, status=422 if form.errors else 200)
