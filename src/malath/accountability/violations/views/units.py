"""What a unit or a place of detention was called, to what it belonged and who held a post in it, with its time."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.choosing import Choice
from malath.accountability.violations.joining.groups import seen_fellows
from malath.accountability.violations.models import Body, Person
from malath.accountability.violations.record_form import RecordForm
from malath.accountability.violations.units.actions import add_belonging, add_name, add_post
from malath.accountability.violations.units.lines import post_lines
from malath.accountability.violations.units.selectors import posts_page
from malath.accountability.violations.units.then import bodies_then
from malath.accountability.violations.views.adding import WHO_SAYS, kept
from malath.accountability.violations.views.naming import question_of
from malath.accountability.violations.views.showing import (
    answers_of,
    cursor,
    own_event,
    record_of,
    show,
    title_of,
)
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import see_other


def _form(request: HttpRequest, kind: str, *parties: Choice) -> RecordForm:
    source = Choice("source", WHO_SAYS, Person, known={})
    return RecordForm(posted(request), record=kind, viewer=viewer_of(request), source=source, parties=parties)


def _page(request: HttpRequest, body: Body, kind: str, form: Any) -> HttpResponse:
    context = {"heading": question_of(kind), "kind": kind, "body": _named(request, body), "body_id": body.pk}
    return show(request, "violations/unit_add.html", form, **context)


def _named(request: HttpRequest, body: Body) -> Any:
    return known_to(viewer_of(request), [], bodies=[body.pk], why="violations.form").body(body.pk)


@require_http_methods(["GET", "POST"])
@requires("document")
def name(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """A name that it bore for a time."""
    held, form = record_of(request, "body", body_id), _form(request, "bodyname")
    if form.is_valid() and "name" not in form.changed_values():
        form.add_error("name", _("Give a name, or what it is called."))
    if kept(request, form, lambda: add_name(held, answers_of(form), by=viewer_of(request))):
        return see_other("violations_body", held.pk)
    return _page(request, held, "bodyname", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def above(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """To what it belonged for a time."""
    held = record_of(request, "body", body_id)
    form = _form(request, "belonging", Choice("above", _("To what it belonged"), Body, known={}, required=True))
    if form.is_valid() and form.chosen["above"].row == held:
        form.add_error("above_number", _("A unit belongs to another, not to itself."))
    if kept(request, form, lambda: add_belonging(held, form.chosen["above"], answers_of(form), by=viewer_of(request))):
        return see_other("violations_body", held.pk)
    return _page(request, held, "belonging", form)


@require_http_methods(["GET", "POST"])
@requires("document")
def post(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """What somebody was in it for a time."""
    held = record_of(request, "body", body_id)
    form = _form(request, "post", Choice("person", _("Who held it"), Person, known={}, required=True))
    if kept(request, form, lambda: add_post(held, form.chosen["person"], answers_of(form), by=viewer_of(request))):
        return see_other("violations_body", held.pk)
    return _page(request, held, "post", form)


@require_GET
@requires("document")
def posts(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """Every post in it, those that were entered last first, a page at a time."""
    viewer, held = viewer_of(request), record_of(request, "body", body_id)
    rows, after = posts_page(viewer, seen_fellows(viewer, Body, {held.pk}), cursor(request))
    known = known_to(viewer, rows, people=[row.person_id for row in rows], bodies=[held.pk])
    older = f"?after={after}" if after else ""
    context = {"body": known.body(held.pk), "lines": post_lines(known, rows), "older": older, "may_write": True}
    return render(request, "violations/posts.html", context)


@require_GET
@requires("document")
def then(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """The posts that are recorded for the time of an act, in the units and places that it names: what sources say."""
    viewer, act = viewer_of(request), record_of(request, "act", act_id)
    event = own_event(request, act.event_id)
    found = bodies_then(viewer, act, when=event.when)
    context = {"event": event, "title": title_of(viewer, event), "act": act, "bodies": found}
    return render(request, "violations/then.html", {**context, "when": act.when or event.when})
