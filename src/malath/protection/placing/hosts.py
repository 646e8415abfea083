"""What the room holds of a host: their no to a household, for their own copy and for their erasure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.copies import HostPart
from malath.protection.placing.models import Refusal
from malath.protection.placing.rules import Side

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member
    from malath.protection.hosting.models import Home


def forget_hosts_refusals(homes: Sequence[uuid.UUID], by: Member) -> None:
    """A no of a host who is erased goes with its reason: nobody is proposed there again."""
    rows = Refusal.objects.unscoped(reason="what a host who is erased said no to goes with them")
    rows.filter(home__in=homes, side=Side.HOST).delete()


def hosts_refusals(by: Member, homes: Sequence[Home]) -> list[HostPart]:
    """When the host said no, and why; not to whom."""
    rows = Refusal.objects.visible_to(by).filter(home__in=[home.pk for home in homes], side=Side.HOST)
    found = list(rows.select_related("home").order_by("on", "pk"))
    reveal(found, by=by, why="host.copy")
    lines = [(date_text(row.on, year=True), f"{row.home.code}: {row.details.get('why') or '—'}") for row in found]
    data = [{"on": row.on, "home": row.home.code, "why": row.details.get("why", "")} for row in found]
    return [HostPart(_("When you said no"), lines, data)] if found else []
