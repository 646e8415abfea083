"""What of alerts goes when a case is erased, and what is told in a person's copy and at a lock-out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.access.sight import Seen, Sight
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.models import (
    Alert,
    AlertMessage,
    AlertReferral,
    ImportPair,
    ImportRow,
    RiskAssessment,
    RiskLine,
)
from malath.protection.alerts.telling import facts_told
from malath.protection.cases.copies import Part
from malath.protection.cases.selectors import households_of_people

if TYPE_CHECKING:
    from malath.people.models import Person

MOST = 50


def alerts_of_case(case: uuid.UUID) -> Iterable[uuid.UUID]:
    """The alerts that a case came from: subjects of their own, which are erased with it."""
    alerts = Alert.objects.unscoped(reason="erasure of the case that came of them").filter(case=case)
    return list(alerts.values_list("pk", flat=True))


def blank_alerts(subjects: Sequence[uuid.UUID]) -> None:
    """Empty every text of these alerts, of the rows that they were read from, and of risk lines under these subjects."""
    with whole_block_unscoped(reason="erasure by two members"):
        Alert.objects.filter(pk__in=subjects).update(facts=b"", narrative=b"", decision_text=b"", told=b"")
        AlertMessage.objects.filter(alert__in=subjects).update(text=b"", details=b"")
        AlertReferral.objects.filter(alert__in=subjects).update(reason=b"")
        RiskLine.objects.filter(subject__in=subjects).update(content=b"")
        rows = ImportRow.objects.filter(alert__in=subjects)
        # Rows that a person took for the same household say the same about it.
        repeated = ImportRow.objects.filter(sheet__in=rows.values("sheet"), duplicate_of__in=rows.values("number"))
        read = list(rows.values_list("pk", flat=True)) + list(repeated.values_list("pk", flat=True))
        ImportPair.objects.filter(Q(row__in=read) | Q(other_row__in=read) | Q(other_alert__in=subjects)).delete()
        ImportRow.objects.filter(pk__in=read).update(reading=b"", fixes=b"")


def copy_of_alerts(exporting: Member, person: Person) -> list[Part]:
    """What alerts and risk assessments of the person's cases hold, as far as the exporting member may read it."""
    cases = [row.case_id for row in households_of_people(exporting, [person.pk])]
    alerts = list(Alert.objects.visible_to(exporting).filter(case__in=cases).order_by("sent_on", "pk"))
    assessments = RiskAssessment.objects.visible_to(exporting).filter(case__in=cases)
    lines = list(
        RiskLine.objects.visible_to(exporting)
        .filter(assessment__in=assessments)
        .select_related("assessment")
        .order_by("assessment__on", "assessment__version", "number")
    )
    reveal(alerts, lines, by=exporting, why="person.copy")
    parts = []
    for alert in alerts:
        told = [(label, value) for label, value, _kind in facts_told(alert.facts)]
        told += [(_("What happened"), alert.narrative), (_("Their words"), str(alert.facts.get("own_words", "")))]
        told += [("", str(line)) for line in alert.facts.get("extra", [])]
        shown = [(label, text) for label, text in told if text]
        data = {"on": alert.sent_on.isoformat(), "facts": alert.facts, "narrative": alert.narrative}
        parts.append(Part(_("Alert"), shown, data))
    if lines:
        shown = [(f"{line.assessment.on.isoformat()} · {line.get_kind_display()}", _risk_text(line)) for line in lines]
        data_lines = [
            {"on": line.assessment.on.isoformat(), "kind": line.kind, "trend": line.trend, **line.content}
            for line in lines
        ]
        parts.append(Part(_("Risk"), shown, data_lines))
    return parts


def _risk_text(line: RiskLine) -> str:
    text, evidence = str(line.content.get("text", "")), str(line.content.get("evidence", ""))
    return f"{text} ({evidence})" if evidence else text


def alerts_seen(member: Member, viewer: Member) -> Sight:
    """How many alerts a locked-out member could see, and those of them that the viewer sees too."""
    could = Alert.objects.visible_to(member)
    both = could.filter(pk__in=Alert.objects.visible_to(viewer).values("pk")).order_by("-sent_on", "pk")[:MOST]
    screens = set(viewer.standing.organisations_able("screen_alerts"))
    seen = []
    for alert in both:
        name = "alerts_alert" if alert.screening_organisation_id in screens else "sent_alert"
        seen.append(Seen(label=alert.code, url=reverse(name, args=[alert.pk]), why=_("by their role")))
    return Sight(title=_("Alerts"), count=could.count(), seen=seen)
