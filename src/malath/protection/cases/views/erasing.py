"""Erasure by two members, and the legal hold that forbids it."""

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
from malath.protection.cases.forms import EraseForm, ReasonForm
from malath.protection.cases.models import Case, Erasure
from malath.protection.cases.selectors import erasure_waiting
from malath.protection.cases.views.showing import back_to, case_of, show_form


def _erasable(request: HttpRequest, case_id: uuid.UUID) -> Case:
    case = case_of(request, case_id)
    if not may_erase(viewer_of(request), case):
        raise NotFoundError
    return case


@require_http_methods(["GET", "POST"])
@requires("erase")
@recent_sign_in
def erase(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask for an erasure; or, for a second member, carry it out."""
    viewer, case = viewer_of(request), _erasable(request, case_id)
    waiting = erasure_waiting(viewer, case)
    form = EraseForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(form, lambda: actions.ask_erasure(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case_erase", case, _("Asked. A second member must carry it out; they were told."))
    if waiting:
        reveal([waiting.asked_by], by=viewer, why="case.form")
    mine = bool(waiting and waiting.asked_by_id == viewer.pk)
    return show_form(request, case, "cases/erase.html", form, erasure=waiting, mine=mine)


def _waiting(request: HttpRequest, case_id: uuid.UUID) -> Erasure:
    waiting = erasure_waiting(viewer_of(request), _erasable(request, case_id))
    if waiting is None:
        raise NotFoundError
    return waiting


@require_POST
@requires("erase")
@recent_sign_in
def carry_out(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the keys. The receipt follows."""
    actions.carry_out_erasure(_waiting(request, case_id), by=viewer_of(request))
    return see_other("case", case_id)


@require_POST
@requires("erase")
def withdraw(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all."""
    actions.withdraw_erasure(_waiting(request, case_id), by=viewer_of(request))
    messages.success(request, _("Nothing will be erased."))
    return see_other("case_access", case_id)


@require_http_methods(["GET", "POST"])
@requires("erase")
def hold(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Set the legal hold, or lift it, with a reason."""
    viewer, case = viewer_of(request), _erasable(request, case_id)
    form, held = ReasonForm(posted(request)), not case.held
    if form.is_valid() and done(form, lambda: actions.set_hold(case, held=held, by=viewer, **form.cleaned_data)):
        return back_to(
            request, "case_access", case, _("The legal hold is set.") if held else _("The legal hold is lifted.")
        )
    return show_form(request, case, "cases/hold.html", form)
