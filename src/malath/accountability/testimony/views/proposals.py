"""Asking an association that holds a seat: about one testimony, or about the sharing of an event."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.testimony.proposing import (
    propose_for_event,
    propose_use,
    seated_in,
    standing_seat_of,
    take_back,
)
from malath.accountability.testimony.recipients import other_organisations
from malath.accountability.testimony.seat_forms import SharingForm, UseForm
from malath.accountability.testimony.selectors import proposal_for, seated_lines, testimony_for, uses_allowed
from malath.accountability.violations.offered import event_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other


@require_http_methods(["GET", "POST"])
@requires("document")
def propose(request: HttpRequest, testimony_id: uuid.UUID) -> HttpResponse:
    """Propose a use of one testimony to the association that holds its seat."""
    viewer = viewer_of(request)
    held = testimony_for(viewer, testimony_id)
    seat = standing_seat_of(held)
    if seat is None:
        raise NotFoundError
    uses = uses_allowed(viewer, held)
    form = UseForm(posted(request), uses=uses)
    if form.is_valid() and done(form, lambda: propose_use(held, form.use_asked(), by=viewer)):
        messages.success(request, _("The association is asked. Nothing leaves before it agrees."))
        return see_other("testimony", held.pk)
    context = {"form": form, "testimony": held, "association": seat.organisation.name, "uses": uses}
    return render(request, "testimony/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("document")
def of_event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What the associations said to sharing an event; and asking them."""
    viewer = viewer_of(request)
    event = event_for(viewer, event_id)
    seated = seated_in(event.pk, viewer)
    if not seated:
        raise NotFoundError
    form = SharingForm(posted(request), organisations=other_organisations(event.organisation_id))
    if form.is_valid() and done(form, lambda: propose_for_event(event.pk, form.use_asked(), by=viewer)):
        count = len(seated)
        said = ngettext("%(count)d seat is asked.", "%(count)d seats are asked.", count) % {"count": count}
        messages.success(request, f"{said} {_('Nothing leaves before they agree.')}")
        return see_other("seats_of_event", event.pk)
    context = {"form": form, "event": event, "lines": seated_lines(viewer, seated)}
    return render(request, "testimony/seats_of_event.html", context, status=422 if form.errors else 200)


@require_POST
@requires("document")
def withdraw(request: HttpRequest, use_id: uuid.UUID) -> HttpResponse:
    """Take a proposal back while it waits."""
    viewer = viewer_of(request)
    held = proposal_for(viewer, use_id)
    take_back(held, by=viewer)
    messages.success(request, _("It is taken back."))
    return see_other("testimony", held.testimony_id)
