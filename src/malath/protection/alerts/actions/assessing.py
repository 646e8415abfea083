"""Risk assessments: a new version each time, none is overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.sealed.fields import reveal, seal_rows
from malath.protection.alerts.actions.writing import check_screens
from malath.protection.alerts.errors import RiskEmptyError
from malath.protection.alerts.models import Alert, RiskAssessment, RiskLine
from malath.protection.alerts.rules import Trend
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import check_may_write, write_entry

if TYPE_CHECKING:
    from malath.protection.cases.models import Case

Line = dict[str, Any]


def _store(lines: Sequence[Line], by: Member, **owner: Any) -> RiskAssessment:
    """Write the next version. A line: {"kind", "text", "evidence", "dated" ISO, "confidence", "trend"}."""
    kept = [line for line in lines if str(line.get("text", "")).strip()]
    if not kept:
        raise RiskEmptyError
    earlier = RiskAssessment.objects.unscoped(reason="the next version, after the act's own check").filter(**owner)
    version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
    assessment = RiskAssessment(pk=uuid.uuid4(), version=version, assessed_by=by, on=timezone.localdate(), **owner)
    assessment.save(force_insert=True)
    rows = [
        RiskLine(
            assessment=assessment,
            subject=assessment.sealed_subject,
            number=number,
            kind=line["kind"],
            trend=Trend.NEW if version == 1 else line.get("trend") or Trend.NEW,
            content={
                "text": str(line["text"]).strip(),
                "evidence": str(line.get("evidence", "")).strip(),
                "dated": str(line.get("dated") or ""),
                "confidence": str(line.get("confidence") or ""),
            },
        )
        for number, line in enumerate(kept, 1)
    ]
    seal_rows(rows)
    RiskLine.objects.bulk_create(rows)
    return assessment


@transaction.atomic
def assess_alert(alert: Alert, lines: Sequence[Line], *, by: Member) -> RiskAssessment:
    """Assess the risk of the household of an alert. Raises NotAllowedError, RiskEmptyError."""
    check_screens(alert, by)
    assessment = _store(lines, by, alert=alert)
    record(
        "alerts.assessed",
        by=by,
        subject=alert.pk,
        row=assessment.pk,
        organisation=alert.screening_organisation_id,
        version=assessment.version,
    )
    return assessment


@transaction.atomic
def assess_case(case: Case, lines: Sequence[Line], *, by: Member) -> RiskAssessment:
    """Assess the risk of a case's household anew; the timeline says so. Raises as `write_entry`, RiskEmptyError."""
    check_may_write(case, by)
    assessment = _store(lines, by, case=case)
    write_entry(case, kind=EntryKind.RISK, by=by, about=assessment.pk, details={"version": assessment.version})
    record(
        "alerts.case_assessed",
        by=by,
        subject=case.pk,
        row=assessment.pk,
        organisation=case.organisation_id,
        version=assessment.version,
    )
    return assessment


def carry_assessment(alert: Alert, case: Case, *, by: Member) -> RiskAssessment | None:
    """Give the newest assessment of an alert to the case that was opened for it, under the case's own key.

    Part of `accept_alert`, which has checked the member's right.
    """
    newest = RiskAssessment.objects.visible_to(by).filter(alert=alert).order_by("-version").first()
    if newest is None:
        return None
    lines = list(RiskLine.objects.visible_to(by).filter(assessment=newest).order_by("number"))
    reveal(lines, by=by, why="alert.accept")
    assessment = _store([{**line.content, "kind": line.kind} for line in lines], by, case=case)
    write_entry(case, kind=EntryKind.RISK, by=by, about=assessment.pk, details={"version": 1, "from_alert": True})
    return assessment
