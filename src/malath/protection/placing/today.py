"""What placing gives to Today: hosts to be asked, and stays that both sides have said yes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.interface.formats import date_text
from malath.platform.interface.today import Matter, enough
from malath.protection.placing.models import Proposal
from malath.protection.placing.rules import ProposalState
from malath.protection.placing.selectors import asked_of_hosts
from malath.protection.stays.rules import StayState


def hosts_to_ask(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Hosts of the homes that the viewer keeps, who were not asked yet."""
    if not viewer.can("keep_homes"):
        return
    for row in asked_of_hosts(viewer)[: enough()]:
        yield _to_ask(row)


def _to_ask(row: Proposal) -> Matter:
    days = f"{date_text(row.stay.from_day)} – {date_text(row.stay.to_day)}"
    return Matter(
        section="week",
        due=row.stay.from_day,
        title=lambda: _("Ask the host of %(home)s") % {"home": row.home.code},
        detail=lambda: f"{row.home.network.local} · {days}",
        url=reverse("proposal_host", args=[row.pk]),
        icon="home",
        rows=[],
    )


def proposals_agreed(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Both said yes: the stay is to be agreed."""
    if not viewer.can("work_cases"):
        return
    rows = Proposal.objects.visible_to(viewer).select_related("case__head", "home", "stay")
    rows = rows.filter(state=ProposalState.AGREED, stay__state=StayState.BOOKED, made_by=viewer)
    for row in rows.order_by("stay__from_day")[: enough()]:
        yield _agreed(row)


def _agreed(row: Proposal) -> Matter:
    return Matter(
        section="week",
        due=row.stay.from_day,
        title=lambda: (row.case.head.name, _("Both said yes to %(home)s: agree the stay") % {"home": row.home.code}),
        detail=lambda: "",
        url=reverse("proposal", args=[row.pk]),
        icon="home",
        rows=[row.case.head],
    )
