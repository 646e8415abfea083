"""Who changed what on an event, a person, a unit or a place; each change undone and brought back; what is gone."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.event_page import review_lines
from malath.accountability.violations.gone import gone_for
from malath.accountability.violations.history import history_of, undo_for
from malath.accountability.violations.undoing import undo_change
from malath.accountability.violations.views.naming import heading_of
from malath.accountability.violations.views.showing import own_event, place_of, record_of
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import see_other


def _history(request: HttpRequest, subject: Any, title: str, undo: str, **more: Any) -> HttpResponse:
    viewer, said = viewer_of(request), request.GET.get("before", "")
    before = int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None
    known, page = known_to(viewer, [subject], why="violations.history"), history_of(viewer, subject, before)
    for part in (part for entry in page.entries for part in entry.parts):
        part.heading = heading_of(part.record)
    context = {"subject": subject, "title": known.main(subject, title) or subject.number, "history": page}
    return render(request, "violations/history.html", {**context, "back": place_of(subject)[0], "undo": undo, **more})


def _undo(request: HttpRequest, subject: Any, key: uuid.UUID, history: str) -> HttpResponse:
    viewer = viewer_of(request)
    undoing = undo_for(viewer, subject, key)
    back = undoing.undoes is not None and undoing.undoes.undoes_id is not None
    messages.success(request, _("It is back.") if back else _("It is undone. It can be brought back."))
    stands = type(subject).objects.visible_to(viewer).filter(pk=subject.pk).exists()
    return see_other(history, subject.pk) if stands else see_other("violations_gone")


@require_GET
@requires("document")
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Who changed what on an event and all that hangs on it."""
    subject = own_event(request, event_id)
    reviews = [] if request.GET.get("before") else review_lines(viewer_of(request), subject)
    return _history(request, subject, "title", "violations_undo", reviews=reviews)


@require_POST
@requires("document")
def undo_event(request: HttpRequest, event_id: uuid.UUID, change_key: uuid.UUID) -> HttpResponse:
    """Take a change back as a whole, or bring back what was taken back."""
    return _undo(request, own_event(request, event_id), change_key, "violations_history")


@require_GET
@requires("document")
def person(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """Who changed what on a person and on how they stand to others."""
    return _history(request, record_of(request, "person", party_id), "name", "violations_person_undo")


@require_POST
@requires("document")
def undo_person(request: HttpRequest, party_id: uuid.UUID, change_key: uuid.UUID) -> HttpResponse:
    """The same of a change that touched a person."""
    return _undo(request, record_of(request, "person", party_id), change_key, "violations_person_history")


@require_GET
@requires("document")
def body(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """Who changed what on a unit or a place of detention."""
    return _history(request, record_of(request, "body", body_id), "name", "violations_body_undo")


@require_POST
@requires("document")
def undo_body(request: HttpRequest, body_id: uuid.UUID, change_key: uuid.UUID) -> HttpResponse:
    """The same of a change that touched a unit or a place."""
    return _undo(request, record_of(request, "body", body_id), change_key, "violations_body_history")


@require_GET
@requires("document")
def gone(request: HttpRequest) -> HttpResponse:
    """Events, people, units and places that were undone as a whole, and can be brought back."""
    return render(request, "violations/gone.html", {"entries": gone_for(viewer_of(request))})


@require_POST
@requires("document")
def bring_back(request: HttpRequest, change_key: uuid.UUID) -> HttpResponse:
    """Bring it back with all that its change made."""
    viewer = viewer_of(request)
    entry = gone_for(viewer, key=change_key)[0]
    undo_change(entry.undoing, by=viewer)
    messages.success(request, _("It is back."))
    return see_other(*place_of(entry.row))
