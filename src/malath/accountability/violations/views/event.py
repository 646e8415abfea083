"""The newest events, one event, and its history."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from malath.accountability.violations.event_page import page_of
from malath.accountability.violations.gone import gone_for
from malath.accountability.violations.history import history_of, undo_for
from malath.accountability.violations.models import Event
from malath.accountability.violations.newest import events_page
from malath.accountability.violations.selectors import event_for
from malath.accountability.violations.telling.missing import missing_of_event
from malath.accountability.violations.undoing import undo_change
from malath.accountability.violations.views.showing import cursor, own_event, title_of
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import see_other


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
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What happened, to whom, by whom, as who says."""
    viewer = viewer_of(request)
    page = page_of(viewer, event_for(viewer, event_id))
    missing = [] if page["is_guest"] else missing_of_event(page)
    return render(request, "violations/event.html", {**page, "missing": missing})


@require_GET
@requires("document")
def history(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Who changed what, each change with its undoing."""
    viewer, held = viewer_of(request), own_event(request, event_id)
    said = request.GET.get("before", "")
    before = int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None
    page = history_of(viewer, held, before)
    context = {"event": held, "title": title_of(viewer, held), "history": page}
    return render(request, "violations/history.html", context)


@require_POST
@requires("document")
def undo(request: HttpRequest, event_id: uuid.UUID, change_key: uuid.UUID) -> HttpResponse:
    """Take a change back as a whole, or bring back what was taken back."""
    viewer, held = viewer_of(request), own_event(request, event_id)
    undoing = undo_for(viewer, held, change_key)
    back = undoing.undoes is not None and undoing.undoes.undoes_id is not None
    messages.success(request, _("It is back.") if back else _("It is undone. It can be brought back."))
    stands = Event.objects.visible_to(viewer).filter(pk=held.pk).exists()
    return see_other("violations_history", held.pk) if stands else see_other("violations_gone")


@require_GET
@requires("document")
def gone(request: HttpRequest) -> HttpResponse:
    """Events that were undone as a whole, and can be brought back."""
    return render(request, "violations/gone.html", {"entries": gone_for(viewer_of(request))})


@require_POST
@requires("document")
def bring_back(request: HttpRequest, change_key: uuid.UUID) -> HttpResponse:
    """Bring an event back with all that its change made."""
    viewer = viewer_of(request)
    entry = gone_for(viewer, key=change_key)[0]
    undo_change(entry.undoing, by=viewer)
    messages.success(request, _("It is back."))
    return see_other("violations_event", entry.event.pk)
