"""The newest events, one event, and its history."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.accountability.violations.event_page import page_of
from malath.accountability.violations.newest import events_page
from malath.accountability.violations.selectors import event_for
from malath.accountability.violations.telling.missing import missing_of_event
from malath.accountability.violations.views.showing import cursor
from malath.accountability.violations.waiting import COUNTED, waiting_page
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of


@require_GET
@requires("document")
def newest(request: HttpRequest) -> HttpResponse:
    """The events that were entered last, a page at a time."""
    page = events_page(viewer_of(request), cursor(request))
    return render(
        request, "violations/newest.html", {"page": page, "older": f"?after={page.after}" if page.after else ""}
    )


@require_GET
@requires("document")
def waiting(request: HttpRequest) -> HttpResponse:
    """The events that this member may check or verify, those that wait longest first."""
    page = waiting_page(viewer_of(request), cursor(request))
    context = {"page": page, "most": COUNTED, "older": f"?after={page.after}" if page.after else ""}
    return render(request, "violations/waiting.html", context)


@require_GET
@requires("document")
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What happened, to whom, by whom, as who says."""
    viewer = viewer_of(request)
    page = page_of(viewer, event_for(viewer, event_id))
    missing = [] if page["is_guest"] else missing_of_event(page)
    return render(request, "violations/event.html", {**page, "missing": missing})
