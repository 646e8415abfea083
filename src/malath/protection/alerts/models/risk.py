"""The risk of a household, as it was seen on a day: three lists, kept and never overwritten."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel
from malath.protection.alerts.models.alert import Alert
from malath.protection.alerts.rules import RiskKind, Trend
from malath.protection.cases.owned import OwnedByCase


def _risk_visible_q(viewer: Member, path: str = "") -> models.Q:
    """Of an alert: those who decide on it. Of a case: those who see the case."""
    screened = Alert.objects.unscoped(reason="the viewer's own queue").filter(Alert.screened_q(viewer))
    seen = seen_through("alert_id", screened) | OwnedByCase.visible_q(viewer)
    if not path:
        return seen
    assessments = RiskAssessment.objects.unscoped(reason="lines are seen with their assessment").filter(seen)
    return seen_through(f"{path}_id", assessments)


class RiskAssessment(SealedModel, ScopedModel):
    """One version of the assessment of an alert, or of the case that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, blank=True, related_name="assessments")
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="risk_assessments"
    )
    version = models.PositiveIntegerField()
    assessed_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    on = models.DateField()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alert__isnull=False) ^ models.Q(case__isnull=False), name="risk_of_alert_or_case"
            ),
            models.UniqueConstraint(fields=["alert", "version"], name="risk_versions_of_alert_count_up"),
            models.UniqueConstraint(fields=["case", "version"], name="risk_versions_of_case_count_up"),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.alert_id or self.case_id  # type: ignore[return-value]

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return _risk_visible_q(viewer)


class RiskLine(SealedModel, ScopedModel):
    """One line of a list. `content`: {"text", "evidence", "dated": ISO date or "", "confidence": code}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="lines")
    subject = models.UUIDField(editable=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=RiskKind)
    trend = models.CharField(max_length=8, choices=Trend)
    content = SealedJSONField()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="risk_lines_count_up")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.subject

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return _risk_visible_q(viewer, "assessment")
