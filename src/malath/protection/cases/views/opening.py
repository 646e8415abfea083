"""Opening a case for a person; closing, reopening."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.people.alike import look_for
from malath.people.selectors import person_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.closing import may_close
from malath.protection.cases.forms import CloseForm, OpenCaseForm, ReasonForm
from malath.protection.cases.models import Case
from malath.protection.cases.rules import Part
from malath.protection.cases.selectors import members_of
from malath.protection.cases.views.showing import back_to, case_of, show_form


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def open_new(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Open a case for somebody who was found or entered first."""
    viewer = viewer_of(request)
    person = person_for(viewer, person_id)
    if not viewer.can("open_cases", person.organisation_id) or person.erased_on:
        raise NotFoundError
    members = members_of(person.organisation_id)
    reveal([person], members, by=viewer, why="case.open")
    form = OpenCaseForm(posted(request), members=members)
    look = look_for(viewer, {"looked": request.POST.get("looked", "")}, but=person)
    if form.is_valid() and not look.is_settled:
        form.add_error(None, look.refusal)
    opened: list[Case] = []
    if form.is_valid():
        asked: dict[str, Any] = dict(form.cleaned_data)
        lead = asked.pop("lead")
        team = [(lead, Part.LEAD.value)] if lead else []
        where = person.organisation
        if done(
            form,
            lambda: opened.append(actions.open_case(organisation=where, head=person, team=team, by=viewer, **asked)),
        ):
            messages.success(request, _("The case is open: %(code)s.") % {"code": opened[0].code})
            return see_other("case", opened[0].pk)
    context = {"form": form, "person": person, "alike": look}
    return render(request, "cases/open.html", context, status=422 if form.errors else 200)


def _closable(request: HttpRequest, case_id: uuid.UUID) -> Case:
    case = case_of(request, case_id)
    if not may_close(viewer_of(request), case):
        raise NotFoundError
    return case


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Close the case with a reason and an outcome."""
    viewer, case = viewer_of(request), _closable(request, case_id)
    form = CloseForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.close_case(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case", case, _("The case is closed. It can be reopened with its history."))
    return show_form(request, case, "cases/close.html", form)


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def reopen(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open a closed case again."""
    viewer, case = viewer_of(request), _closable(request, case_id)
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.reopen_case(case, text=form.cleaned_data["reason"], by=viewer)):
        return back_to(request, "case", case, _("The case is open again."))
    return show_form(request, case, "cases/reopen.html", form)
