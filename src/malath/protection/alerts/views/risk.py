"""Assessing the risk of an alert's household, and of a case's."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.alerts import actions
from malath.protection.alerts.forms.deciding import RiskFormSet, empty_lines, first_lines, risk_formset
from malath.protection.alerts.risks import Risk, risk_of_alert, risk_of_case
from malath.protection.alerts.selectors import alert_screened_for
from malath.protection.alerts.telling import headline
from malath.protection.cases.selectors import case_for, may_write


def _formset(request: HttpRequest, risk: Risk | None) -> RiskFormSet:
    begun = first_lines(risk.lines) if risk else empty_lines()
    return risk_formset(begun)(request.POST if request.method == "POST" else None, initial=begun)


def _page(request: HttpRequest, formset: RiskFormSet, **context: Any) -> HttpResponse:
    wrong = formset.is_bound and (any(formset.errors) or bool(formset.non_form_errors()) or "empty" in context)
    return render(request, "alerts/assess.html", {"formset": formset, **context}, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def assess(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Write the three lists of an alert anew, beginning with the last ones."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = alert_screened_for(viewer, alert_id)
    risk = risk_of_alert(viewer, alert)
    reveal(alert, risk.rows if risk else [], by=viewer, why="alert.risk")
    formset = _formset(request, risk)
    context: dict[str, Any] = {"alert": alert, "title": headline(alert), "risk": risk}
    if request.method == "POST" and formset.is_valid():
        if formset.given:
            actions.assess_alert(alert, formset.given, by=viewer)
            messages.success(request, _("The assessment is kept; the one before stays readable."))
            return see_other("alerts_alert", alert.pk)
        context["empty"] = True
    return _page(request, formset, **context)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def assess_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write the three lists of a case anew, beginning with the last ones."""
    viewer: Member = request.user  # type: ignore[assignment]
    case = case_for(viewer, case_id)
    if not may_write(viewer, case):
        raise NotFoundError
    risk = risk_of_case(viewer, case)
    reveal(case, case.head, risk.rows if risk else [], by=viewer, why="case.risk")
    formset = _formset(request, risk)
    context: dict[str, Any] = {"case": case, "risk": risk}
    if request.method == "POST" and formset.is_valid():
        if formset.given:
            actions.assess_case(case, formset.given, by=viewer)
            messages.success(request, _("The assessment is kept; the one before stays readable."))
            return see_other("case", case.pk)
        context["empty"] = True
    return _page(request, formset, **context)


@require_GET
@requires("work_cases", "screen_alerts")
def history(request: HttpRequest, kind: str, subject: uuid.UUID, version: int) -> HttpResponse:
    """An earlier version, as it was written."""
    viewer: Member = request.user  # type: ignore[assignment]
    context: dict[str, Any] = {}
    risk: Risk | None
    if kind == "case":
        case = case_for(viewer, subject)
        risk = risk_of_case(viewer, case, version)
        context["case"] = case
        shown: list[Any] = [case, case.head]
    elif kind == "alert":
        alert = alert_screened_for(viewer, subject)
        risk = risk_of_alert(viewer, alert, version)
        context["alert"] = alert
        shown = [alert]
    else:
        raise NotFoundError
    if risk is None or risk.newest.version != version:
        raise NotFoundError
    reveal(shown, risk.rows, by=viewer, why="risk.history")
    return render(request, "alerts/risk_version.html", {**context, "risk": risk})
