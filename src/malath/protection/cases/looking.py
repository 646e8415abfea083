"""Who has looked at a case, when and why: the ledger's entries of the case, for those who cover it (BT3)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryKind

PAGE = 50


@dataclass(frozen=True)
class Look:
    """One entry: who (None: the system itself), when, and what for."""

    member: Member | None
    at: datetime
    what: str
    is_act: bool


def may_see_lookers(viewer: Member, case: Case) -> bool:
    """Those whose role covers the case."""
    return case.organisation_id in viewer.standing.covered_organisations


def lookers_of(viewer: Member, case: Case, *, before: int | None = None) -> tuple[list[Look], int | None]:
    """The newest entries of the ledger that name the case, and the index from which older ones follow.

    Raises NotAllowedError, SealedError.
    """
    if not may_see_lookers(viewer, case):
        raise NotAllowedError
    entries = keeper().entries(subject=case.pk, limit=PAGE, before=before)
    ids = {entry["member"] for entry in entries if entry.get("member")}
    members = Member.objects.in_bulk([uuid.UUID(one) for one in ids])
    reveal(members.values(), by=viewer, why="case.looked")
    looks = [
        Look(
            member=members.get(uuid.UUID(entry["member"])) if entry.get("member") else None,
            at=datetime.fromisoformat(entry["at"]),
            what=_in_words(entry),
            is_act=entry.get("verb") != "opened",
        )
        for entry in entries
    ]
    return looks, int(entries[-1]["index"]) if len(entries) == PAGE else None


def _in_words(entry: dict[str, Any]) -> str:
    verb, facts = str(entry.get("verb", "")), entry.get("facts") or {}
    if verb == "opened":
        why = str(facts.get("why", ""))
        return _reasons().get(why) or _reasons().get(why.split(".")[0]) or _("opened something of the case")
    kind = verb.removeprefix("case.")
    if kind in EntryKind.values:
        return _("wrote on the timeline: %(kind)s") % {"kind": EntryKind(kind).label}
    return _acts().get(verb, _("did something on the case"))


def _reasons() -> dict[str, str]:
    """Why texts were opened, by the code that the opening left."""
    return {
        "case": _("opened the case"),
        "case.form": _("opened a form of the case"),
        "case.contact": _("opened the contact form"),
        "case.copy": _("made a copy for the person"),
        "document": _("opened a document"),
        "list": _("saw it in a list"),
        "today": _("saw it on Today"),
        "agenda": _("saw it in the agenda"),
        "search": _("found it by search"),
        "task": _("opened a task"),
        "appointment": _("opened an appointment"),
        "person": _("opened a person"),
        "plan": _("opened a recovery plan"),
    }


def _acts() -> dict[str, str]:
    return {
        "case.opened": _("opened it as a new case"),
        "case.handed_over": _("handed it over"),
        "access.glass_broken": _("used emergency access"),
        "access.glass_not_needed": _("asked for emergency access without need"),
        "erasure.asked": _("asked for its erasure"),
        "erasure.withdrawn": _("withdrew the erasure"),
        "person.copied": _("made a copy for the person"),
    }
