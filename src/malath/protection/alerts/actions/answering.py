"""Questions and answers between those who decide and those who sent; moving in the order; withdrawing."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell
from malath.protection.alerts.actions.writing import (
    check_screens,
    check_sends,
    claim,
    needed,
    senders_of,
    write_message,
)
from malath.protection.alerts.errors import ReasonMissingError
from malath.protection.alerts.models import Alert, AlertMessage
from malath.protection.alerts.rules import State, moved_due


@transaction.atomic
def ask_sender(alert: Alert, *, text: str, by: Member) -> AlertMessage:
    """Ask the focal point for more; the clock goes on. Raises AlreadyDecidedError, TextMissingError."""
    check_screens(alert, by)
    text = needed(text)
    claim(alert, by, state=State.ASKED)
    message = write_message(alert, kind=AlertMessage.Kind.QUESTION, by=by, text=text)
    record("alerts.asked", by=by, subject=alert.pk, row=message.pk, organisation=alert.screening_organisation_id)
    tell(senders_of(alert), "alerts.question", reverse("sent_alert", args=[alert.pk]))
    return message


def _say(alert: Alert, kind: str, text: str, by: Member) -> AlertMessage:
    check_sends(alert, by)
    text = needed(text)
    claim(alert, by, state=State.WAITING if alert.state == State.ASKED else alert.state)
    message = write_message(alert, kind=kind, by=by, text=text)
    record(f"alerts.{kind}", by=by, subject=alert.pk, row=message.pk, organisation=alert.sender_organisation_id)
    told = members_with("screen_alerts", alert.screening_organisation_id)
    tell(told, "alerts.answered", reverse("alerts_alert", args=[alert.pk]))
    return message


@transaction.atomic
def answer_question(alert: Alert, *, text: str, by: Member) -> AlertMessage:
    """Answer what was asked about an alert of the member's organisation."""
    return _say(alert, AlertMessage.Kind.ANSWER, text, by)


@transaction.atomic
def add_to_alert(alert: Alert, *, text: str, by: Member) -> AlertMessage:
    """Add what the sender learned after they sent the alert."""
    return _say(alert, AlertMessage.Kind.ADDITION, text, by)


@transaction.atomic
def change_priority(alert: Alert, *, priority: str, reason: str, by: Member) -> Alert:
    """Move an alert in the order by its priority; the clock still runs from when it was sent; the reason is kept."""
    check_screens(alert, by)
    if not reason.strip():
        raise ReasonMissingError
    before = alert.priority
    claim(alert, by, priority=priority, answer_due_at=moved_due(before, priority, alert.answer_due_at))
    write_message(
        alert,
        kind=AlertMessage.Kind.PRIORITY,
        by=by,
        text=reason.strip(),
        internal=True,
        before=before,
        after=priority,
    )
    record(
        "alerts.moved",
        by=by,
        subject=alert.pk,
        organisation=alert.screening_organisation_id,
        before=before,
        after=priority,
    )
    return alert


@transaction.atomic
def withdraw_alert(alert: Alert, *, reason: str, by: Member) -> Alert:
    """Take an alert back before it is decided on; those who decide read the reason."""
    check_sends(alert, by)
    if not reason.strip():
        raise ReasonMissingError
    claim(alert, by, state=State.WITHDRAWN, answered_on=timezone.localdate())
    write_message(alert, kind=AlertMessage.Kind.WITHDRAWAL, by=by, text=reason.strip())
    record("alerts.withdrawn", by=by, subject=alert.pk, row=alert.pk, organisation=alert.sender_organisation_id)
    told = members_with("screen_alerts", alert.screening_organisation_id)
    tell(told, "alerts.withdrawn", reverse("alerts_alert", args=[alert.pk]))
    return alert
