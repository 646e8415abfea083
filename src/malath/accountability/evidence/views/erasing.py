"""The hold on an item, and its erasure by two members."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.evidence import erasing
from malath.accountability.evidence.forms import EraseForm, ReasonForm
from malath.accountability.evidence.models import Evidence, EvidenceErasure
from malath.accountability.evidence.selectors import contents_of, erasure_waiting, package_of
from malath.accountability.evidence.views.showing import evidence_of, show_form
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


def _erasable(request: HttpRequest, evidence_id: uuid.UUID) -> Evidence:
    evidence = evidence_of(request, evidence_id)
    if not erasing.may_erase(viewer_of(request), evidence):
        raise NotFoundError
    return evidence


@require_http_methods(["GET", "POST"])
@requires("erase_evidence")
def hold(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Set the legal hold, or lift it, with a reason."""
    viewer, evidence = viewer_of(request), _erasable(request, evidence_id)
    form, held = ReasonForm(posted(request)), not evidence.held
    if form.is_valid() and done(form, lambda: erasing.set_hold(evidence, held=held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The legal hold is set.") if held else _("The legal hold is lifted."))
        return see_other("evidence_item", evidence.pk)
    return show_form(request, evidence, "evidence/hold.html", form)


@require_http_methods(["GET", "POST"])
@requires("erase_evidence")
@recent_sign_in
def erase(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Ask for an erasure; or, for a second member, carry it out."""
    viewer, evidence = viewer_of(request), _erasable(request, evidence_id)
    waiting = erasure_waiting(viewer, evidence)
    form = EraseForm(posted(request) if waiting is None else None)
    if form.is_valid() and done(form, lambda: erasing.ask_erasure(evidence, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Asked. A second member must carry it out; they were told."))
        return see_other("evidence_erase", evidence.pk)
    if waiting:
        reveal([waiting.asked_by], by=viewer, why="evidence.form")
    mine = bool(waiting and waiting.asked_by_id == viewer.pk)
    package, (contents, more) = package_of(viewer, evidence), contents_of(viewer, evidence)
    reveal([package] if package else [], contents, by=viewer, why="evidence.form")
    told = {"erasure": waiting, "mine": mine, "package": package, "contents": contents, "more_contents": more}
    return show_form(request, evidence, "evidence/erase.html", form, **told)


def _waiting(request: HttpRequest, evidence_id: uuid.UUID) -> tuple[EvidenceErasure, Evidence]:
    evidence = _erasable(request, evidence_id)
    waiting = erasure_waiting(viewer_of(request), evidence)
    if waiting is None:
        raise NotFoundError
    return waiting, evidence


@require_POST
@requires("erase_evidence")
@recent_sign_in
def carry_out(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the keys."""
    waiting, evidence = _waiting(request, evidence_id)
    erasing.carry_out_erasure(waiting, evidence, by=viewer_of(request))
    messages.success(
        request, _("%(number)s is erased. The ledger keeps that it was here.") % {"number": evidence.number}
    )
    return see_other("evidence")


@require_POST
@requires("erase_evidence")
def withdraw(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all."""
    waiting, evidence = _waiting(request, evidence_id)
    erasing.withdraw_erasure(waiting, evidence, by=viewer_of(request))
    messages.success(request, _("Nothing will be erased."))
    return see_other("evidence_item", evidence.pk)
