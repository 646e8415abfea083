"""What the acts on an alert share: the check, the claim against a second decision, and the line that is kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.errors import NotAllowedError
from malath.protection.alerts.errors import AlreadyDecidedError, TextMissingError
from malath.protection.alerts.models import Alert, AlertImport, AlertMessage
from malath.protection.alerts.rules import OPEN_STATES


def check_screens(alert: Alert, by: Member) -> None:
    """Raise unless the member decides on alerts in the organisation that the alert waits at."""
    if not by.can("screen_alerts", alert.screening_organisation_id):
        raise NotAllowedError


def check_sends(alert: Alert, by: Member) -> None:
    """Raise unless the member sends alerts for the organisation that this one came from."""
    if not by.can("send_alerts", alert.sender_organisation_id):
        raise NotAllowedError


def claim(alert: Alert, by: Member, **changes: Any) -> None:
    """Change an alert that nobody has decided on, in one statement, so that of two deciders one comes too late.

    Raises AlreadyDecidedError. Plain columns only; sealed ones are saved by the caller after it.
    """
    waiting = Alert.objects.visible_to(by).filter(
        pk=alert.pk, state__in=OPEN_STATES, screening_organisation=alert.screening_organisation_id
    )
    if not waiting.update(**changes):
        raise AlreadyDecidedError
    for name, value in changes.items():
        setattr(alert, name, value)


def needed(text: str) -> str:
    """The text without outer spaces; raises TextMissingError where nothing is left."""
    if not text.strip():
        raise TextMissingError
    return text.strip()


def write_message(
    alert: Alert,
    *,
    kind: str,
    by: Member,
    text: str = "",
    internal: bool = False,
    sheet: AlertImport | None = None,
    **details: Any,
) -> AlertMessage:
    """Add a line to what was said about an alert."""
    said = AlertMessage.objects.unscoped(reason="the next number, after the act's own check").filter(alert=alert)
    last = said.aggregate(last=Max("number"))["last"] or 0
    message = AlertMessage(
        pk=uuid.uuid4(),
        alert=alert,
        number=last + 1,
        kind=kind,
        internal=internal,
        author=by,
        on=timezone.localdate(),
        text=text,
        sheet=sheet,
        details={"at": timezone.now().isoformat(timespec="seconds"), **details},
    )
    message.save(force_insert=True)
    return message


def senders_of(alert: Alert) -> list[Member]:
    """Who is told of what becomes of an alert: who sent it, or, if they left, the organisation's other senders."""
    sender = Member.objects.get(pk=alert.sent_by_id)
    if sender.is_active:
        return [sender]
    return list(members_with("send_alerts", alert.sender_organisation_id))
