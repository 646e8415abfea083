"""The list of homes, what is free tonight, a new home."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotAllowedError
from malath.platform.interface.responses import done, see_other
from malath.protection.hosting import actions
from malath.protection.hosting.forms import FLAG_LABELS, FilterForm, NewHomeForm
from malath.protection.hosting.listing import FLAGS, homes_page, tonight_for
from malath.protection.hosting.models import Home
from malath.protection.hosting.rules import HomeState, missing_checks
from malath.protection.hosting.selectors import held_checks, may_keep, network_of, networks_visible

TONES = {HomeState.APPROVED: "ok", HomeState.PAUSED: "warn", HomeState.VISITED: "on", HomeState.REFUSED: "bad"}


def flags_of(home: Home) -> list[object]:
    """What a home offers, in words."""
    return [FLAG_LABELS[flag] for flag in FLAGS if getattr(home, flag)]


@require_GET
@requires("keep_homes")
def homes(request: HttpRequest) -> HttpResponse:
    """The homes that the viewer may know of, by filter. Codes and attributes: nothing is opened."""
    viewer = viewer_of(request)
    known = [(one.local.slug, str(one)) for one in networks_visible(viewer)]
    form = FilterForm(request.GET, known=known)
    wanted = form.wanted()
    found, after = homes_page(viewer, wanted, request.GET.get("after", "")[:12])
    held, today = held_checks(found), timezone.localdate()
    lines = [
        {
            "home": home,
            "flags": flags_of(home),
            "missing": len(missing_checks(home.needed_checks, held[home.pk], today)),
            "tone": TONES.get(HomeState(home.state), ""),
        }
        for home in found
    ]
    query = request.GET.copy()
    query["after"] = after
    context = {
        "form": FilterForm(initial=vars(wanted), known=known),
        "lines": lines,
        "wanted": wanted,
        "older": f"?{query.urlencode()}" if after else "",
        "kept": [one for one in networks_visible(viewer) if may_keep(viewer, one.pk)],
    }
    return render(request, "hosting/homes.html", context)


@require_GET
@requires("keep_homes")
def tonight(request: HttpRequest) -> HttpResponse:
    """Where somebody can sleep tonight: the same checks as for any stay."""
    free = tonight_for(viewer_of(request))
    context = {
        "lines": [(home, beds, flags_of(home)) for home, beds in free],
        "beds": sum(beds for _home, beds in free),
        "today": timezone.localdate(),
    }
    return render(request, "hosting/tonight.html", context)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def new_home(request: HttpRequest, network_id: uuid.UUID) -> HttpResponse:
    """Write down a host and their home."""
    viewer = viewer_of(request)
    network = network_of(viewer, network_id)
    if not may_keep(viewer, network.pk):
        raise NotAllowedError
    form = NewHomeForm(posted(request))
    if form.is_valid():
        made: list[Home] = []
        if done(
            form,
            lambda: made.append(
                actions.enter_home(
                    network,
                    host=form.host_facts(),
                    facts=form.facts(),
                    address=form.address(),
                    nights=form.nights(),
                    by=viewer,
                )
            ),
        ):
            messages.success(request, _("Written down. The visit comes next."))
            return see_other("hosting_home", made[0].pk)
    context = {"form": form, "network": network}
    return render(request, "hosting/home_new.html", context, status=422 if form.is_bound else 200)
