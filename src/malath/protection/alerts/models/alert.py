"""The alert: a partner's report that a household is at risk, what was asked about it, and where it was sent on."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.protection.alerts.rules import OPEN_STATES, Company, DeclineReason, Harm, State
from malath.protection.cases.rules import EntryPath, Priority


class Alert(SealedModel, ScopedModel):
    """One household at risk. A subject of its own, under the sending organisation's key.

    In clear stand only codes and due times, so that clocks run while the server is sealed. `facts`: {"names": {"main",
    "others"}, "birth", "sex", "nationality", "occupation", "languages", "phones": [str], "mail", "country", "place",
    "household_size", "children", "household": [{"name", "birth", "relation"}], "safe": {as Person.safe_contact},
    "reply", "own_words", "own_words_on", "knows", "papers", "papers_until", "reference", "referred_by", "extra": [str],
    "known_person": id}. `told` is the reason that may be told to the sender.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="alerts_sent")
    screening_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="alerts_received")
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="alerts_sent")
    sent_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    priority = models.CharField(max_length=12, choices=Priority, default=Priority.NORMAL)
    answer_due_at = models.DateTimeField()
    answered_on = models.DateField(null=True, blank=True)
    entry_path = models.CharField(max_length=20, choices=EntryPath)
    harm = models.CharField(max_length=12, choices=Harm, default=Harm.UNKNOWN)
    company = models.CharField(max_length=14, choices=Company, default=Company.UNKNOWN)
    danger_on = models.DateField(null=True, blank=True)
    facts = SealedJSONField()
    narrative = SealedTextField(blank=True)
    decision = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decision_text = SealedTextField(blank=True)
    told = SealedTextField(blank=True)
    decided_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts_decided"
    )
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="alerts")
    sheet = models.ForeignKey(
        "alerts.AlertImport", on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    row_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [
            models.Index(fields=["screening_organisation", "state", "answer_due_at"]),
            models.Index(fields=["sender_organisation", "state", "-sent_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.ACCEPTED, case__isnull=False) | ~models.Q(state=State.ACCEPTED),
                name="accepted_alert_has_a_case",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """A short handle to speak of the alert by; it tells nothing."""
        return f"A-{self.pk.hex[:6].upper()}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_open(self) -> bool:
        """Whether a decision is still owed."""
        return self.state in OPEN_STATES

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of what a revealed alert told: until then it holds facts, or at least a story."""
        return not self.facts and not self.narrative

    @property
    def name(self) -> str:
        """The main name of a revealed alert; the code where none was given."""
        return str(self.facts.get("names", {}).get("main") or self.code)

    @classmethod
    def sent_q(cls, viewer: Member) -> models.Q:
        """Alerts of the viewer's own organisation, which they follow from the sender's side."""
        return models.Q(sender_organisation__in=viewer.standing.organisations_able("send_alerts"))

    @classmethod
    def screened_q(cls, viewer: Member) -> models.Q:
        """Alerts on which the viewer's organisation decides."""
        return models.Q(screening_organisation__in=viewer.standing.organisations_able("screen_alerts"))

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return cls.sent_q(viewer) | cls.screened_q(viewer)


class OfAlert(SealedModel, ScopedModel):
    """A row of one alert, sealed under its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.alert_id

    @classmethod
    def screened_q(cls, viewer: Member) -> models.Q:
        """Rows of alerts on which the viewer's organisation decides."""
        screened = Alert.objects.unscoped(reason="the viewer's own queue").filter(Alert.screened_q(viewer))
        return models.Q(alert__in=screened)


class AlertMessage(OfAlert):
    """What was said about an alert after it was sent. Internal lines stay with those who decide.

    `text` holds the words; `details` {"at": exact time} and plain values by kind.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        ADDITION = "addition", _("Addition")
        PRIORITY = "priority", _("Moved in the order")
        REFERRAL = "referral", _("Referred on")
        WITHDRAWAL = "withdrawal", _("Withdrawn")

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    internal = models.BooleanField(default=False)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="alert_messages")
    on = models.DateField()
    text = SealedTextField(blank=True)
    details = SealedJSONField()
    sheet = models.ForeignKey("alerts.AlertImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(OfAlert.Meta):
        constraints = [models.UniqueConstraint(fields=["alert", "number"], name="alert_messages_count_up")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        sent = Alert.objects.unscoped(reason="the viewer's own alerts").filter(Alert.sent_q(viewer))
        return cls.screened_q(viewer) | models.Q(alert__in=sent, internal=False)


class AlertReferral(OfAlert):
    """An alert sent on to another organisation of the coalition, so that the first learns what became of it."""

    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_made")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_received")
    reason = SealedTextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    on = models.DateField()

    def __str__(self) -> str:
        return str(self.on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        screening = viewer.standing.organisations_able("screen_alerts")
        return models.Q(from_organisation__in=screening) | models.Q(to_organisation__in=screening)
