"""Hate speech and incitement over time: what was said, in which outlet, how far it reached (SC7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.models import Act
from malath.accountability.violations.speech import FIELDS, HEAD, kinds_of_speech
from malath.accountability.violations.views.showing import cursor
from malath.accountability.violations.wording import term_label, when_label
from malath.platform.access.guard import requires
from malath.platform.access.paging import page_by
from malath.platform.access.viewer import viewer_of

PAGE = 50


@require_GET
@requires("document")
def speech(request: HttpRequest) -> HttpResponse:
    """The acts of these kinds that the viewer sees, the latest first, a page at a time."""
    viewer = viewer_of(request)
    rows = Act.objects.visible_to(viewer).filter(kind__in=kinds_of_speech())
    acts, after = page_by(rows, "day", cursor(request), size=PAGE)
    known = known_to(
        viewer, acts, people=[act.victim_id for act in acts], events={act.event_id for act in acts}, why="list.acts"
    )
    lines = [
        {
            "kind": term_label("acts", act.kind),
            "when": when_label(act.when),
            "event": known.events.get(act.event_id),
            "party": known.party(act.victim_id),
            "outlet": known.main(act, "outlet") or "",
            "shown": [one for one in known.shown(act) if one.code in FIELDS],
        }
        for act in acts
    ]
    older = f"?after={after}" if after else ""
    return render(request, "violations/speech.html", {"lines": lines, "older": older, "head": HEAD})
