"""What going along gives to Today: appointments of the next days to which nobody said yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.formats import date_text
from malath.platform.interface.today import Matter, enough
from malath.protection.companions.models import Companion
from malath.protection.companions.selectors import nobody_yet

DAYS, SOON = 7, 2


def company_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """For those who keep a network: whom to find in the next week; within two days it is urgent."""
    if not viewer.can("keep_homes"):
        return
    for row in nobody_yet(viewer, now, days=DAYS)[: enough()]:
        yield _to_find(row, now)


def _to_find(row: Companion, now: datetime) -> Matter:
    starts = row.appointment.starts_at
    return Matter(
        section="urgent" if (starts - now).days < SOON else "week",
        due=starts,
        title=lambda: _("Find somebody who goes along: %(city)s") % {"city": row.network.local},
        detail=lambda: date_text(starts, weekday=True),
        url=reverse("companion", args=[row.pk]),
        action=_("Look"),
        icon="calendar",
    )
