"""What the room gives to Today, and reminders of answers that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.interface.today import Matter, enough
from malath.platform.notices.actions import remind
from malath.voice.statements.handovers import handovers_to_answer
from malath.voice.statements.models import Edition, Signatory
from malath.voice.statements.rules import SILENT, STANDING, Nature, Stage

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet

# How long before the deadline an organisation hears of it: twice.
REMINDERS = (timedelta(days=3), timedelta(days=1))


def _waiting(rows: ScopedQuerySet, now: datetime) -> ScopedQuerySet:
    return rows.filter(state__in=SILENT, removed_on=None, answer_by__gt=now).exclude(statement__stage=Stage.GIVEN_UP)


def answers_waiting(viewer: Member, now: datetime) -> ScopedQuerySet:
    """The organisations for which the viewer signs, and that have not answered yet."""
    able = viewer.standing.organisations_able("sign_statements")
    return _waiting(Signatory.objects.visible_to(viewer).filter(organisation__in=able), now)


def waiting_count(viewer: Member) -> int:
    """How many answers wait for the viewer, for the side."""
    return answers_waiting(viewer, timezone.now()).count() if viewer.can("sign_statements") else 0


def answers_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Texts that wait for the answer of the viewer's organisation."""
    if not viewer.can("sign_statements"):
        return
    rows = answers_waiting(viewer, now).select_related("statement")
    for row in rows.order_by("answer_by", "pk")[: enough(2, urgent=True)]:
        near = row.answer_by - now < REMINDERS[0]
        yield Matter(
            section="urgent" if near else "week",
            due=row.answer_by,
            title=lambda row=row: row.statement.title,  # type: ignore[misc]
            detail=lambda: _("Silence at the deadline is no signature."),
            url=reverse("statement_answer", args=[row.pk]),
            action=_("Read and answer"),
            icon="pen",
            rows=[row.statement],
        )


def changes_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Texts that the viewer's organisation signed, and that were changed: it says whether of form."""
    if not viewer.can("sign_statements"):
        return
    able = viewer.standing.organisations_able("sign_statements")
    mine = Signatory.objects.visible_to(viewer).filter(organisation__in=able, state__in=STANDING)
    rows = Edition.objects.visible_to(viewer).filter(nature=Nature.OPEN, statement__in=mine.values("statement"))
    rows = rows.exclude(statement__stage=Stage.GIVEN_UP)
    # Whoever speaks for the organisation that leads is not the second who says what a change is.
    leading = {*able, *viewer.standing.organisations_able("draft_statements")}
    rows = rows.exclude(statement__organisation__in=leading).select_related("statement")
    for row in rows.order_by("frozen_on", "pk")[: enough()]:
        yield Matter(
            section="week",
            due=timezone.localdate(now),
            title=lambda row=row: row.statement.title,  # type: ignore[misc]
            detail=lambda: _("It was changed after you signed: say whether in substance."),
            url=reverse("statement_judge", args=[row.pk]),
            action=_("Compare"),
            icon="warning",
            rows=[row.statement],
        )


def handovers_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Texts that the viewer's organisation is asked to lead."""
    if not viewer.can("draft_statements"):
        return
    for row in handovers_to_answer(viewer)[: enough()]:
        yield Matter(
            section="week",
            due=timezone.localdate(now),
            title=lambda row=row: row.statement.title,  # type: ignore[misc]
            detail=lambda: _("Your organisation is asked to lead this text."),
            url=reverse("statement_handover", args=[row.pk]),
            action=_("Look"),
            icon="message",
            rows=[row.statement],
        )


def remind_of_answers() -> int:
    """Tell who signs for an organisation that has not answered, twice before the deadline; and the lead of those that
    have no members here. How many wait. A job's work."""
    now, told = timezone.now(), 0
    rows = _waiting(Signatory.objects.unscoped(reason="reminders of deadlines"), now).filter(
        answer_by__lte=now + REMINDERS[0]
    )
    for row in rows.select_related("statement").order_by("answer_by", F("pk")):
        path = reverse("statement", args=[row.statement_id])
        # The last day has a reminder of its own; in between nobody hears it twice.
        again = 1 if row.answer_by - now <= REMINDERS[1] else 3
        if row.organisation_id:
            able, code = members_with("sign_statements", row.organisation_id), "statements.answer_due"
        else:
            able = members_with("draft_statements", row.statement.organisation_id)
            code = "statements.outside_due"
        remind(able, code, path, again_after=again)
        told += 1
    return told
