"""Reads of risk assessments: the three lists of the newest, and how they moved since the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date

from malath.protection.alerts.models import Alert, RiskAssessment, RiskLine
from malath.protection.alerts.rules import Confidence, Course, RiskKind, Trend, course_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case


@dataclass
class Shown:
    """A line as the three lists show it."""

    text: str
    evidence: str
    on: date | None
    confidence: str


@dataclass
class Risk:
    """The newest assessment with its lines, and the one before it. `rows` are to be revealed before the lists are used."""

    newest: RiskAssessment
    lines: list[RiskLine]
    earlier: list[RiskAssessment] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        return [*self.lines, self.newest.assessed_by]

    def _list(self, kind: str) -> list[Shown]:
        shown = []
        for line in self.lines:
            if line.kind == kind and line.trend != Trend.GONE:
                text = str(line.content.get("text", ""))
                if self.newest.version > 1 and line.trend != Trend.SAME:
                    text = f"{text} ({line.get_trend_display()})"
                confidence = dict(Confidence.choices).get(line.content.get("confidence", ""), "")
                dated = parse_date(line.content.get("dated") or "")
                shown.append(Shown(text, str(line.content.get("evidence", "")), dated, str(confidence)))
        return shown

    @property
    def threats(self) -> list[Shown]:
        return self._list(RiskKind.THREAT)

    @property
    def vulnerabilities(self) -> list[Shown]:
        return self._list(RiskKind.VULNERABILITY)

    @property
    def capacities(self) -> list[Shown]:
        return self._list(RiskKind.CAPACITY)

    @property
    def gone(self) -> list[str]:
        """Lines of the last assessment that no longer hold."""
        return [str(line.content.get("text", "")) for line in self.lines if line.trend == Trend.GONE]

    @property
    def course(self) -> Course:
        """How the risk as a whole moved."""
        return course_of([(line.kind, line.trend) for line in self.lines], first=self.newest.version == 1)


def _risk(viewer: Member, version: int | None, **owner: Any) -> Risk | None:
    if version is not None:
        owner["version__lte"] = version
    versions = list(
        RiskAssessment.objects.visible_to(viewer)
        .filter(**owner)
        .select_related("assessed_by", "alert", "case")
        .order_by("-version")[:20]
    )
    if not versions:
        return None
    lines = RiskLine.objects.visible_to(viewer).filter(assessment=versions[0]).order_by("number")
    return Risk(versions[0], list(lines), versions[1:])


def risk_of_alert(viewer: Member, alert: Alert, version: int | None = None) -> Risk | None:
    """The newest assessment of an alert, or a version of it, for those who decide on it."""
    return _risk(viewer, version, alert=alert)


def risk_of_case(viewer: Member, case: Case, version: int | None = None) -> Risk | None:
    """The newest assessment of a case, or a version of it, for those who see the case."""
    return _risk(viewer, version, case=case.pk)
