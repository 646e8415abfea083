"""Offers from outside: read, taken up, declined."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.choices import language_name
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions
from malath.protection.hosting.forms import DeclineForm, NewHomeForm
from malath.protection.hosting.listing import offer_for, offers_settled, offers_unopened, offers_waiting
from malath.protection.hosting.models import Home, Offer
from malath.protection.hosting.offer_form import written_of_offer
from malath.protection.hosting.rules import OfferState

SHOWN = 50


@require_GET
@requires("keep_homes")
def offers(request: HttpRequest) -> HttpResponse:
    """Offers that wait, the oldest first; then those that were answered."""
    viewer = viewer_of(request)
    waiting, settled = list(offers_waiting(viewer)[: SHOWN + 1]), offers_settled(viewer)
    reveal(waiting, by=viewer, why="list.offers")
    context = {
        "waiting": waiting[:SHOWN],
        "more": len(waiting) > SHOWN,
        "settled": settled,
        "unopened": offers_unopened(viewer),
    }
    return render(request, "hosting/offers.html", context)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def offer(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """One offer, and the form by which it becomes a home."""
    viewer = viewer_of(request)
    found = offer_for(viewer, offer_id)
    reveal(found, by=viewer, why="offer")
    form = NewHomeForm(posted(request), initial=written_of_offer(found))
    made: list[Home] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(
            actions.take_up_offer(
                found,
                host=form.host_facts(),
                facts=form.facts(),
                address=form.address(),
                nights=form.nights(),
                by=viewer,
            )
        ),
    ):
        messages.success(request, _("Taken up. The visit comes next."))
        return see_other("hosting_home", made[0].pk)
    return _show(request, found, form, DeclineForm(), status=422 if form.is_bound else 200)


def _show(request: HttpRequest, found: Offer, form: object, decline_form: object, *, status: int) -> HttpResponse:
    context = {
        "offer": found,
        "form": form,
        "decline_form": decline_form,
        "language": language_name(str(found.details.get("language", ""))),
        "waits": found.state == OfferState.WAITING,
        "home": found.host and Home.objects.visible_to(viewer_of(request)).filter(host=found.host_id).first(),
    }
    return render(request, "hosting/offer.html", context, status=status)


@require_POST
@requires("keep_homes")
def decline(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Say no."""
    viewer = viewer_of(request)
    found = offer_for(viewer, offer_id)
    form = DeclineForm(request.POST)
    if form.is_valid() and done(form, lambda: actions.decline_offer(found, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Declined. Tell them, kindly, if they can be reached."))
        return see_other("hosting_offers")
    reveal(found, by=viewer, why="offer")
    return _show(request, found, NewHomeForm(initial=written_of_offer(found)), form, status=422)
