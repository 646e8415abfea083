"""The raw rows behind an event or a person of the record."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.accountability.lists.behind import raw_rows
from malath.accountability.violations.accounts import Party, known_to
from malath.accountability.violations.selectors import event_for, person_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError


@require_GET
@requires("document")
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """The rows that made or changed an event, or what hangs on it."""
    viewer = viewer_of(request)
    about = event_for(viewer, event_id)
    known = known_to(viewer, [], events=[about.pk], why="lists.row")
    return _page(request, "event", about, known.events[about.pk])


@require_GET
@requires("document")
def person(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The rows that made or changed a person."""
    viewer = viewer_of(request)
    about = person_for(viewer, party_id)
    known = known_to(viewer, [], people=[about.pk], why="lists.row")
    return _page(request, "person", about, known.people[about.pk])


def _page(request: HttpRequest, kind: str, about: Any, party: Party) -> HttpResponse:
    if not viewer_of(request).can("document", about.organisation_id):
        raise NotFoundError
    try:
        after = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        after = None
    rows, more = raw_rows(viewer_of(request), kind, about.pk, after)
    context = {"rows": rows, "about": about, "party": party, "older": f"?after={more}" if more else ""}
    return render(request, "lists/behind.html", context)
