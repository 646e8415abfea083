"""Sending alerts: one by form, many from a spreadsheet, or what a sealed server took in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import seal_rows
from malath.protection.alerts.errors import NotScreeningError
from malath.protection.alerts.models import Alert
from malath.protection.alerts.rules import Company, Harm, due_at
from malath.protection.cases.rules import EntryPath, Priority

BATCH = 500


def new_alert(
    *,
    sender: Organisation,
    screening: Organisation,
    by: Member,
    facts: dict[str, Any],
    narrative: str = "",
    priority: str = Priority.NORMAL,
    entry_path: str = EntryPath.IN_DANGER,
    harm: str = Harm.UNKNOWN,
    company: str = Company.UNKNOWN,
    danger_on: date | None = None,
    sent_at: datetime | None = None,
) -> Alert:
    """An alert that is not stored yet. `sent_at` is now, unless a sealed server took it in before."""
    sent = sent_at or timezone.now()
    return Alert(
        pk=uuid.uuid4(),
        sender_organisation=sender,
        screening_organisation=screening,
        sent_by=by,
        sent_on=timezone.localdate(sent),
        priority=priority,
        answer_due_at=due_at(priority, sent),
        entry_path=entry_path,
        harm=harm,
        company=company,
        danger_on=danger_on,
        facts=facts,
        narrative=narrative,
        decision_text="",
        told="",
    )


def check_may_send(by: Member, sender: Organisation, screening: Organisation) -> None:
    """Raise unless the member sends for the organisation, and the other one decides on alerts."""
    if not by.can("send_alerts", sender.pk):
        raise NotAllowedError
    if not (screening.screens_alerts and screening.in_coalition):
        raise NotScreeningError


def store_alerts(alerts: Sequence[Alert]) -> None:
    """Make the keys, seal and write; the caller's transaction, check and entry."""
    for start in range(0, len(alerts), BATCH):
        batch = alerts[start : start + BATCH]
        keeper().create_subjects([(alert.pk, alert.sender_organisation_id) for alert in batch])
        seal_rows(batch)
        Alert.objects.bulk_create(batch)


@transaction.atomic
def send_alert(*, sender: Organisation, screening: Organisation, by: Member, **content: Any) -> Alert:
    """Send one alert; those who decide on alerts in the receiving organisation are told.

    `content` as for `new_alert`. Raises NotAllowedError, NotScreeningError.
    """
    check_may_send(by, sender, screening)
    alert = new_alert(sender=sender, screening=screening, by=by, **content)
    store_alerts([alert])
    record(
        "alerts.sent",
        by=by,
        subject=alert.pk,
        row=alert.pk,
        organisation=sender.pk,
        to=screening.pk,
        priority=str(alert.priority),
    )
    tell(members_with("screen_alerts", screening), "alerts.sent", reverse("alerts_alert", args=[alert.pk]))
    return alert


def intake_payload(screening: Organisation, content: dict[str, Any]) -> dict[str, Any]:
    """What a sealed server keeps of a sent form: plain values, with the moment from which the clock runs."""
    danger_on = content.get("danger_on")
    return {
        **content,
        "danger_on": danger_on.isoformat() if danger_on else "",
        "screening": str(screening.pk),
        "sent_at": timezone.now().isoformat(),
    }


def receive_intake(member: Member, organisation: Organisation, payload: dict[str, Any]) -> Alert:
    """Send what was taken in while the server was sealed, as of the moment at which it was written."""
    content = dict(payload)
    screening = Organisation.objects.get(pk=uuid.UUID(content.pop("screening")))
    content["danger_on"] = parse_date(content["danger_on"]) if content.get("danger_on") else None
    content["sent_at"] = parse_datetime(content["sent_at"])
    return send_alert(sender=organisation, screening=screening, by=member, **content)
