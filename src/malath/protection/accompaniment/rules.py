"""Pure decisions of accompaniment: states, reminders, what a contact may be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppointmentState(TextChoices):
    PLANNED = "planned", pgettext_lazy("appointment", "Planned")
    KEPT = "kept", pgettext_lazy("appointment", "Kept")
    MISSED = "missed", pgettext_lazy("appointment", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")


NEXT_STATES: dict[str, frozenset[str]] = {
    AppointmentState.PLANNED: frozenset({AppointmentState.KEPT, AppointmentState.MISSED, AppointmentState.CANCELLED}),
    AppointmentState.MISSED: frozenset({AppointmentState.KEPT}),
    AppointmentState.KEPT: frozenset(),
    AppointmentState.CANCELLED: frozenset({AppointmentState.PLANNED}),
}


class Reminder(TextChoices):
    """How long before an appointment its member is reminded."""

    NONE = "none", _("No reminder")
    HOUR = "hour", _("One hour before")
    DAY = "day", _("One day before")
    TWO_DAYS = "two_days", _("Two days before")


BEFORE: dict[str, timedelta] = {
    Reminder.HOUR: timedelta(hours=1),
    Reminder.DAY: timedelta(days=1),
    Reminder.TWO_DAYS: timedelta(days=2),
}
LONGEST_BEFORE = max(BEFORE.values())


class Reached(TextChoices):
    """What came of a contact."""

    SPOKE = "spoke", _("We spoke")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_WORD = "left_word", _("Left word, as agreed")
    WORRYING = "worrying", _("Something was wrong")


def is_reminder_due(starts_at: datetime, reminder: str, now: datetime) -> bool:
    """Whether the reminder's moment has come and the appointment has not begun."""
    before = BEFORE.get(reminder)
    return before is not None and starts_at - before <= now < starts_at


def can_become(state: str, new: str) -> bool:
    """Whether an appointment in a state may take the new one."""
    return new in NEXT_STATES.get(state, frozenset())
