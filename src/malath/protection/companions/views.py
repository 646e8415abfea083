"""Two sides: the team asks for company and sees who goes along; those who keep a network find somebody."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.choices import language_name
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.selectors import appointment_for
from malath.protection.cases.selectors import case_for, may_write
from malath.protection.companions import actions
from malath.protection.companions.forms import AnswerForm, AskForm, ChoiceForm
from malath.protection.companions.models import Companion
from malath.protection.companions.planning import Choice, choices_for
from malath.protection.companions.rules import Does, State
from malath.protection.companions.selectors import company_for, company_of, company_wanted, one_to_tell, to_tell
from malath.protection.companions.words import rules_text
from malath.protection.hosting.selectors import networks_visible

# So many appointments of four weeks are worked on at once; the page says when there are more.
_SHOWN = 100


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def company(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """The team's side: ask for somebody who goes along, and see who does."""
    viewer = viewer_of(request)
    appointment = appointment_for(viewer, appointment_id)
    case, found = case_for(viewer, appointment.case_id), company_of(viewer, appointment_id)
    goes = found.volunteer if found and found.now == State.YES else None
    reveal(appointment, case.head, *([found] if found else []), *([goes] if goes else []), by=viewer, why="company")
    networks = list(networks_visible(viewer))
    form = AskForm(request.POST or None, networks=networks, initial=_as_asked(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        network = next(one for one in networks if str(one.pk) == given.pop("network"))
        if done(form, lambda: actions.ask_for_company(appointment, network, by=viewer, **given)):
            messages.success(
                request, _("Whoever keeps the city’s network looks for somebody. You are told when somebody said yes.")
            )
            return see_other("company", appointment.pk)
    context = {
        "appointment": appointment, "case": case, "company": found, "goes": goes, "form": form,
        "state": str(State(found.now).label) if found else "",
        "writes": case.is_open and may_write(viewer, case),
    }  # fmt: skip
    return render(request, "companions/company.html", context, status=422 if form.errors else 200)


def _as_asked(found: Companion | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {**found.details, "network": str(found.network_id), "minutes": found.minutes, "way": found.way}


@require_POST
@requires("work_cases")
def drop(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Nobody need go along any more."""
    viewer = viewer_of(request)
    found = company_of(viewer, appointment_for(viewer, appointment_id).pk)
    if found is None:
        raise NotFoundError
    actions.drop_company(found, by=viewer)
    messages.success(request, _("Nobody is looked for any more."))
    return see_other("company", appointment_id)


@require_GET
@requires("keep_homes")
def overview(request: HttpRequest) -> HttpResponse:
    """The appointments of four weeks that somebody should go along to, in the networks that the viewer keeps."""
    return _overview(request, solve=False)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def plan(request: HttpRequest) -> HttpResponse:
    """The same, with a volunteer proposed for each that nobody goes along to: worked out now, kept nowhere. Whoever comes
    back to it, in another language say, finds the list."""
    if request.method == "GET":
        return see_other("companions")
    return _overview(request, solve=True)


def _overview(request: HttpRequest, *, solve: bool) -> HttpResponse:
    viewer = viewer_of(request)
    rows = list(company_wanted(viewer, timezone.now())[: _SHOWN + 1])
    context: dict[str, Any] = {"more": len(rows) > _SHOWN, "shown": _SHOWN, "planned": solve}
    status = 200
    try:
        choices = choices_for(viewer, rows[:_SHOWN], solve=solve)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        status, context["refused"], context["planned"] = refusal.status, str(refusal), False
        choices = choices_for(viewer, rows[:_SHOWN], solve=False)
    off = to_tell(viewer)
    reveal([one.volunteer for one in off], by=viewer, why="companions")
    context |= {"choices": [_told(choice) for choice in choices], "off": off}
    context["wanted"] = sum(choice.row.now == State.WANTED for choice in choices)
    return render(request, "companions/overview.html", context, status=status)


def _told(choice: Choice) -> dict[str, Any]:
    row, proposed = choice.row, choice.proposed
    return {
        "row": row,
        "needs": _needs(row),
        "state": State(row.now).label,
        "open": row.now == State.WANTED,
        "who": row.volunteer.details.get("name", "") if row.volunteer and row.now != State.WANTED else "",
        "proposed": _option(proposed) if proposed else None,
        "possible": sum(not option.beyond for option in choice.options),
    }


def _needs(row: Companion) -> str:
    told = row.details
    parts = [str(Does(told["does"]).label), *(language_name(code) for code in told["languages"])]
    return " · ".join([*parts, *([_("a woman")] if told["women"] else [])])


def _option(option: Any) -> dict[str, Any]:
    return {
        "id": str(option.volunteer.pk),
        "name": option.volunteer.details.get("name", ""),
        "phone": next(iter(option.volunteer.details.get("phones", [])), ""),
        "knows": option.knows_them,
        "languages": [language_name(code) for code in option.languages],
        "hours": option.hours,
        "most": option.volunteer.details.get("hours"),
        "beyond": option.beyond,
    }


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def companion(request: HttpRequest, companion_id: uuid.UUID) -> HttpResponse:
    """One appointment: what is told, who could go along and why, who cannot; ask one of them."""
    viewer = viewer_of(request)
    choice = _choice(viewer, companion_id)
    options = [_option(option) for option in choice.options]
    form = ChoiceForm(request.POST or None, volunteers=[(option["id"], option["name"]) for option in options])
    if request.method == "POST" and form.is_valid():
        chosen = uuid.UUID(form.cleaned_data["volunteer"])
        if done(
            form, lambda: actions.ask_volunteer(choice.row, chosen, seen=request.POST.get("seen") or "-", by=viewer)
        ):
            messages.success(request, _("Their time is held. Ask them, and write down what they say."))
            return see_other("companion", companion_id)
    return _one(request, choice, form=form, status=422 if form.errors else 200)


@require_POST
@requires("keep_homes")
def answer(request: HttpRequest, companion_id: uuid.UUID) -> HttpResponse:
    """What the volunteer says."""
    viewer = viewer_of(request)
    choice, form = _choice(viewer, companion_id), AnswerForm(request.POST)
    if form.is_valid():
        yes = form.cleaned_data["answer"] == "yes"
        if done(
            form, lambda: actions.write_answer(choice.row, yes=yes, seen=request.POST.get("seen") or "-", by=viewer)
        ):
            said = (
                _("Their yes is written down, and the team is told.")
                if yes
                else _("Their no is written down. Ask somebody else.")
            )
            messages.success(request, said)
            return see_other("companions") if yes else see_other("companion", companion_id)
    return _one(request, choice, answer_form=form, status=422)


@require_POST
@requires("keep_homes")
def told(request: HttpRequest, off_id: uuid.UUID) -> HttpResponse:
    """A volunteer was told that it is off."""
    viewer = viewer_of(request)
    actions.note_told(one_to_tell(viewer, off_id), by=viewer)
    messages.success(request, _("Written down: they were told."))
    return see_other("companions")


def _choice(viewer: Member, companion_id: uuid.UUID) -> Choice:
    row = company_for(viewer, companion_id)
    (choice,) = choices_for(viewer, [row], solve=False)
    return choice


def _one(
    request: HttpRequest, choice: Choice, *, form: Any = None, answer_form: Any = None, status: int = 200
) -> HttpResponse:
    row, options = choice.row, [_option(option) for option in choice.options]
    asked = row.now in (State.ASKED, State.YES)
    context = {
        "row": row,
        "needs": _needs(row),
        "state": State(row.now).label,
        "who": row.volunteer.details if asked and row.volunteer else None,
        "options": options,
        "blocked": [(one.details.get("name", ""), rules_text(rules)) for one, rules in choice.blocked],
        "form": form or ChoiceForm(volunteers=[(option["id"], option["name"]) for option in options]),
        "answer": answer_form or (AnswerForm() if asked else None),
    }
    return render(request, "companions/companion.html", context, status=status)
