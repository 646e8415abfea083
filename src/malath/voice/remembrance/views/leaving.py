"""What lets something of a colleague leave, and what takes it back: consent, their page, the texts on it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.remembrance.actions import consenting, publishing
from malath.voice.remembrance.colleague_page import name_of, page_of
from malath.voice.remembrance.forms import AddressForm, AfterForm, ConsentForm, DownForm
from malath.voice.remembrance.selectors import colleague_for, mention_for


@require_http_methods(["GET", "POST"])
@requires("publish")
def consent(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Record who said yes, and to what."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = ConsentForm(posted(request), initial={"after": row.revision, "given_on": timezone.localdate()})
    if form.is_valid() and done(
        form, lambda: consenting.give_consent(row, form.given(), after=form.cleaned_data["after"], by=viewer)
    ):
        messages.success(
            request, _("Recorded. Texts about them that are out already stay as they are: read them again.")
        )
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/consent.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def withdraw(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """The consent is withdrawn: nothing of them is seen any more."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = DownForm(posted(request))
    if form.is_valid() and done(
        form, lambda: consenting.withdraw_consent(row, silent=form.cleaned_data["silent"], by=viewer)
    ):
        messages.success(request, _("Withdrawn: their page goes within seconds."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def put_out(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Put their page out, after it was seen as readers will see it."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = AfterForm(posted(request), initial={"after": row.revision})
    if form.is_valid() and done(form, lambda: publishing.put_out(row, after=form.cleaned_data["after"], by=viewer)):
        messages.success(request, _("It is out: the site follows within seconds."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "page": page_of(viewer, row)}
    return render(request, "remembrance/out.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def take_down(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Take their page down; the consent stays."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = DownForm(posted(request))
    if form.is_valid() and done(form, lambda: publishing.take_down(row, silent=form.cleaned_data["silent"], by=viewer)):
        messages.success(request, _("Taken down: it goes within seconds."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/down.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def link(request: HttpRequest, colleague_id: uuid.UUID) -> HttpResponse:
    """Name a text that is out on their page."""
    viewer = viewer_of(request)
    row = colleague_for(viewer, colleague_id)
    form = AddressForm(posted(request))
    if form.is_valid() and done(form, lambda: publishing.link_text(row, form.cleaned_data["address"], by=viewer)):
        messages.success(request, _("It stands on their page."))
        return see_other("colleague", row.pk)
    context = {"form": form, "row": row, "name": name_of(row)}
    return render(request, "remembrance/link.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def unlink(request: HttpRequest, mention_id: uuid.UUID) -> HttpResponse:
    """Name it there no longer."""
    viewer = viewer_of(request)
    one = mention_for(viewer, mention_id)
    publishing.unlink_text(one, by=viewer)
    messages.success(request, _("It stands on their page no longer."))
    return see_other("colleague", one.colleague_id)
