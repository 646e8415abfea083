"""What accompaniment says to the case list: the next task and the next appointment of each case."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.cases.due import NextDue

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case


def _text(row: Task | Appointment) -> str:
    return str(row.details.get("what", ""))


def tasks_due(viewer: Member, cases: Sequence[Case]) -> dict[uuid.UUID, NextDue]:
    """The task that is due first on each case."""
    waiting = Task.objects.visible_to(viewer).filter(done_on=None, dropped_on=None, case__in=[c.pk for c in cases])
    found: dict[uuid.UUID, NextDue] = {}
    for row in waiting.order_by("due_on", "pk").only("case_id", "due_on", "details"):
        found.setdefault(row.case_id, NextDue(row.due_on, lambda row=row: _text(row), [row]))  # type: ignore[misc]
    return found


def appointments_due(viewer: Member, cases: Sequence[Case]) -> dict[uuid.UUID, NextDue]:
    """The appointment that comes first on each case, from now on."""
    coming = Appointment.objects.visible_to(viewer).filter(
        state=AppointmentState.PLANNED, starts_at__gte=timezone.now(), case__in=[case.pk for case in cases]
    )
    found: dict[uuid.UUID, NextDue] = {}
    for row in coming.order_by("starts_at", "pk").only("case_id", "starts_at", "details"):
        found.setdefault(row.case_id, NextDue(row.starts_at, lambda row=row: _text(row), [row]))  # type: ignore[misc]
    return found
