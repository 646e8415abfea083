"""What alerts give to Today: answers that are owed, and questions that wait for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.interface.today import Matter, enough
from malath.protection.alerts.models import Alert
from malath.protection.alerts.selectors import alerts_asked_for, alerts_waiting_for
from malath.protection.alerts.telling import headline

if TYPE_CHECKING:
    from malath.platform.access.models import Member

URGENT = timedelta(hours=24)
# The story of an alert is not opened where only its head line stands.
_SHOWN = ("answer_due_at", "facts")


def _answer_owed(alert: Alert, now: datetime) -> Matter:
    late = alert.answer_due_at < now
    return Matter(
        section="urgent" if alert.answer_due_at - now <= URGENT else "week",
        due=alert.answer_due_at,
        title=lambda: headline(alert),
        detail=lambda: _("The answer to this alert is late.") if late else _("An answer to this alert is owed."),
        url=reverse("alerts_alert", args=[alert.pk]),
        action=_("Look"),
        icon="bell",
        rows=[alert],
        weight=1 if late else 0,
    )


def alerts_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Alerts that wait for a decision of the viewer's organisation, the soonest owed first."""
    if not viewer.can("screen_alerts"):
        return
    waiting = alerts_waiting_for(viewer).order_by("answer_due_at", "pk")
    for alert in waiting.only(*_SHOWN)[: enough(urgent=True)]:
        yield _answer_owed(alert, now)


def answers_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Questions about alerts that the viewer's organisation sent."""
    if not viewer.can("send_alerts"):
        return
    for alert in alerts_asked_for(viewer).only(*_SHOWN)[: enough(urgent=True)]:
        yield Matter(
            section="urgent" if alert.answer_due_at - now <= URGENT else "week",
            due=alert.answer_due_at,
            title=lambda alert=alert: alert.name,  # type: ignore[misc]
            detail=lambda: _("Somebody asks for more about this alert."),
            url=reverse("sent_alert", args=[alert.pk]),
            action=_("Give an answer"),
            icon="message",
            rows=[alert],
        )
