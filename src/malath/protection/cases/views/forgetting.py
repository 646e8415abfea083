"""Erasing one person of a household, by two members."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.erasing import may_erase
from malath.protection.cases.forms import EraseForm
from malath.protection.cases.models import Erasure, HouseholdMember
from malath.protection.cases.selectors import household_member_for, person_erasure_waiting
from malath.protection.cases.views.showing import back_to, case_of, show_form


def _erasable(request: HttpRequest, row_id: uuid.UUID) -> HouseholdMember:
    row = household_member_for(viewer_of(request), row_id)
    row.case = case_of(request, row.case_id)
    if not may_erase(viewer_of(request), row.case):
        raise NotFoundError
    return row


@require_http_methods(["GET", "POST"])
@requires("erase")
@recent_sign_in
def erase_person(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """Ask that one person be erased; or, for a second member, carry it out."""
    viewer, row = viewer_of(request), _erasable(request, row_id)
    waiting = person_erasure_waiting(viewer, row)
    form = EraseForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(form, lambda: actions.ask_person_erasure(row, by=viewer, **form.cleaned_data)):
        text = _("Asked. A second member must carry it out; they were told.")
        return back_to(request, "case_household", row.case, text)
    reveal([row.person], [waiting.asked_by] if waiting else None, by=viewer, why="case.form")
    mine = bool(waiting and waiting.asked_by_id == viewer.pk)
    return show_form(request, row.case, "cases/erase_person.html", form, row=row, erasure=waiting, mine=mine)


def _waiting(request: HttpRequest, row: HouseholdMember) -> Erasure:
    waiting = person_erasure_waiting(viewer_of(request), row)
    if waiting is None:
        raise NotFoundError
    return waiting


@require_POST
@requires("erase")
@recent_sign_in
def carry_out(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the person's key. The receipt stands on the household's page."""
    row = _erasable(request, row_id)
    actions.carry_out_person_erasure(_waiting(request, row), row, by=viewer_of(request))
    messages.success(request, _("They were erased."))
    return see_other("case_household", row.case_id)


@require_POST
@requires("erase")
def withdraw(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all."""
    row = _erasable(request, row_id)
    actions.withdraw_erasure(_waiting(request, row), by=viewer_of(request))
    messages.success(request, _("Nothing will be erased."))
    return see_other("case_household", row.case_id)
