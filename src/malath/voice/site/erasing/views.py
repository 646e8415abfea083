"""Erasing what was written for the public site by two members, and what was erased."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.voice.site.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.voice.site.erasing.kinds import erasable
from malath.voice.site.erasing.receipts import PAGE, erasure_waiting, erasures_done, erasures_waiting
from malath.voice.site.errors import ErasureBlockedError, WrongEraserError
from malath.voice.site.forms import EraseForm
from malath.voice.site.holders import Held, held_for
from malath.voice.site.models import PageErasure


@require_http_methods(["GET", "POST"])
@requires("publish")
@recent_sign_in
def erase(request: HttpRequest, carries: str, carrier_id: uuid.UUID) -> HttpResponse:
    """What erasing a record would take; asking for it, or answering."""
    viewer = viewer_of(request)
    held = _found(viewer, carries, carrier_id)
    waiting = erasure_waiting(viewer, carries, carrier_id)
    form = EraseForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(form, lambda: ask_erasure(carries, carrier_id, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Asked. A second member must carry it out; they were told."))
        return see_other("erase", carries, carrier_id)
    return _show(request, viewer, held, waiting, form)


def _found(viewer: Member, kind: str, row: uuid.UUID) -> Held:
    """The record, for whoever publishes for its organisation. Raises NotFoundError."""
    erasable(kind)
    return held_for(viewer, kind, row)


def _show(
    request: HttpRequest, viewer: Member, held: Held, waiting: PageErasure | None, form: EraseForm,
    refused: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "held": held, "effects": erasable(held.kind).effects(viewer, held.pk), "erasure": waiting, "form": form,
        "mine": bool(waiting and waiting.asked_by_id == viewer.pk), "refused": str(refused) if refused else "",
    }  # fmt: skip
    status = refused.status if refused else 422 if form.is_bound else 200
    return render(request, "site/erase.html", context, status=status)


@require_POST
@requires("publish")
@recent_sign_in
def erase_now(request: HttpRequest, carries: str, carrier_id: uuid.UUID) -> HttpResponse:
    """The second member: delete it, and destroy its key."""
    viewer = viewer_of(request)
    held = _found(viewer, carries, carrier_id)
    waiting = _waiting(viewer, held)
    try:
        carry_out_erasure(waiting, by=viewer)
    except (ErasureBlockedError, WrongEraserError) as refusal:
        return _show(request, viewer, held, waiting, EraseForm(), refusal)
    messages.success(request, _("It is erased. What stays is the receipt."))
    return see_other("erased")


@require_POST
@requires("publish")
def erase_end(request: HttpRequest, carries: str, carrier_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all: withdrawn, or refused."""
    viewer = viewer_of(request)
    held = _found(viewer, carries, carrier_id)
    end_erasure(_waiting(viewer, held), by=viewer)
    messages.success(request, _("Nothing will be erased."))
    return see_other("erase", carries, carrier_id)


def _waiting(viewer: Member, held: Held) -> PageErasure:
    waiting = erasure_waiting(viewer, held.kind, held.pk)
    if waiting is None:
        raise NotFoundError
    return waiting


@require_GET
@requires("publish")
def erased(request: HttpRequest) -> HttpResponse:
    """What waits for a second member, and the receipts of what was erased."""
    viewer = viewer_of(request)
    waiting = erasures_waiting(viewer, PAGE + 1)
    receipts, has_more = erasures_done(viewer, _mark(request.GET.get("after", "")))
    context = {
        "waiting": waiting[:PAGE], "more_wait": len(waiting) > PAGE, "receipts": receipts,
        "older": f"?after={receipts[-1].pk}" if has_more else "",
    }  # fmt: skip
    return render(request, "site/erased.html", context)


def _mark(after: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(after)
    except ValueError:
        return None
