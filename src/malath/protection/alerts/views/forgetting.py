"""Erasing an alert alone, by two members."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.alerts import actions
from malath.protection.alerts.actions.forgetting import may_erase_alert
from malath.protection.alerts.forms.deciding import EraseForm
from malath.protection.alerts.models import Alert, AlertErasure
from malath.protection.alerts.selectors import alert_screened_for, erasure_of_alert


def _erasable(request: HttpRequest, alert_id: uuid.UUID) -> Alert:
    alert = alert_screened_for(viewer_of(request), alert_id)
    if not may_erase_alert(viewer_of(request), alert):
        raise NotFoundError
    return alert


@require_http_methods(["GET", "POST"])
@requires("erase")
@recent_sign_in
def erase(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Ask for the erasure of an alert; or, for a second member, carry it out; afterwards, the receipt."""
    viewer, alert = viewer_of(request), _erasable(request, alert_id)
    erasure = erasure_of_alert(viewer, alert)
    form = EraseForm(posted(request) if erasure is None else None)
    if form.is_valid() and done(form, lambda: actions.ask_alert_erasure(alert, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Asked. A second member must carry it out; they were told."))
        return see_other("alerts_alert", alert.pk)
    reveal([alert], [erasure.asked_by] if erasure else None, by=viewer, why="alert")
    mine = bool(erasure and erasure.asked_by_id == viewer.pk)
    context = {"alert": alert, "erasure": erasure, "mine": mine, "form": form}
    return render(request, "alerts/erase.html", context, status=422 if form.is_bound and form.errors else 200)


def _standing(request: HttpRequest, alert_id: uuid.UUID) -> AlertErasure:
    erasure = erasure_of_alert(viewer_of(request), _erasable(request, alert_id))
    if erasure is None:
        raise NotFoundError
    return erasure


@require_POST
@requires("erase")
@recent_sign_in
def carry_out(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """The second member: destroy the alert's key. The receipt follows."""
    actions.carry_out_alert_erasure(_standing(request, alert_id), by=viewer_of(request))
    return see_other("alerts_erase", alert_id)


@require_POST
@requires("erase")
def withdraw(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Nothing is erased after all."""
    actions.withdraw_alert_erasure(_standing(request, alert_id), by=viewer_of(request))
    messages.success(request, _("Nothing will be erased."))
    return see_other("alerts_alert", alert_id)
