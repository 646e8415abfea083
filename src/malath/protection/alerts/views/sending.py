"""For focal points: send an alert, follow what became of it, answer, withdraw."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.alike import Look, look_for
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.responses import see_other
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.sealed.drafts import drop_draft
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.intake import take_in
from malath.protection.alerts import actions
from malath.protection.alerts.actions.sending import check_may_send, intake_payload
from malath.protection.alerts.forms.deciding import uuid_or_none
from malath.protection.alerts.forms.sending import (
    AlertForm,
    HouseholdFormSet,
    SayForm,
    WithdrawForm,
    content_of,
)
from malath.protection.alerts.models import AlertMessage
from malath.protection.alerts.rules import State
from malath.protection.alerts.selectors import (
    alert_sent_for,
    alerts_asked_for,
    alerts_sent_page,
    imports_for,
    messages_of,
)
from malath.protection.alerts.telling import facts_told, safe_rules

INTAKE_KIND = "alert"
DRAFT = "alert-new"


@require_http_methods(["GET", "POST"])
@requires("send_alerts")
def send(request: HttpRequest) -> HttpResponse:
    """Tell of one household at risk; also while the server is sealed, when the form is kept unread until it is opened."""
    viewer: Member = request.user  # type: ignore[assignment]
    sealed = keeper().is_sealed()
    form = AlertForm(request.POST or None, viewer=viewer)
    household = HouseholdFormSet(request.POST or None, prefix="household")
    look = _look(request, viewer, sealed)
    if request.method == "POST" and form.is_valid() and household.is_valid():
        return _send(request, viewer, form, household, sealed)
    status = 422 if form.is_bound else 200
    context = {"form": form, "household": household, "sealed": sealed, "draft": DRAFT, "alike": look}
    return render(request, "alerts/send.html", context, status=status)


def _look(request: HttpRequest, viewer: Member, sealed: bool) -> Look | None:
    """Who may be the person already, for those who may search; a focal point is told of nobody. It holds up no alert:
    whoever decides on it sees the same."""
    if sealed or not viewer.can("search_people"):
        return None
    try:
        return look_for(viewer, request.POST, fields=("name", "other_names", "birth", "phone"), is_asked=False)
    except SealedError:
        return None


def _send(request: HttpRequest, viewer: Member, form: AlertForm, household: object, sealed: bool) -> HttpResponse:
    given, content = form.cleaned_data, content_of(form, household)  # type: ignore[arg-type]
    if not sealed:
        try:
            alert = actions.send_alert(sender=given["sender"], screening=given["screening"], by=viewer, **content)
            drop_draft(viewer, DRAFT)
        except SealedError:
            sealed = True  # sealed between the two questions: what was written is not lost
        else:
            messages.success(request, _("The alert is sent. Those who decide were told."))
            return see_other("sent_alert", alert.pk)
    check_may_send(viewer, given["sender"], given["screening"])
    take_in(INTAKE_KIND, viewer, given["sender"], intake_payload(given["screening"], content))
    return see_other("sent_kept")


@require_GET
@requires("send_alerts")
def kept(request: HttpRequest) -> HttpResponse:
    """What happens to an alert that a sealed server took in."""
    return render(request, "alerts/kept.html")


@require_GET
@requires("send_alerts")
def sent(request: HttpRequest) -> HttpResponse:
    """What became of each alert of the member's organisation."""
    viewer: Member = request.user  # type: ignore[assignment]
    after = uuid_or_none(request.GET.get("after"))
    alerts, more = alerts_sent_page(viewer, after=after)
    sheets = imports_for(viewer) if after is None else []
    reveal(alerts, sheets, by=viewer, why="list.alerts_sent")
    names = organisation_names([alert.screening_organisation_id for alert in alerts])
    context = {
        "lines": [(alert, names.get(alert.screening_organisation_id, "")) for alert in alerts],
        "asked": alerts_asked_for(viewer).count(),
        "sheets": sheets,
        "after": after,
        "older": f"?after={alerts[-1].pk}" if more else "",
    }
    return render(request, "alerts/sent.html", context)


def _sent_page(request: HttpRequest, viewer: Member, alert_id: uuid.UUID, form: SayForm) -> HttpResponse:
    alert = alert_sent_for(viewer, alert_id)
    said = [line for line in messages_of(viewer, alert) if not line.internal]
    reveal(alert, alert.sent_by, said, [line.author for line in said], by=viewer, why="alert.sent")
    names = organisation_names([alert.screening_organisation_id])
    context = {
        "alert": alert,
        "said": said,
        "facts": facts_told(alert.facts),
        "safe": safe_rules(alert.facts),
        "screening": names.get(alert.screening_organisation_id, ""),
        "asked": alert.state == State.ASKED,
        "questions": [line for line in said if line.kind == AlertMessage.Kind.QUESTION],
        "form": form,
    }
    return render(request, "alerts/sent_alert.html", context, status=422 if form.errors else 200)


@require_GET
@requires("send_alerts")
def sent_alert(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert from its sender's side: its state, its clock, the reason that may be told, what was asked."""
    return _sent_page(request, request.user, alert_id, SayForm())  # type: ignore[arg-type]


@require_POST
@requires("send_alerts")
def say(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Answer a question, or add what was learned since."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = alert_sent_for(viewer, alert_id)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _sent_page(request, viewer, alert_id, form)
    act = actions.answer_question if alert.state == State.ASKED else actions.add_to_alert
    act(alert, text=form.cleaned_data["text"], by=viewer)
    messages.success(request, _("Those who decide were told."))
    return see_other("sent_alert", alert.pk)


@require_http_methods(["GET", "POST"])
@requires("send_alerts")
def withdraw(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Take an alert back, with a reason."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = alert_sent_for(viewer, alert_id)
    reveal(alert, by=viewer, why="alert.sent")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_alert(alert, by=viewer, **form.cleaned_data)
        messages.success(request, _("The alert was withdrawn."))
        return see_other("sent_alert", alert.pk)
    context = {"alert": alert, "form": form}
    return render(request, "alerts/withdraw.html", context, status=422 if form.errors else 200)
