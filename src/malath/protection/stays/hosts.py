"""What the room holds of a host: their words on stays and visits, for their own copy and for their erasure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.copies import HostPart
from malath.protection.stays.models import Incident, Stay, Visit
from malath.protection.stays.page import mood_label
from malath.protection.stays.rules import GRAVE

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member
    from malath.protection.hosting.models import Home

_WHY = "the words of a host who is erased"
_HOSTS_WORDS = ("host", "host_said")


def is_something_grave_open(homes: Sequence[uuid.UUID]) -> bool:
    """Whether somebody was harmed, threatened or is missing in one of these homes, and it is not settled: nobody
    forgets the host over it."""
    rows = Incident.objects.unscoped(reason="whether a host may be erased is asked about every stay in their homes")
    return bool(rows.filter(stay__home__in=homes, kind__in=GRAVE, settled_on=None, case__erased_on=None).exists())


def forget_hosts_words(homes: Sequence[uuid.UUID], by: Member) -> None:
    """Take out what the host said, which stands among the texts of a case, under its key; the household's words stay."""
    stays = Stay.objects.unscoped(reason=_WHY).filter(home__in=homes, case__erased_on=None)
    visits = Visit.objects.unscoped(reason=_WHY).filter(stay__home__in=homes, case__erased_on=None)
    rows: list[Any] = [*stays, *visits]
    reveal(rows, by=by, why="host.erase")
    for row in rows:
        kept = {name: text for name, text in row.details.items() if name not in _HOSTS_WORDS}
        if kept != row.details:
            row.details = kept
            row.save(update_fields=["details"])


def hosts_words(by: Member, homes: Sequence[Home]) -> list[HostPart]:
    """What the host said when a stay was agreed and on visits, of the stays that the exporting member may read."""
    keys = [home.pk for home in homes]
    stays = list(Stay.objects.visible_to(by).filter(home__in=keys, agreed_on__isnull=False).order_by("agreed_on", "pk"))
    visits = Visit.objects.visible_to(by).filter(stay__home__in=keys, done_on__isnull=False).order_by("done_on", "pk")
    rows: list[Any] = [*stays, *visits]
    reveal(rows, by=by, why="host.copy")
    told: list[tuple[Any, dict[str, Any]]] = [
        (row.agreed_on if isinstance(row, Stay) else row.done_on, row.details) for row in rows
    ]
    lines = [
        (date_text(on, year=True), " · ".join(filter(None, (mood_label(said.get("host", "")), said.get("host_said")))))
        for on, said in told
    ]
    lines = [line for line in lines if line[1]]
    data = [{"on": on, **{name: said[name] for name in _HOSTS_WORDS if said.get(name)}} for on, said in told]
    return [HostPart(_("What you said of stays"), lines, [one for one in data if len(one) > 1])] if lines else []
