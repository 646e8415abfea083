"""What the people's room gives to Today: papers about to expire, consents about to end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from malath.people.models import Consent, LegalStatus
from malath.people.rules import CONSENT_DAYS, PAPERS_DAYS, StatusKind, paper_urgency
from malath.people.selectors import consents_ending_for, statuses_expiring_for
from malath.platform.interface.today import Matter, enough

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def _paper(status: LegalStatus, ends: date, urgency: str) -> Matter:
    return Matter(
        section="papers" if urgency == "soon" else "urgent",
        due=ends,
        title=lambda: status.person.name,
        detail=lambda: dict(StatusKind.choices).get(status.details.get("kind", ""), ""),
        url=reverse("person", args=[status.person_id]) + "#papers",
        action=pgettext("act", "Open"),
        icon="scale",
        rows=[status, status.person],
    )


def papers(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Permits that end within 60 days; urgent from the ninth day before the end, and after it."""
    today = timezone.localdate(now)
    ending = statuses_expiring_for(viewer, PAPERS_DAYS, today).only("expires_on", "details", "person__names")
    for status in ending[: enough(2, urgent=True)]:
        if status.expires_on:
            yield _paper(status, status.expires_on, paper_urgency(status.expires_on, today))


def _consent(consent: Consent, ends: date) -> Matter:
    return Matter(
        section="accesses",
        due=ends,
        title=lambda: consent.person.name,
        detail=lambda: _("Consent ends: %(purpose)s") % {"purpose": consent.get_purpose_display()},
        url=reverse("person", args=[consent.person_id]) + "#consents",
        action=_("Ask again"),
        icon="check",
        rows=[consent.person],
    )


def consents(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Consents that end within 30 days: time to ask the person again."""
    ending = consents_ending_for(viewer, CONSENT_DAYS, timezone.localdate(now))
    for consent in ending.only("until", "purpose", "person__names")[: enough()]:
        if consent.until:
            yield _consent(consent, consent.until)
