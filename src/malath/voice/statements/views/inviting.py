"""Whom the lead asks: inviting, another deadline, a link for those without an account, asking no longer."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.statements.actions import inviting
from malath.voice.statements.forms import DeadlineForm, InviteForm
from malath.voice.statements.pages import active
from malath.voice.statements.selectors import organisations_to_invite, signatory_led, statement_led


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def invite(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Ask an organisation to sign."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    known = {str(one.pk): one for one in organisations_to_invite(viewer, held)}
    names = organisation_names(one.pk for one in known.values())
    choices = [(key, names.get(one.pk, one.slug)) for key, one in known.items()]
    form = InviteForm(posted(request), organisations=choices)

    def act() -> None:
        given = form.cleaned_data
        if given["organisation"]:
            chosen = known[given["organisation"]]
            inviting.invite_organisation(held, chosen, initiator=given["initiator"], by=viewer)
        else:
            inviting.invite_outside(held, names=form.names(), initiator=given["initiator"], by=viewer)

    if form.is_valid() and done(form, act):
        messages.success(request, _("The organisation is invited."))
        return see_other("statement", held.pk)
    context = {"form": form, "statement": held}
    return render(request, "statements/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def until(request: HttpRequest, signatory_id: uuid.UUID) -> HttpResponse:
    """Give one organisation until another day: also to sign after the others."""
    viewer = viewer_of(request)
    row = signatory_led(viewer, signatory_id)
    form = DeadlineForm(posted(request))
    if form.is_valid() and done(form, lambda: inviting.open_again(row, by=viewer, **form.cleaned_data)):
        messages.success(request, _("It may answer until then."))
        return see_other("statement", row.statement_id)
    context = {"form": form, "statement": row.statement, "name": row.names.get(active(), "")}
    return render(request, "statements/until.html", context, status=422 if form.errors else 200)


@require_POST
@requires("draft_statements")
def link(request: HttpRequest, signatory_id: uuid.UUID) -> HttpResponse:
    """Make a link; the answer shows it and its code, this once."""
    viewer = viewer_of(request)
    row = signatory_led(viewer, signatory_id)
    secret, code = inviting.make_link(row, by=viewer)
    context = {
        "statement": row.statement, "name": row.names.get(active(), ""), "code": f"{code[:4]} {code[4:]}",
        "link": request.build_absolute_uri(reverse("statement_sign", args=[secret])),
    }  # fmt: skip
    return render(request, "statements/link.html", context, status=201)


@require_POST
@requires("draft_statements")
def remove(request: HttpRequest, signatory_id: uuid.UUID) -> HttpResponse:
    """Ask an organisation no longer."""
    viewer = viewer_of(request)
    row = signatory_led(viewer, signatory_id)
    inviting.remove_signatory(row, by=viewer)
    messages.success(request, _("The organisation is asked no longer."))
    return see_other("statement", row.statement_id)
