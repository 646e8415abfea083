"""Leaving an entry for the ledger, and moving what was left."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from malath.platform.audit.models import OutboxEntry

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Subscriber = Callable[[OutboxEntry], None]
_subscribers: dict[str, list[Subscriber]] = {}


def record(
    verb: str,
    *,
    by: Member | None,
    subject: uuid.UUID | None = None,
    row: uuid.UUID | None = None,
    organisation: uuid.UUID | None = None,
    **facts: Any,
) -> OutboxEntry:
    """Leave the entry of an act in the outbox, inside the act's transaction; tell the rooms that listen after commit.

    `facts` holds codes, counts, identifiers and dates, never a name or free text. Raises TransactionManagementError
    outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb}: an entry is left inside the act's transaction")
    entry = OutboxEntry.objects.create(
        verb=verb,
        member=by.pk if by else None,
        organisation=organisation,
        subject=subject,
        row=row,
        facts={name: str(value) if isinstance(value, uuid.UUID) else value for name, value in facts.items()},
    )
    for subscriber in _subscribers.get(verb, []):
        transaction.on_commit(lambda subscriber=subscriber: subscriber(entry))  # type: ignore[misc]
    return entry


def subscribe(verb: str, subscriber: Subscriber) -> None:
    """Let a room hear of a verb after commit; called in the room's apps.py."""
    if subscriber not in _subscribers.setdefault(verb, []):
        _subscribers[verb].append(subscriber)


def move_outbox(limit: int = 500) -> int:
    """Move waiting entries to the ledger, in order; return how many. Run by one process only (the jobs loop)."""
    from malath.platform.keeper.client import keeper

    waiting = list(OutboxEntry.objects.order_by("number")[:limit])
    if not waiting:
        return 0
    keeper().append(
        [
            {
                "id": str(entry.id),
                "verb": entry.verb,
                "member": str(entry.member) if entry.member else None,
                "organisation": str(entry.organisation) if entry.organisation else None,
                "subject": str(entry.subject) if entry.subject else None,
                "row": str(entry.row) if entry.row else None,
                "facts": entry.facts,
            }
            for entry in waiting
        ]
    )
    OutboxEntry.objects.filter(number__in=[entry.number for entry in waiting]).delete()
    return len(waiting)
