"""What the room gives to Today: arrivals that nobody confirmed, visits that are due, stays that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.today import Matter, enough
from malath.protection.stays.models import Complaint, Leg, Stay, Visit
from malath.protection.stays.rules import LAST_CALL_DAYS, ComplaintState, LegState, StayState

_AHEAD = timedelta(hours=24)


def journeys_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Arrivals to be confirmed within a day; what is overdue alarms until somebody confirms it."""
    if not viewer.can("work_cases"):
        return
    waiting = Leg.objects.visible_to(viewer).filter(state=LegState.PLANNED, arrival_at__lte=now + _AHEAD)
    rows = waiting.select_related("case__head").only("arrival_at", "case__head__names").order_by("arrival_at", "pk")
    for row in rows[: enough(2, urgent=True)]:
        yield _journey(row, late=row.arrival_at < now)


def _journey(row: Leg, *, late: bool) -> Matter:
    words = _("safe arrival not confirmed") if late else _("arrives; confirm it")
    return Matter(
        section="urgent" if late else "appointments",
        due=row.arrival_at,
        title=lambda: (row.case.head.name, words),
        url=reverse("stay_leg", args=[row.pk]),
        action=_("Have they arrived?") if late else "",
        icon="flag",
        rows=[row.case.head],
        weight=0,
    )


def visits_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Visits that are due within a week, and those that nobody made."""
    if not viewer.can("work_cases"):
        return
    week = timezone.localdate(now) + timedelta(days=7)
    waiting = Visit.objects.visible_to(viewer).filter(done_on=None, dropped_on=None, due_on__lte=week)
    rows = waiting.select_related("case__head").only("due_on", "case__head__names").order_by("due_on", "pk")
    for row in rows[: enough()]:
        yield Matter(
            section="week",
            due=row.due_on,
            title=lambda row=row: (row.case.head.name, _("visit them in their home")),  # type: ignore[misc]
            url=reverse("stay_visit", args=[row.pk]),
            icon="home",
            rows=[row.case.head],
        )


def stays_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Stays that end within a month: what comes afterwards is said now."""
    if not viewer.can("work_cases"):
        return
    last = timezone.localdate(now) + timedelta(days=LAST_CALL_DAYS)
    ending = Stay.objects.visible_to(viewer).filter(state=StayState.ARRIVED, to_day__lte=last)
    rows = ending.select_related("case__head").only("to_day", "case__head__names").order_by("to_day", "pk")
    for row in rows[: enough()]:
        yield Matter(
            section="week",
            due=row.to_day,
            title=lambda row=row: (row.case.head.name, _("the stay ends: where do they live next?")),  # type: ignore[misc]
            url=reverse("stay", args=[row.pk]),
            icon="bed",
            rows=[row.case.head],
        )


def complaints_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Complaints that wait for the viewer's answer."""
    if not viewer.can("hear_complaints"):
        return
    waiting = Complaint.objects.visible_to(viewer).filter(state=ComplaintState.OPEN)
    for row in waiting.only("written_on").order_by("written_on", "pk")[: enough()]:
        yield Matter(
            section="week",
            due=row.written_on,
            title=lambda: _("A complaint about a stay waits for an answer"),
            url=reverse("stay_complaint", args=[row.pk]),
            icon="message",
        )
