"""A proposal from both sides: the household's, with its team, and the host's, with those who keep the home."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.choices import language_name
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import household_of, may_write
from malath.protection.placing import actions
from malath.protection.placing.forms import AnswerForm
from malath.protection.placing.rules import Answer, ProposalState, Requirement, Side, wanted_of
from malath.protection.placing.selectors import (
    asked_of_hosts,
    for_host,
    need_told_to_host,
    proposal_for,
    refusal_for,
)
from malath.protection.stays.selectors import adults_with_allowance, allowance_effect_of


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """The household's side: the home as they may know it, what it does to their allowance, what they say."""
    viewer = viewer_of(request)
    found = proposal_for(viewer, proposal_id)
    people = [row.person for row in household_of(viewer, found.case)]
    reveal(found.case.head, found.home, found.made_by, found.stay, by=viewer, why="placing.proposal")
    writes = may_write(viewer, found.case)
    adults = min(found.stay.persons, adults_with_allowance(viewer, people))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer, why = form.cleaned_data["answer"], form.cleaned_data["why"]
        if done(form, lambda: actions.answer_proposal(found, side=Side.PERSON, answer=answer, why=why, by=viewer)):
            messages.success(request, _told(answer))
            return see_other("proposal", found.pk)
    context = {
        "proposal": found,
        "form": form if writes and found.state == ProposalState.ASKED and found.person == Answer.WAITS else None,
        "writes": writes,
        # The same as before both agree: of whom nothing is recorded, it is said what one adult would lose.
        "effect": allowance_effect_of(found.stay, adults=max(1, adults)),
        "adults": adults,
        "spoken": [language_name(code) for code in found.home.language_codes],
    }
    return render(request, "placing/proposal.html", context, status=422 if form.errors else 200)


def _told(answer: str) -> str:
    if answer == Answer.YES:
        return _("Their yes is written down.")
    return _(
        "Their no is written down, and the beds are free again. It takes nothing from them: they stay in the next plans."
    )


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def host(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """The host's side: how many, when, which languages; and no name, no story."""
    viewer = viewer_of(request)
    found = for_host(viewer, proposal_id)
    need = need_told_to_host(found)
    reveal(need, found.home, by=viewer, why="placing.host")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer, why = form.cleaned_data["answer"], form.cleaned_data["why"]
        if done(form, lambda: actions.answer_proposal(found, side=Side.HOST, answer=answer, why=why, by=viewer)):
            messages.success(request, _("The host’s answer is written down."))
            return see_other("hosts_asked")
    wanted = wanted_of(need.details) if need else None
    context = {
        "proposal": found,
        "form": form if found.state == ProposalState.ASKED and found.host == Answer.WAITS else None,
        "told": wanted is not None,
        "spoken": [language_name(code) for code in wanted.languages] if wanted else [],
        "requirements": [Requirement(code).label for code in wanted.requirements] if wanted else [],
    }
    return render(request, "placing/host.html", context, status=422 if form.errors else 200)


@require_GET
@requires("keep_homes")
def asked(request: HttpRequest) -> HttpResponse:
    """The hosts whom the viewer should ask."""
    viewer = viewer_of(request)
    rows = asked_of_hosts(viewer)
    return render(request, "placing/asked.html", {"rows": rows})


@require_POST
@requires("work_cases")
def withdraw(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Take a proposal back."""
    viewer = viewer_of(request)
    found = proposal_for(viewer, proposal_id)
    reveal(found.case.head, by=viewer, why="placing.withdraw")
    actions.withdraw_proposal(found, by=viewer)
    messages.success(request, _("Taken back. The beds are free again; nobody has refused anything."))
    return see_other("case", found.case_id)


@require_POST
@requires("work_cases", "keep_homes")
def take_back(request: HttpRequest, refusal_id: uuid.UUID) -> HttpResponse:
    """A no counts no longer."""
    viewer = viewer_of(request)
    found = refusal_for(viewer, refusal_id)
    actions.take_back_refusal(found, by=viewer)
    messages.success(request, _("The no is taken back: this home may be proposed again."))
    return (
        see_other("hosting_home", found.home_id) if found.side == Side.HOST else see_other("home_need", found.case_id)
    )
