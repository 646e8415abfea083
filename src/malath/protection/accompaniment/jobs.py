"""Reminders: they go out while the server is sealed too, because they carry no content."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from malath.platform.notices.actions import tell
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import LONGEST_BEFORE, AppointmentState, is_reminder_due


def remind_of_appointments() -> int:
    """Tell members of appointments whose reminder has come; how many."""
    now = timezone.now()
    coming = Appointment.objects.unscoped(reason="reminders go out to their own members").filter(
        state=AppointmentState.PLANNED, reminded=False, starts_at__gt=now, starts_at__lte=now + LONGEST_BEFORE
    )
    due = [a for a in coming.select_related("member") if is_reminder_due(a.starts_at, a.reminder, now)]
    for appointment in due:
        with transaction.atomic():
            tell([appointment.member], "appointments.near", f"/cases/{appointment.case_id}/")
            Appointment.objects.unscoped(reason="reminders").filter(pk=appointment.pk).update(reminded=True)
    return len(due)


def remind_of_tasks() -> int:
    """Tell members once, on the first day after, that a task is overdue; how many."""
    yesterday = timezone.localdate() - timedelta(days=1)
    late = Task.objects.unscoped(reason="reminders go out to their own members").filter(
        done_on=None, dropped_on=None, due_on=yesterday
    )
    for task in late.select_related("assignee"):
        tell([task.assignee], "tasks.due", f"/cases/{task.case_id}/")
    return len(late)
