"""Pure decisions of the case room: parts on a team, restrictions, closing reasons, how long silence may last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryPath(TextChoices):
    """Where the household is now."""

    IN_DANGER = "in_danger", _("In danger")
    IN_TRANSIT = "in_transit", _("In transit")
    IN_HOST_COUNTRY = "in_host_country", _("Already in the host country")


class Priority(TextChoices):
    """How soon an answer is owed (inter-agency referral form: 24 hours, 72 hours, two weeks)."""

    EMERGENCY = "emergency", _("Emergency: 24 hours")
    URGENT = "urgent", _("Urgent: 72 hours")
    NORMAL = "normal", _("Normal: two weeks")


class Relation(TextChoices):
    """How a member of the household stands to the person whose name the case bears."""

    SPOUSE = "spouse", _("Wife or husband")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    SIBLING = "sibling", _("Brother or sister")
    OTHER = "other", pgettext_lazy("relation", "Somebody else")


class Part(TextChoices):
    """A member's part on a case's team."""

    LEAD = "lead", _("Case lead")
    WORKER = "worker", _("Case worker")
    LEGAL = "legal", pgettext_lazy("part on a team", "Legal")
    HEALTH = "health", pgettext_lazy("part on a team", "Health")
    SUPPORT = "support", _("Support")


class Restriction(TextChoices):
    """Who of those who see the case may read an entry or a document."""

    NONE = "", _("Everybody on the case")
    HEALTH = "health", _("Health: only the health part of the team")
    LEGAL = "legal", _("Legal privilege: only the legal part of the team")


class Stage(TextChoices):
    OPEN = "open", pgettext_lazy("of a case", "Open")
    CLOSED = "closed", pgettext_lazy("of a case", "Closed")


class EntryKind(TextChoices):
    """What a line of the timeline tells of."""

    NOTE = "note", _("Note")
    CONTACT = "contact", _("Contact")
    DECISION = "decision", _("Decision")
    DOCUMENT = "document", _("Document")
    APPOINTMENT = "appointment", _("Appointment")
    TASK = "task", _("Task")
    RISK = "risk", _("Risk")
    STATUS = "status", _("Legal status")
    CONSENT = "consent", _("Consent")
    SAFE_CONTACT = "safe_contact", _("Contact rules")
    TEAM = "team", _("Team")
    ACCESS = "access", _("Access")
    PLAN = "plan", _("Recovery plan")
    STAGE = "stage", _("Opening and closing")
    PATH = "path", _("Entry path")
    HOUSEHOLD = "household", _("Household")
    STAY = "stay", _("Home and travel")


class ClosingReason(TextChoices):
    """Why a case closes (protection.md, 2.1)."""

    GOALS_MET = "goals_met", _("Goals met, safe, no new concern")
    WITHDREW = "withdrew", _("The person no longer wants support")
    MOVED_ON = "moved_on", _("Moved on by their own means")
    TRANSFERRED = "transferred", _("Transferred, and accepted there")
    CONTACT_LOST = "contact_lost", _("Contact lost after repeated attempts")
    DECEASED = "deceased", _("The person died")
    DETAINED = "detained", _("Detained or disappeared")
    DUPLICATE = "duplicate", _("Duplicate of another case")
    IN_ERROR = "in_error", _("Opened in error")


class Outcome(TextChoices):
    """How the household stands when the case closes."""

    SAFE_SETTLED = "safe_settled", _("Safe and settled")
    SAFE_FRAGILE = "safe_fragile", _("Safe, but fragile")
    STILL_AT_RISK = "still_at_risk", _("Still at risk")
    UNKNOWN = "unknown", _("Not known")
    HARMED = "harmed", _("Harm happened")


# Days without contact after which a case is quiet for too long, by priority.
CONTACT_DAYS: dict[str, int] = {Priority.EMERGENCY: 3, Priority.URGENT: 7, Priority.NORMAL: 21}

# A grant is for a week unless somebody says otherwise, and for a year at most.
GRANT_DAYS = 7
LONGEST_GRANT_DAYS = 365
EMERGENCY_HOURS = 24
MOST_EMERGENCIES_A_DAY = 5

PART_OF_RESTRICTION: dict[str, Part] = {Restriction.HEALTH: Part.HEALTH, Restriction.LEGAL: Part.LEGAL}


class ErasureGround(TextChoices):
    """Why what is known of a household is erased. A code: it stays when everything else is gone."""

    WISH = "wish", _("The person wishes it")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("The consent was withdrawn and nothing else carries the case")
    RETENTION = "retention", _("The time for which it may be kept is over")
    IN_ERROR = "in_error", _("It was recorded in error")


def restrictions_open_to(parts: Collection[str]) -> list[str]:
    """The restrictions under which a member with these parts may read and write."""
    return [Restriction.NONE.value, *(r for r, part in PART_OF_RESTRICTION.items() if part in parts)]


def is_quiet_too_long(priority: str, last_contact_on: date | None, opened_on: date, today: date) -> bool:
    """Whether more days have passed since the last contact (or the opening) than the priority allows."""
    return quiet_days(last_contact_on, opened_on, today) > CONTACT_DAYS[priority]


def quiet_days(last_contact_on: date | None, opened_on: date, today: date) -> int:
    """Days since the last contact, or since the opening when there was none."""
    return (today - (last_contact_on or opened_on)).days


def quiet_before(priority: str, today: date) -> date:
    """The day before which a last contact is too long ago."""
    return today - timedelta(days=CONTACT_DAYS[priority])


def can_move_on_path(now: str, to: str) -> bool:
    """Whether a household that is here can be there next: any other place, since people are also driven back."""
    return to in EntryPath.values and to != now
