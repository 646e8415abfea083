"""Accompaniment in daily life: tasks and appointments of a case, and their reminders (SH6)."""

from __future__ import annotations

from django.db import models

from malath.platform.access.models import Member
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.accompaniment.rules import AppointmentState, Reminder
from malath.protection.cases.owned import OwnedByCase


class Task(OwnedByCase):
    """Something that a member does by a day. `details`: {"what": str, "note": str, "outcome": str}."""

    details = SealedJSONField()
    assignee = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tasks_set")
    set_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta(OwnedByCase.Meta):
        indexes = [
            models.Index(fields=["assignee", "done_on", "due_on"]),
            models.Index(fields=["case", "done_on", "due_on"]),
        ]

    def __str__(self) -> str:
        return str(self.due_on)


class Appointment(OwnedByCase):
    """A meeting at a time: administrative, medical, legal, a first talk. The time is readable while sealed; no text is.

    `details`: {"what": str, "where": str, "bring": str, "interpreter": str, "goes_along": str, "note": str,
    "report": str}.
    """

    starts_at = models.DateTimeField(db_index=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments")
    details = SealedJSONField()
    state = models.CharField(max_length=12, choices=AppointmentState, default=AppointmentState.PLANNED)
    reminder = models.CharField(max_length=10, choices=Reminder, default=Reminder.DAY)
    reminded = models.BooleanField(default=False)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments_set")

    class Meta(OwnedByCase.Meta):
        indexes = [
            models.Index(fields=["member", "state", "starts_at"]),
            models.Index(fields=["case", "starts_at"]),
            models.Index(fields=["state", "reminded", "starts_at"]),
        ]

    def __str__(self) -> str:
        return str(self.starts_at)
