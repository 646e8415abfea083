"""Erasing an event or a person by two members, and what was erased."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.erasing.rights import (
    erasure_waiting,
    erasures_done,
    erasures_waiting,
    gone_to_erase,
    may_erase,
)
from malath.accountability.violations.errors import ErasureBlockedError, WrongEraserError
from malath.accountability.violations.forms import EraseForm
from malath.accountability.violations.models import Event, Person, RecordErasure
from malath.accountability.violations.selectors import event_for, person_for
from malath.accountability.violations.views.showing import cursor
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal

Row = Event | Person
MOST_WAITING = 50


def _event(request: HttpRequest, pk: uuid.UUID) -> tuple[Member, Row]:
    viewer = viewer_of(request)
    return viewer, gone_to_erase(viewer, event=pk) or _checked(viewer, event_for(viewer, pk))


def _person(request: HttpRequest, pk: uuid.UUID) -> tuple[Member, Row]:
    viewer = viewer_of(request)
    return viewer, gone_to_erase(viewer, person=pk) or _checked(viewer, person_for(viewer, pk))


def _checked(viewer: Member, row: Row) -> Row:
    if not may_erase(viewer, row):
        raise NotFoundError
    return row


def _addresses(row: Row) -> dict[str, str]:
    """Of the page of the row, of its erasure, and of the two answers to it."""
    name = "violations_erase" if isinstance(row, Event) else "violations_person_erase"
    page = "violations_event" if isinstance(row, Event) else "violations_person"
    named = {"page": page, "here": name, "now": f"{name}_now", "end": f"{name}_end"}
    found = {which: reverse(url, args=[row.pk]) for which, url in named.items()}
    # What was undone has no page of its own.
    return found | {"page": reverse("violations_erased")} if row.is_gone else found


@require_http_methods(["GET", "POST"])
@requires("erase_evidence")
@recent_sign_in
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What erasing an event would take; asking for it, or answering."""
    return _erase(request, *_event(request, event_id))


@require_http_methods(["GET", "POST"])
@requires("erase_evidence")
@recent_sign_in
def person(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The same of a person."""
    return _erase(request, *_person(request, party_id))


def _erase(request: HttpRequest, viewer: Member, row: Row) -> HttpResponse:
    waiting = erasure_waiting(viewer, row)
    form = EraseForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(form, lambda: ask_erasure(row, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Asked. A second member must carry it out; they were told."))
        return see_other(_addresses(row)["here"])
    return _show(request, viewer, row, waiting, form)


def _show(
    request: HttpRequest, viewer: Member, row: Row, waiting: RecordErasure | None, form: EraseForm, refused: Any = None
) -> HttpResponse:
    effects = effects_of(row, by=viewer)
    known = known_to(viewer, [row], people=[one.pk for one in effects.people_left], why="violations.erase")
    reveal(waiting, waiting.asked_by if waiting else None, by=viewer, why="violations.erase")
    context = {
        "row": row,
        "is_event": isinstance(row, Event),
        "name": known.main(row, "title" if isinstance(row, Event) else "name") or row.number,
        "effects": effects,
        "left": [known.people[one.pk] for one in effects.people_left if one.pk in known.people],
        "erasure": waiting,
        "mine": bool(waiting and waiting.asked_by_id == viewer.pk),
        "form": form,
        "refused": str(refused) if refused else "",
        "addresses": _addresses(row),
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return render(request, "violations/erase.html", context, status=status)


@require_POST
@requires("erase_evidence")
@recent_sign_in
def event_now(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the key."""
    return _now(request, *_event(request, event_id))


@require_POST
@requires("erase_evidence")
@recent_sign_in
def person_now(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The same of a person."""
    return _now(request, *_person(request, party_id))


def _waiting(viewer: Member, row: Row) -> RecordErasure:
    waiting = erasure_waiting(viewer, row)
    if waiting is None:
        raise NotFoundError
    return waiting


def _now(request: HttpRequest, viewer: Member, row: Row) -> HttpResponse:
    waiting = _waiting(viewer, row)
    try:
        carry_out_erasure(waiting, by=viewer)
    except (ErasureBlockedError, WrongEraserError) as refusal:
        return _show(request, viewer, row, waiting, EraseForm(), refusal)
    messages.success(request, _("%(number)s is erased. What stays is the receipt.") % {"number": row.number})
    return see_other("violations_erased")


@require_POST
@requires("erase_evidence")
def event_end(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all: withdrawn, or refused."""
    return _end(request, *_event(request, event_id))


@require_POST
@requires("erase_evidence")
def person_end(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The same of a person."""
    return _end(request, *_person(request, party_id))


def _end(request: HttpRequest, viewer: Member, row: Row) -> HttpResponse:
    end_erasure(_waiting(viewer, row), by=viewer)
    messages.success(request, _("Nothing will be erased."))
    return see_other(_addresses(row)["page"])


@require_GET
@requires("erase_evidence")
def erased(request: HttpRequest) -> HttpResponse:
    """What waits for a second member, and the receipts of what was erased."""
    viewer = viewer_of(request)
    waiting = [one for mine in (False, True) for one in erasures_waiting(viewer, mine=mine, most=MOST_WAITING + 1)]
    reveal([one.asked_by for one in waiting], by=viewer, why="violations.erased")
    pk = cursor(request)
    after = RecordErasure.objects.visible_to(viewer).filter(pk=pk).first() if pk else None
    receipts, has_more = erasures_done(viewer, after)
    context = {
        "waiting": [(one, _addresses(one.about)["here"]) for one in waiting[:MOST_WAITING]],
        "more_wait": len(waiting) > MOST_WAITING,
        "receipts": receipts,
        "older": f"?after={receipts[-1].pk}" if has_more else "",
    }
    return render(request, "violations/erased.html", context)
