"""Reads of accompaniment."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import AppointmentState


def task_for(viewer: Member, task: uuid.UUID) -> Task:
    """The task with its case; NotFoundError where the viewer may not see it."""
    found: Task | None = Task.objects.visible_to(viewer).select_related("case", "assignee").filter(pk=task).first()
    if found is None:
        raise NotFoundError
    return found


def appointment_for(viewer: Member, appointment: uuid.UUID) -> Appointment:
    """The appointment with its case; NotFoundError where the viewer may not see it."""
    found: Appointment | None = (
        Appointment.objects.visible_to(viewer).select_related("case", "member").filter(pk=appointment).first()
    )
    if found is None:
        raise NotFoundError
    return found


def hold_appointment(appointment: Appointment) -> Appointment:
    """The same appointment as it stands now, locked until the transaction ends."""
    rows = Appointment.objects.unscoped(reason="the same appointment, locked").select_for_update()
    held: Appointment = rows.get(pk=appointment.pk)
    return held


def tasks_waiting_for(viewer: Member, *, case: uuid.UUID | None = None, mine: bool = False) -> QuerySet[Task]:
    """Tasks that wait, the earliest first: of a case, or the viewer's own."""
    waiting = Task.objects.visible_to(viewer).filter(done_on=None, dropped_on=None)
    if case:
        waiting = waiting.filter(case=case)
    if mine:
        waiting = waiting.filter(assignee=viewer)
    result: QuerySet[Task] = waiting.select_related("case__head", "assignee").order_by("due_on", "pk")
    return result


def appointments_coming_for(
    viewer: Member, *, case: uuid.UUID | None = None, mine: bool = False, until: datetime | None = None
) -> QuerySet[Appointment]:
    """Planned appointments from this morning on, and those not yet settled, the earliest first."""
    coming = Appointment.objects.visible_to(viewer).filter(state=AppointmentState.PLANNED)
    if case:
        coming = coming.filter(case=case)
    if mine:
        coming = coming.filter(member=viewer)
    if until:
        coming = coming.filter(starts_at__lte=until)
    result: QuerySet[Appointment] = coming.select_related("case__head", "member").order_by("starts_at", "pk")
    return result


def end_of_today() -> datetime:
    """The last instant of the local day."""
    return timezone.localtime().replace(hour=23, minute=59, second=59) + timedelta(0)
