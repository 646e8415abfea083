"""Pure decisions of the case room: parts on a team, restrictions, closing reasons, codes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class Part(TextChoices):
    """A member's part on a case's team."""

    LEAD = "lead", _("Case lead")
    WORKER = "worker", _("Case worker")
    LEGAL = "legal", _("Legal")
    HEALTH = "health", _("Health")
    SUPPORT = "support", _("Support")


class Restriction(TextChoices):
    """Who of those who see the case may read an entry or a document."""

    NONE = "", _("Everybody on the case")
    HEALTH = "health", _("Health: only the health part of the team")
    LEGAL = "legal", _("Legal privilege: only the legal part of the team")


class Stage(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


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
