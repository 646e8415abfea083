"""The page of a person or a group, and of a unit or place of detention."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.accountability.violations.party_page import body_for, body_page, person_page
from malath.accountability.violations.selectors import person_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of


@require_GET
@requires("document")
def person(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """What is said of somebody, and their parts in events that the viewer sees."""
    viewer = viewer_of(request)
    return render(request, "violations/person.html", person_page(viewer, person_for(viewer, party_id)))


@require_GET
@requires("document")
def body(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """What is said of a unit or a place, and where it has a part."""
    viewer = viewer_of(request)
    return render(request, "violations/body.html", body_page(viewer, body_for(viewer, body_id)))
