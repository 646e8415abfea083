"""For those who decide: the queue, one alert, and the acts on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import (
    members_with,
    organisation_names,
    screening_organisations,
)
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.alerts import actions
from malath.protection.alerts.actions.forgetting import may_erase_alert
from malath.protection.alerts.duplicates import alerts_like, people_like
from malath.protection.alerts.forms.deciding import (
    AcceptForm,
    DeclineForm,
    MoveForm,
    QuestionForm,
    ReferForm,
    uuid_or_none,
)
from malath.protection.alerts.models import Alert
from malath.protection.alerts.risks import risk_of_alert
from malath.protection.alerts.rules import Urgency, is_overdue, why_above
from malath.protection.alerts.selectors import (
    MOST_COUNTED,
    alert_screened_for,
    alerts_decided_for,
    alerts_waiting_for,
    messages_of,
    place_in_queue,
    queue_page,
    referrals_made_for,
    urgency_of_alert,
    waiting_count,
)
from malath.protection.alerts.telling import facts_told, headline, safe_rules, when_told


@dataclass
class Place:
    """One alert as the queue shows it, with why it stands above the next."""

    alert: Alert
    urgency: Urgency
    title: str
    when: str
    why: Any
    overdue: bool


def _places(alerts: list[Alert]) -> list[Place]:
    now = timezone.now()
    today = timezone.localdate(now)
    urgencies = [urgency_of_alert(alert, today) for alert in alerts]
    return [
        Place(
            alert,
            urgency,
            headline(alert),
            when_told(alert, urgency.when),
            why_above(urgency, urgencies[number + 1]) if number + 1 < len(alerts) else "",
            is_overdue(alert.answer_due_at, now),
        )
        for number, (alert, urgency) in enumerate(zip(alerts, urgencies, strict=True))
    ]


@require_GET
@requires("screen_alerts")
def queue(request: HttpRequest) -> HttpResponse:
    """Alerts that wait, in the order in which delay does most harm, each with the reason of its place."""
    viewer: Member = request.user  # type: ignore[assignment]
    after = uuid_or_none(request.GET.get("after"))
    alerts, more = queue_page(viewer, after=after)
    reveal(alerts, by=viewer, why="list.alerts")
    waiting = alerts_waiting_for(viewer)
    context = {
        "places": _places(alerts),
        "count": waiting_count(viewer),
        "most": MOST_COUNTED,
        "first_due": waiting.order_by("answer_due_at").values_list("answer_due_at", flat=True).first(),
        "overdue": min(
            waiting.filter(answer_due_at__lt=timezone.now()).order_by()[: MOST_COUNTED + 1].count(), MOST_COUNTED
        ),
        "now": timezone.now(),
        "organisations": organisation_names(alert.sender_organisation_id for alert in alerts),
        "after": after,
        "older": f"?after={alerts[-1].pk}" if more else "",
    }
    return render(request, "alerts/queue.html", context)


def _panel(viewer: Member, alert: Alert) -> dict[str, Any]:
    """All that the page of an alert shows; revealed."""
    said = messages_of(viewer, alert)
    risk = risk_of_alert(viewer, alert)
    authors = [message.author for message in said]
    people = [member for member in (alert.sent_by, alert.decided_by) if member]
    reveal(alert, said, authors, people, risk.rows if risk else [], by=viewer, why="alert")
    names = organisation_names([alert.sender_organisation_id, alert.screening_organisation_id])
    return {
        "alert": alert,
        "title": headline(alert),
        "facts": facts_told(alert.facts),
        "safe": safe_rules(alert.facts),
        "said": said,
        "risk": risk,
        "sender": names.get(alert.sender_organisation_id, ""),
        "screening": names.get(alert.screening_organisation_id, ""),
        "overdue": alert.is_open and is_overdue(alert.answer_due_at, timezone.now()),
    }


@require_GET
@requires("screen_alerts")
def one(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert: who sent it, their words, how to reply, who it may be, the three lists, and the decision."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = alert_screened_for(viewer, alert_id)
    context = _panel(viewer, alert)
    if alert.is_open:
        place, below = place_in_queue(viewer, alert)
        today = timezone.localdate()
        context |= {
            "place": place,
            "why": why_above(urgency_of_alert(alert, today), urgency_of_alert(below, today)) if below else "",
            "people": people_like(viewer, alert),
            "others": alerts_like(viewer, alert),
        }
    context["may_erase"] = not alert.is_open and alert.case_id is None and may_erase_alert(viewer, alert)
    return render(request, "alerts/alert.html", context)


def _act(
    request: HttpRequest, alert: Alert, form: Any, template: str = "alerts/act.html", **context: Any
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context |= {"alert": alert, "title": headline(alert), "form": form}
    return render(request, template, context, status=status)


def _open_alert(viewer: Member, alert_id: uuid.UUID) -> Alert:
    alert = alert_screened_for(viewer, alert_id)
    reveal(alert, alert.sent_by, by=viewer, why="alert.act")
    return alert


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def ask(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Ask the focal point."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = _open_alert(viewer, alert_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_sender(alert, by=viewer, **form.cleaned_data)
        messages.success(request, _("Your question waits for the focal point. The clock goes on."))
        return see_other("alerts_alert", alert.pk)
    return _act(request, alert, form, heading=_("What do you need to know?"), act=_("Ask the focal point"))


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def move(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Move an alert in the order, with a reason."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = _open_alert(viewer, alert_id)
    form = MoveForm(request.POST or None, initial={"priority": alert.priority})
    if request.method == "POST" and form.is_valid():
        actions.change_priority(alert, by=viewer, **form.cleaned_data)
        messages.success(request, _("The alert was moved; the reason is kept."))
        return see_other("alerts_alert", alert.pk)
    return _act(request, alert, form, heading=_("How soon is an answer owed?"), act=_("Move in the order"))


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def refer(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Send an alert on to another organisation of the coalition."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = _open_alert(viewer, alert_id)
    others = [one for one in screening_organisations() if one.pk != alert.screening_organisation_id]
    form = ReferForm(request.POST or None, organisations=others)
    if request.method == "POST" and form.is_valid():
        actions.refer_alert(alert, by=viewer, **form.cleaned_data)
        messages.success(request, _("The alert was referred on. You see here what becomes of it."))
        return see_other("alerts_decided")
    return _act(request, alert, form, heading=_("Who should decide instead?"), act=_("Refer on"))


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def decline(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Decline, with a reason that is kept and one that may be told."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = _open_alert(viewer, alert_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_alert(alert, by=viewer, **form.cleaned_data)
        messages.success(request, _("The alert was declined. The focal point reads what you wrote for them."))
        return see_other("alerts")
    return _act(request, alert, form, heading=_("Why can you not take it?"), act=_("Decline the alert"), kind="harm")


@require_http_methods(["GET", "POST"])
@requires("screen_alerts")
def accept(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Accept: the people are entered and the case is opened with its team, in one step."""
    viewer: Member = request.user  # type: ignore[assignment]
    alert = _open_alert(viewer, alert_id)
    members = list(members_with("work_cases", Organisation(pk=alert.screening_organisation_id)))
    # A case is opened for people of one's own organisation; others may be read, and are entered anew.
    likely = [
        one for one in people_like(viewer, alert) if one.person.organisation_id == alert.screening_organisation_id
    ]
    reveal(members, by=viewer, why="alert.accept")
    form = AcceptForm(request.POST or None, alert=alert, members=members, likely=likely, by=viewer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case = actions.accept_alert(
            alert,
            by=viewer,
            team=form.team,
            network=given["network"],
            summary=given["summary"],
            head=form.people.get(given["head"]),
            told=given["told"],
            entry_path=given["entry_path"],
        )
        messages.success(request, _("The case is open. The focal point learns that the alert was accepted."))
        return see_other("case", case.pk)
    return _act(request, alert, form, heading=_("Who will accompany them?"), act=_("Accept and open the case"))


@require_GET
@requires("screen_alerts")
def decided(request: HttpRequest) -> HttpResponse:
    """What the organisation decided lately, and what became of the alerts that it referred on."""
    viewer: Member = request.user  # type: ignore[assignment]
    alerts = alerts_decided_for(viewer)
    referrals = referrals_made_for(viewer)
    reveal(alerts, by=viewer, why="list.alerts_decided")
    names = organisation_names(
        [alert.sender_organisation_id for alert in alerts] + [one.to_organisation_id for one in referrals]
    )
    lines = [(alert, headline(alert), names.get(alert.sender_organisation_id, "")) for alert in alerts]
    sent_on = [(one, names.get(one.to_organisation_id, "")) for one in referrals]
    return render(request, "alerts/decided.html", {"lines": lines, "referrals": sent_on})
