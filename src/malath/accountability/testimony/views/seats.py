"""The delegate's pages: what waits for the association, what it answered, what has left, and whose seats it holds."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.testimony import seats
from malath.accountability.testimony.answering import answer_use
from malath.accountability.testimony.seat_forms import AnswerForm
from malath.accountability.testimony.seating import give_up_seat
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other

Lines = tuple[list[Any], uuid.UUID | None]


@require_GET
@requires("hold_seat")
def waits(request: HttpRequest) -> HttpResponse:
    """The uses that wait for the association's answer."""
    return _list(request, "seat", seats.waiting_uses, waiting=seats.waiting_count(viewer_of(request)))


@require_GET
@requires("hold_seat")
def answered(request: HttpRequest) -> HttpResponse:
    """The uses that the association answered."""
    return _list(request, "seat_answered", seats.answered_uses)


@require_GET
@requires("hold_seat")
def left(request: HttpRequest) -> HttpResponse:
    """What has left, to whom and for what."""
    return _list(request, "seat_left", seats.all_that_left)


@require_GET
@requires("hold_seat")
def members(request: HttpRequest) -> HttpResponse:
    """Whose seats the association holds."""
    return _list(request, "seat_members", seats.members_of_seats)


def _list(
    request: HttpRequest, name: str, read: Callable[[Member, uuid.UUID | None], Lines], **more: Any
) -> HttpResponse:
    try:
        after = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        after = None
    rows, last = read(viewer_of(request), after)
    context = {"rows": rows, "older": f"?after={last}" if last else "", "tabs": _tabs(name), **more}
    return render(request, f"testimony/{name}.html", context)


def _tabs(here: str) -> list[dict[str, Any]]:
    places = {
        "seat": _("Waits for us"),
        "seat_answered": _("Answered"),
        "seat_left": _("What has left"),
        "seat_members": _("Our members"),
    }
    return [{"url": reverse(name), "label": label, "current": name == here} for name, label in places.items()]


@require_http_methods(["GET", "POST"])
@requires("hold_seat")
def use(request: HttpRequest, use_id: uuid.UUID) -> HttpResponse:
    """One proposed use, and the association's answer."""
    viewer = viewer_of(request)
    line = seats.use_for(viewer, use_id)
    form = AnswerForm(posted(request), proposal=line.row)
    if form.is_valid() and done(form, lambda: answer_use(line.row, form.answered(), by=viewer)):
        messages.success(request, _("Your answer holds from now on."))
        return see_other("seat_use", use_id)
    context = {
        "form": form,
        "line": line,
        "reasons": seats.reasons_of(viewer, line.row),
        "left": seats.left_for(viewer, line.row),
        "tabs": _tabs(""),
    }
    return render(request, "testimony/seat_use.html", context, status=422 if form.errors else 200)


@require_POST
@requires("hold_seat")
def give_up(request: HttpRequest, held_id: uuid.UUID) -> HttpResponse:
    """The association holds a seat no more."""
    viewer = viewer_of(request)
    give_up_seat(seats.held_seat(viewer, held_id), by=viewer)
    messages.success(request, _("The association holds this seat no more."))
    return see_other("seat_members")
