"""Proposing that another organisation lead a text, and answering that."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_name, organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.statements.actions import handing
from malath.voice.statements.forms import HandoverAnswerForm, HandOverForm
from malath.voice.statements.handovers import guests_of, handover_for, handovers_of, organisations_to_lead
from malath.voice.statements.pages import active
from malath.voice.statements.selectors import statement_led


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def hand_over(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Propose that another organisation lead the text."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    known = {str(one.pk): one for one in organisations_to_lead(viewer, held)}
    names = organisation_names(one.pk for one in known.values())
    choices = [(key, names.get(one.pk, one.slug)) for key, one in known.items()]
    form = HandOverForm(posted(request), organisations=choices)

    def act() -> None:
        given = form.cleaned_data
        handing.propose_handover(held, known[given["to"]], reason=given["reason"], by=viewer)

    if form.is_valid() and done(form, act):
        messages.success(request, _("It is proposed. Your organisation leads until the other accepts."))
        return see_other("statement", held.pk)
    waiting = next((one for one in handovers_of(viewer, held) if one.ended_on is None), None)
    context = {
        "form": form, "statement": held, "waiting": waiting, "has_choice": bool(choices),
        "guests": guests_of(viewer, held, active()),
    }  # fmt: skip
    return render(request, "statements/hand_over.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def handover(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """What it means to lead the text, and the answer; for the lead, what it proposed."""
    viewer = viewer_of(request)
    row = handover_for(viewer, handover_id)
    form = HandoverAnswerForm(posted(request))

    def act() -> None:
        if form.cleaned_data["answer"] == "accept":
            handing.accept_handover(row, by=viewer)
            messages.success(request, _("Your organisation leads this text from now on."))
        else:
            handing.decline_handover(row, by=viewer)
            messages.success(request, _("It is said that your organisation does not lead this text."))

    if form.is_valid() and done(form, act):
        return see_other("statement", row.statement_id)
    context = {
        "form": form, "row": row, "statement": row.statement, "giver": organisation_name(row.giver_id),
        "taker": organisation_name(row.taker_id), "may_answer": viewer.can("draft_statements", row.taker_id),
        "may_withdraw": viewer.can("draft_statements", row.giver_id),
    }  # fmt: skip
    return render(request, "statements/handover.html", context, status=422 if form.errors else 200)


@require_POST
@requires("draft_statements")
def withdraw(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """The lead keeps the text after all."""
    viewer = viewer_of(request)
    row = handover_for(viewer, handover_id)
    handing.withdraw_handover(row, by=viewer)
    messages.success(request, _("The proposal is withdrawn."))
    return see_other("statement", row.statement_id)
