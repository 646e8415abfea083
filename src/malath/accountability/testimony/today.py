"""What the room gives to Today: consents that end, receivers who must be told, what waits for an association's answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.accountability.testimony.models import Consent, Passing, UseProposal
from malath.accountability.testimony.rules import REMINDER_DAYS
from malath.accountability.testimony.seats import uses_of
from malath.platform.access.models import Member
from malath.platform.interface.today import Matter, enough
from malath.platform.notices.actions import remind

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet

ANSWER_NEWS_DAYS = 7


def consents_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Consents that end within a month: the person is asked again, or not."""
    if not viewer.can("document"):
        return
    rows = _ending(Consent.objects.visible_to(viewer), now).select_related("testimony")
    for row in rows.order_by("until", "pk")[: enough()]:
        words = _("%(number)s: a consent ends") % {"number": row.testimony.number}
        yield Matter(
            section="papers",
            due=row.until,
            title=lambda words=words: words,  # type: ignore[misc]
            detail=lambda row=row: str(row.get_purpose_display()),  # type: ignore[misc]
            url=reverse("testimony", args=[row.testimony_id]),
            icon="clock",
        )


def told_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Those who received a testimony and do not know yet that consent was withdrawn."""
    if not viewer.can("document"):
        return
    rows = Passing.objects.visible_to(viewer).filter(to_tell=True, told_on=None).select_related("testimony")
    for row in rows.order_by("passed_on", "pk")[: enough()]:
        words = _("%(number)s: tell whoever received it that consent was withdrawn") % {"number": row.testimony.number}
        yield Matter(
            section="week",
            due=timezone.localdate(now),
            title=lambda words=words: words,  # type: ignore[misc]
            url=reverse("testimony", args=[row.testimony_id]),
            icon="warning",
        )


def seat_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """What waits for the answer of the viewer's association: one line, with how many."""
    if not viewer.can("hold_seat"):
        return
    waiting = uses_of(viewer).filter(reply=UseProposal.Reply.WAITS).aggregate(n=Count("pk"), since=Min("asked_on"))
    if not waiting["n"]:
        return
    words = ngettext(
        "%(n)s use waits for your association's answer", "%(n)s uses wait for your association's answer", waiting["n"]
    ) % {"n": waiting["n"]}
    yield Matter(section="week", due=waiting["since"], title=lambda: words, url=reverse("seat"), icon="message")


def answers_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """What an association answered within a week to what the viewer proposed."""
    if not viewer.can("document"):
        return
    since = timezone.localdate(now) - timedelta(days=ANSWER_NEWS_DAYS)
    rows = UseProposal.objects.visible_to(viewer).filter(asked_by=viewer, replied_on__gte=since)
    for row in rows.select_related("testimony").order_by("-replied_on", "pk")[: enough()]:
        words = _("%(number)s: the association answered") % {"number": row.testimony.number}
        yield Matter(
            section="news",
            due=row.replied_on,
            title=lambda words=words: words,  # type: ignore[misc]
            detail=lambda row=row: f"{row.get_purpose_display()} · {row.get_reply_display()}",  # type: ignore[misc]
            url=reverse("testimony", args=[row.testimony_id]) + "#seat",
            icon="message",
        )


def _ending(rows: ScopedQuerySet, now: datetime) -> ScopedQuerySet:
    today = timezone.localdate(now)
    standing = rows.filter(agrees=True, withdrawn_on=None, until__gte=today)
    return standing.filter(until__lte=today + timedelta(days=REMINDER_DAYS))


def remind_of_consents() -> int:
    """Tell whoever recorded a consent that it ends within a month; once. How many. A job's work."""
    rows = Consent.objects.unscoped(reason="reminders go to who recorded the consent")
    ending = list(_ending(rows, timezone.now()).select_related("recorded_by"))
    for row in ending:
        path = f"/testimonies/{row.testimony_id}/"
        remind([row.recorded_by], "testimony.consent_ending", path, again_after=REMINDER_DAYS + 1)
    return len(ending)
