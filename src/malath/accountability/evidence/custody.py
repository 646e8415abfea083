"""The chain of custody of an item, as the vault's log tells it: what happened, when, by whom (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.selectors import items_of
from malath.platform.access.models import Member
from malath.platform.keeper.client import keeper

NEWEST = 20
SYSTEM, LINK = "the system", "link "
LABELS = {
    "vault.ingest": _("Taken in"),
    "vault.view": _("Opened"),
    "vault.export": _("Exported"),
    "vault.hold": _("Put under a hold"),
    "vault.release": _("The hold was lifted"),
    "vault.same": _("Found to be held already"),
    "vault.verify": _("Checked"),
    "vault.replicate": _("Copied to another place"),
    "vault.repair": _("Repaired from a copy"),
    "vault.rotate": _("Sealed under new keys"),
}
COPY_LABELS = {"vault.ingest": _("A working copy was made"), "vault.view": _("A working copy was opened")}
ICONS = {
    "vault.ingest": "shield",
    "vault.view": "eye",
    "vault.export": "download",
    "vault.hold": "lock",
    "vault.release": "unlock",
}
# Codes of `why` that the programme itself gives; anything else is a member's own words.
WHY = {
    "look": _("to look at it, shielded"),
    "looking": _("looked at by the machine, behind walls"),
    "package": _("to check the proof that came with it"),
    "proof": _("to take out a file that proves it"),
    "stripped": _("to take out a copy without metadata"),
    "stripping": _("to make a copy without metadata"),
}


@dataclass
class Event:
    """One line of custody. `member` is a row to be revealed, or None; `who` says what else it was."""

    verb: str
    at: datetime
    entry: int
    is_copy: bool
    why: str = ""
    own_words: str = ""
    member: Member | None = None
    who: Any = ""

    @property
    def why_text(self) -> Any:
        """What a code of the programme means."""
        return WHY.get(self.why, "")

    @property
    def label(self) -> Any:
        """What happened, in the reader's language."""
        return (COPY_LABELS if self.is_copy else {}).get(self.verb) or LABELS.get(self.verb, _("Something was done"))

    @property
    def icon(self) -> str:
        """Its drawing."""
        return ICONS.get(self.verb, "note")

    @property
    def by(self) -> Any:
        """Who did it, once revealed."""
        return self.member.display_name if self.member else self.who


def custody_of(viewer: Member, evidence: Evidence, *, everything: bool = False) -> tuple[list[Event], bool]:
    """The events of an item and its working copies, newest first, and whether there are older ones.

    Members of organisations in which the viewer holds no role stay unnamed, and whoever sees the item by a share is not told
    reasons in others' own words. Members' rows are not revealed yet.
    """
    told = keeper().vault_events(items_of(evidence))[::-1]
    shown = told if everything else told[:NEWEST]
    known = _members(viewer, {str(event.get("by", "")) for event in shown})
    inside = viewer.can("work_evidence", evidence.organisation_id)
    return [_event(event, evidence, known, inside or event.get("by") == str(viewer.pk)) for event in shown], len(
        shown
    ) < len(told)


def _members(viewer: Member, names: set[str]) -> dict[str, Member]:
    mine = list(viewer.standing.roles)
    rows = Member.objects.filter(pk__in=_ids(names), home_organisation__in=mine)
    return {str(member.pk): member for member in rows}


def _ids(names: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for name in names:
        try:
            found.append(uuid.UUID(name))
        except ValueError:
            continue
    return found


def _event(told: dict[str, Any], evidence: Evidence, known: dict[str, Member], may_know_why: bool) -> Event:
    by = str(told.get("by", ""))
    why = str(told.get("why") or told.get("reason") or "")
    who: Any = _("a member of another organisation")
    if by.startswith(LINK):
        who = _("somebody with a link")
    elif by == SYSTEM:
        who = _("the programme")
    return Event(
        verb=str(told["verb"]),
        at=datetime.fromisoformat(str(told["at"])),
        entry=int(told["entry"]),
        is_copy=told.get("item", evidence.item) != evidence.item,
        why=why if why in WHY else "",
        own_words="" if why in WHY or not may_know_why else why,
        member=known.get(by),
        who=who,
    )
