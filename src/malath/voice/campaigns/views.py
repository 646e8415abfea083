"""Campaigns and occasions in the workspace: the lists, one of them, writing, putting out, ending, taking down."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.campaigns import actions
from malath.voice.campaigns.forms import BeginForm, BelongingForm, OccasionForm, TextsForm
from malath.voice.campaigns.models import Undertaking
from malath.voice.campaigns.one_page import page_of, start_of, state_of, title_of
from malath.voice.campaigns.rules import SHOWN, Kind
from malath.voice.campaigns.selectors import campaigns_of, undertaking_for, undertakings_page, whole_for
from malath.voice.site.item_page import title_of as publication_title
from malath.voice.site.selectors import organisations_publishing, publications_out


@require_GET
@requires("publish")
def campaigns(request: HttpRequest) -> HttpResponse:
    """The organisation's campaigns."""
    return _listed(request, Kind.CAMPAIGN)


@require_GET
@requires("publish")
def occasions(request: HttpRequest) -> HttpResponse:
    """The organisation's occasions."""
    return _listed(request, Kind.OCCASION)


def _listed(request: HttpRequest, kind: Kind) -> HttpResponse:
    rows, after = undertakings_page(viewer_of(request), kind, request.GET.get("after", ""))
    lines = [(row, title_of(row), state_of(row)) for row in rows]
    context = {"lines": lines, "older": f"?after={after}" if after else "", "is_campaign": kind == Kind.CAMPAIGN}
    return render(request, "campaigns/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("publish")
def begin_campaign(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    return _begun(request, Kind.CAMPAIGN)


@require_http_methods(["GET", "POST"])
@requires("publish")
def begin_occasion(request: HttpRequest) -> HttpResponse:
    """Begin an occasion."""
    return _begun(request, Kind.OCCASION)


def _begun(request: HttpRequest, kind: Kind) -> HttpResponse:
    viewer = viewer_of(request)
    known, organisations = organisations_publishing(viewer)
    start = {"organisation": organisations[0][0] if organisations else ""}
    form = BeginForm(posted(request), organisations=organisations, initial=start)
    made: list[Undertaking] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(
            actions.begin_undertaking(known[form.cleaned_data["organisation"]], kind=kind, by=viewer)
        ),
    ):  # fmt: skip
        return see_other("undertaking_write", made[0].pk)
    context = {"form": form, "is_campaign": kind == Kind.CAMPAIGN}
    return render(request, "campaigns/begin.html", context, status=422 if form.errors else 200)


@require_GET
@requires("publish")
def undertaking(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """One as its readers will see it, what it is made of, and what can be done with it."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    page = page_of(viewer, row, language=request.GET.get("text", ""))
    return render(request, "campaigns/undertaking.html", {"page": page, "row": row, "one": page.preview})


@require_http_methods(["GET", "POST"])
@requires("publish")
def write(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """Write the texts in each language, and an occasion's days and place."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    if row.kind == Kind.CAMPAIGN:
        form = TextsForm(posted(request), kind=row.kind, initial=start_of(row))
    else:
        known = [
            (str(one.pk), title_of(one) or _("Without a title yet"))
            for one in campaigns_of(viewer, row.organisation_id)
        ]
        form = OccasionForm(posted(request), kind=row.kind, campaigns=known, initial=start_of(row))

    def act() -> None:
        given = form.cleaned_data
        details = form.details() if isinstance(form, OccasionForm) else None
        campaign = uuid.UUID(given["campaign"]) if given.get("campaign") else None
        actions.write_undertaking(
            row, form.texts(), after=given["after"], details=details, campaign=campaign, by=viewer
        )  # fmt: skip

    if form.is_valid() and done(form, act):
        messages.success(request, _("Kept. Readers see it within seconds.") if row.state in SHOWN else _("Kept."))
        return see_other("undertaking", row.pk)
    context = {"form": form, "row": row, "title": title_of(row), "is_out": row.state in SHOWN}
    return render(request, "campaigns/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def put_out(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """Let the public read it, after a page that says in which languages, and who is not named."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    if request.method == "POST":
        actions.put_out(row, by=viewer)
        messages.success(request, _("It is out: the site follows within seconds."))
        return see_other("undertaking", row.pk)
    return render(request, "campaigns/out.html", {"row": row, "page": page_of(viewer, row), "title": title_of(row)})


@require_POST
@requires("publish")
def close(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """The campaign has ended, or the occasion is called off."""
    viewer = viewer_of(request)
    row = actions.close(undertaking_for(viewer, undertaking_id), by=viewer)
    messages.success(request, _("Its page says so within seconds."))
    return see_other("undertaking", row.pk)


@require_POST
@requires("publish")
def reopen(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """It goes on, or takes place after all."""
    viewer = viewer_of(request)
    row = actions.reopen(undertaking_for(viewer, undertaking_id), by=viewer)
    messages.success(request, _("Its page says so within seconds."))
    return see_other("undertaking", row.pk)


@require_http_methods(["GET", "POST"])
@requires("publish")
def take_down(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """Take it from the site, after a page that says what that does."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    if request.method == "POST":
        actions.take_down(row, by=viewer)
        messages.success(request, _("Taken down: its address says so."))
        return see_other("undertaking", row.pk)
    context = {"row": row, "title": title_of(row), "is_out": row.state in SHOWN}
    return render(request, "campaigns/down.html", context)


@require_http_methods(["GET", "POST"])
@requires("publish")
def belonging(request: HttpRequest, undertaking_id: uuid.UUID) -> HttpResponse:
    """Choose the texts of the press list that belong to it."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    known = [(str(one.pk), publication_title(one)) for one in publications_out(viewer, row.organisation_id)]
    start = {"publications": [str(pk) for pk in whole_for(viewer, row).publications]}
    form = BelongingForm(posted(request), publications=known, initial=start)
    if form.is_valid() and done(
        form,
        lambda: actions.choose_publications(
            row, [uuid.UUID(pk) for pk in form.cleaned_data["publications"]], by=viewer
        ),
    ):  # fmt: skip
        messages.success(request, _("Kept. Readers see it within seconds.") if row.state in SHOWN else _("Kept."))
        return see_other("undertaking", row.pk)
    context = {"form": form, "row": row, "title": title_of(row), "known": known}
    return render(request, "campaigns/texts.html", context, status=422 if form.errors else 200)
