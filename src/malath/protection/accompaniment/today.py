"""What accompaniment gives to Today: the day's appointments, tasks due this week, those overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.today import Matter, enough
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.selectors import appointments_coming_for, end_of_today, tasks_waiting_for


def appointments_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Planned appointments until tonight, and those of the last days that nobody settled."""
    if not viewer.can("work_cases"):
        return
    coming = appointments_coming_for(viewer, mine=True, until=end_of_today())
    for row in _named(coming, "starts_at", "details")[: enough()]:
        yield _appointment(row)


def _named(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """Only what a line shows: these fields, and the name of the case's head."""
    return rows.select_related(None).select_related("case__head").only(*fields, "case__head__names")


def _appointment(row: Appointment) -> Matter:
    return Matter(
        section="appointments",
        due=row.starts_at,
        title=lambda: (row.case.head.name, row.details.get("what", "")),
        detail=lambda: " · ".join(filter(None, (row.details.get("where"), row.details.get("goes_along")))),
        url=reverse("appointment", args=[row.pk]),
        icon="calendar",
        rows=[row, row.case.head],
    )


def tasks_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Tasks due within seven days; the overdue ones are urgent."""
    if not viewer.can("work_cases"):
        return
    week = timezone.localdate() + timedelta(days=7)
    waiting = tasks_waiting_for(viewer, mine=True).filter(due_on__lte=week)
    for row in _named(waiting, "due_on", "details")[: enough(urgent=True)]:
        yield _task(row)


def _task(row: Task) -> Matter:
    overdue = row.due_on < timezone.localdate()
    return Matter(
        section="urgent" if overdue else "week",
        due=row.due_on,
        title=lambda: (row.case.head.name, row.details.get("what", "")),
        url=reverse("task", args=[row.pk]),
        action=_("Settle it") if overdue else "",
        icon="check",
        rows=[row, row.case.head],
        weight=1 if overdue else 0,
    )
