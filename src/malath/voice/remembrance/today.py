"""What the room gives to Today, and its rounds: anniversaries months ahead, and consents that end. None passes unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.interface.today import Matter, enough
from malath.platform.notices.actions import remind
from malath.voice.remembrance.actions.consenting import end_overdue
from malath.voice.remembrance.actions.keeping import settle_published
from malath.voice.remembrance.anniversaries import AHEAD, LAST, SOON, known, stage, years_between
from malath.voice.remembrance.models import Consent, Happening
from malath.voice.remembrance.rules import Kind, State
from malath.voice.site.rules import said_in

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet

THIS_WEEK = 7
CONSENT_AHEAD = 30
# The notice of each stage, and for how many days nobody hears it again: as long as the stage lasts. What has passed is
# said every week.
NOTICES = {
    "ahead": ("remembrance.ahead", AHEAD - SOON),
    "soon": ("remembrance.soon", SOON - LAST),
    "last": ("remembrance.soon", LAST),
    "today": ("remembrance.today", 1),
    "passed": ("remembrance.passed", 7),
}


def _name(row: Happening | Consent) -> str:
    return said_in(row.colleague.texts.get("name", {}), (get_language() or "")[:2])[1]


def _title(line: Happening) -> tuple[str, str]:
    when = known(line.told.get("when", ""))
    years = years_between(when, line.due_on) if when and line.due_on else 0
    words = ngettext("%(what)s, %(years)d year on", "%(what)s, %(years)d years on", years)
    return _name(line), words % {"what": Kind(line.kind).label, "years": years}


def anniversaries_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """The days to come, and those that passed without a word."""
    if not viewer.can("publish"):
        return
    today = timezone.localdate(now)
    rows = Happening.objects.visible_to(viewer).filter(due_on__lte=today + timedelta(days=AHEAD))
    for line in rows.select_related("colleague").order_by("due_on", "pk")[: enough(2, urgent=True)]:
        left = (line.due_on - today).days
        yield Matter(
            section="urgent" if left <= LAST else "week" if left <= THIS_WEEK else "anniversaries",
            due=line.due_on,
            title=lambda line=line: _title(line),  # type: ignore[misc]
            detail=lambda left=left: _("It passed, and nobody has said a word.") if left < 0 else "",  # type: ignore[misc]
            url=reverse("anniversary", args=[line.pk]),
            action=_("Look"),
            icon="calendar",
            rows=[line.colleague, line],
        )


def consents_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Consents on which a page rests, and that end or have ended by themselves."""
    if not viewer.can("publish"):
        return
    ending = timezone.localdate(now) + timedelta(days=CONSENT_AHEAD)
    rows = Consent.objects.visible_to(viewer).filter(_rests(), until__lte=ending).select_related("colleague")
    for one in rows.order_by("until", "pk")[: enough()]:
        yield Matter(
            section="accesses",
            due=one.until,
            title=lambda one=one: (_name(one), _("Their page rests on this consent.")),  # type: ignore[misc]
            url=reverse("colleague", args=[one.colleague_id]),
            icon="handshake",
            rows=[one.colleague],
        )


def _rests() -> Q:
    return Q(ended_on=None, colleague__state=State.OUT)


def _due(until: int) -> ScopedQuerySet:
    rows = Happening.objects.unscoped(reason="reminders of anniversaries")
    return rows.filter(due_on__lte=timezone.localdate() + timedelta(days=until)).select_related("colleague")


def keep_watch() -> int:
    """Settle what was published, let go what a consent that ended let be said, and tell those who publish of each
    anniversary 60, 14 and 3 days before, on the day, and every week once it has passed. How many were told of. A job's
    work; needs no open server."""
    settle_published()
    end_overdue()
    today, told = timezone.localdate(), 0
    for line in _due(AHEAD).order_by("due_on", "pk"):
        code, days = NOTICES[stage(line.due_on, today)]
        able = members_with("publish", line.colleague.organisation_id)
        remind(able, code, reverse("anniversary", args=[line.pk]), again_after=days)
        told += 1
    ending = Consent.objects.unscoped(reason="reminders of consents").filter(
        _rests(), until__lte=today + timedelta(days=SOON)
    )
    for one in ending.select_related("colleague").order_by("until", "pk"):
        able = members_with("publish", one.colleague.organisation_id)
        remind(able, "remembrance.consent_ends", reverse("colleague", args=[one.colleague_id]), again_after=SOON)
        told += 1
    return told
