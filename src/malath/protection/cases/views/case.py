"""The case page and its tabs that only show."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from malath.people.rules import consent_holds
from malath.people.selectors import consents_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.filters import address_after, cursor_of, kind_of
from malath.protection.cases.forms import NoteForm
from malath.protection.cases.looking import lookers_of
from malath.protection.cases.panels import case_panel
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.selectors import case_for, erasure_done, household_of, parts_of
from malath.protection.cases.story import story_of
from malath.protection.cases.views.showing import case_of, show_tab, wants_fragment


@require_GET
@requires("work_cases")
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case: contact rules first, then what is next, then its story. An erased one shows its receipt alone."""
    viewer = viewer_of(request)
    try:
        found = case_for(viewer, case_id)
    except NotFoundError:
        return _receipt(request, case_id)
    story = story_of(viewer, found, kind=kind_of(request.GET), after=cursor_of(request.GET))
    context = {
        "story": story,
        "kind": kind_of(request.GET),
        "kinds": EntryKind.choices,
        "older": address_after(request.GET, story.after),
        "note_form": NoteForm(parts=parts_of(viewer, found)),
        "may_correct": found.is_open,
    }
    if wants_fragment(request):
        reveal([found], story.rows, by=viewer, why="case")
        return render(request, "cases/_story.html", {"case": found, **context})
    return show_tab(request, found, "story", "cases/story.html", slots=("next", "aside"), rows=story.rows, **context)


def _receipt(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    erasure = erasure_done(viewer_of(request), case_id)
    if erasure is None:
        raise Http404
    reveal([erasure.asked_by, erasure.done_by], by=viewer_of(request), why="erasure.receipt")
    return render(request, "cases/erased.html", {"erasure": erasure, "case": erasure.case})


@require_GET
@requires("work_cases")
def panel_tab(request: HttpRequest, case_id: uuid.UUID, key: str) -> HttpResponse:
    """A tab that another room gives."""
    found = case_of(request, case_id)
    panel = case_panel(key)
    if panel is None or panel.slot != "tab":
        raise Http404
    return show_tab(request, found, key, "cases/panel.html", slots=("tab",), only=key)


@require_GET
@requires("work_cases")
def consents(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What each person of the household allows, one person at a time."""
    viewer = viewer_of(request)
    found = case_of(request, case_id)
    people = {str(row.person_id): row.person for row in household_of(viewer, found)}
    person = people.get(request.GET.get("person", ""), found.head)
    given = list(consents_for(viewer, person))
    today = timezone.localdate()
    lines = [{"row": c, "holds": consent_holds(c.given_on, c.until, c.withdrawn_on, today)} for c in given]
    return show_tab(
        request, found, "consents", "cases/consents.html", rows=[*given, person], lines=lines, person=person
    )


@require_GET
@requires("work_cases")
def looked(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who has looked, when and why; only for those who cover the case."""
    found = case_of(request, case_id)
    before = request.GET.get("before", "")
    looks, older = lookers_of(
        viewer_of(request), found, before=int(before) if before.isdecimal() and len(before) < 16 else None
    )
    address = f"?before={older}" if older is not None else ""
    return show_tab(request, found, "looked", "cases/looked.html", looks=looks, older=address)
