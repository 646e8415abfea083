"""The e-mail list in the workspace: numbers, what was sent, an address erased by hand; who keeps it; a correction told."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_name, organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.subscribers import actions
from malath.voice.subscribers.errors import NothingCorrectedError
from malath.voice.subscribers.forms import EraseForm, KeepForm
from malath.voice.subscribers.mailing import tell_correction
from malath.voice.subscribers.selectors import (
    SHOWN,
    keeper_of_list,
    keeps_list,
    list_organisation,
    list_shown_to,
    mailing_for,
    mailings_for,
    missing,
    numbers_for,
    open_list,
    title_sent,
)


@require_http_methods(["GET", "POST"])
@requires("publish")
def subscribers(request: HttpRequest) -> HttpResponse:
    """How many subscribe, what was sent to them, and one address erased by hand."""
    viewer = viewer_of(request)
    form, found = EraseForm(posted(request)), list[bool]()
    given = {"address": form.cleaned_data["mail"], "quiet": form.cleaned_data["quiet"]} if form.is_valid() else {}
    if given and done(form, lambda: found.append(actions.erase_address(by=viewer, **given))):
        messages.success(request, _("Erased.") if found[0] else _("This address is not on your list."))
        return see_other("subscribers")
    kept, sent = keeper_of_list(), mailings_for(viewer)
    houses = keeps_list(viewer)
    names = organisation_names(one.pk for one in houses)
    context = {
        "form": form if list_shown_to(viewer) else None,
        "missing": missing(),
        "kept_by": organisation_name(kept.organisation_id) if kept else "",
        "numbers": numbers_for(viewer) if list_shown_to(viewer) else [],
        "sent": sent[:SHOWN],
        "more": len(sent) > SHOWN,
        "houses": [(one, names.get(one.pk, one.slug)) for one in houses],
    }
    return render(request, "subscribers/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("keep_desk")
def keep(request: HttpRequest, list_organisation_id: uuid.UUID) -> HttpResponse:
    """Open or close the list for an organisation."""
    viewer = viewer_of(request)
    house, kept = list_organisation(viewer, list_organisation_id)
    form = KeepForm(posted(request), initial={"is_open": bool(kept and kept.is_open)})
    if form.is_valid() and done(form, lambda: actions.keep_list(house, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Kept: the public site follows within seconds."))
        return see_other("subscribers")
    context = {"form": form, "name": organisation_name(house.pk)}
    return render(request, "subscribers/keep.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def again(request: HttpRequest, mailing_id: uuid.UUID) -> HttpResponse:
    """Send a text once more, because it was corrected."""
    viewer = viewer_of(request)
    mailing = mailing_for(viewer, mailing_id)
    if request.method == "POST":
        kept = open_list()
        if kept is None:
            raise NothingCorrectedError
        tell_correction(mailing, kept, by=viewer)
        messages.success(request, _("The correction goes out within minutes."))
        return see_other("subscribers")
    context = {"title": title_sent(viewer, mailing), "mailing": mailing}
    return render(request, "subscribers/again.html", context)
