"""Data that the tests make inside a living installation, and what they read back of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any


def everything() -> dict[str, Any]:
    """A household with everything in it, and sessions of those who work with it."""
    from django.db import transaction

    from tests.everything import everything as make
    from tests.inside import session_of
    from tests.people import found_coalition

    with transaction.atomic():
        made = make(found_coalition())
    return {
        "ids": {name: str(value) for name, value in made.ids.items()},
        "owning": {role: session_of(member, fresh=True) for role, member in made.owning.items()},
        "other": {role: session_of(member, fresh=True) for role, member in made.other.items()},
    }


def cases() -> list[dict[str, Any]]:
    """Every case as somebody with the keys reads it: code, head's name, texts of its timeline, documents' digests."""
    from malath.platform.sealed.fields import reveal
    from malath.protection.cases.models import Case, Document, Entry

    why = "a test compares before and after"
    found = list(Case.objects.unscoped(reason=why).select_related("head").order_by("code"))
    entries = list(Entry.objects.unscoped(reason=why).order_by("case", "number"))
    documents = list(Document.objects.unscoped(reason=why).select_related("file").order_by("pk"))
    reveal(found, [case.head for case in found], entries, documents, [d.file for d in documents], by=None, why="test")
    return [
        {
            "code": case.code,
            "head": case.head.name,
            "summary": case.summary,
            "entries": [[entry.number, entry.kind, entry.text] for entry in entries if entry.case_id == case.pk],
            "documents": [[d.details["title"], d.file.sha256] for d in documents if d.case_id == case.pk],
        }
        for case in found
    ]


def note(case: str, text: str) -> str:
    """One more note of the case's worker; its identifier."""
    from malath.platform.access.models import Member
    from malath.protection.cases.actions import add_note
    from malath.protection.cases.selectors import case_for

    amal = Member.objects.get(handle="amal")
    return str(add_note(case_for(amal, uuid.UUID(case)), text=text, by=amal).pk)


def ledger() -> list[str]:
    """The verbs of the newest ledger entries with the identifiers of the outbox rows that they came from."""
    from malath.platform.keeper.client import keeper

    return [f"{entry['verb']} {entry.get('id', '')}" for entry in keeper().entries(limit=500)]


def outbox(count: str) -> list[str]:
    """Leave that many entries in the outbox; their identifiers."""
    from django.db import transaction

    from malath.platform.audit.actions import record

    with transaction.atomic():
        return [str(record("test.act", by=None, number=number).id) for number in range(int(count))]


ACTS: dict[str, Callable[..., Any]] = {
    "everything": everything,
    "cases": cases,
    "note": note,
    "ledger": ledger,
    "outbox": outbox,
}
