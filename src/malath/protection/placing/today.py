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
from malath.protection.placing.selectors import proposals_due


def proposals_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Hosts of the homes that the viewer keeps who were not asked yet; stays to agree, as both said yes."""
    for row in proposals_due(viewer)[: enough()]:
        yield _to_ask(row) if row.state == ProposalState.ASKED else _agreed(row)


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
