"""A sealed server still takes in: what is sent is encrypted to a public key and read back after unsealing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.engines.keyring import seal_to_intake
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.interface.jobs import Later
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import KeeperGoneError, SealedError
from malath.platform.keeper.setup import intake_public_key
from malath.platform.sealed.models import Intake

later = Later()
Handler = Callable[[Member, Organisation, dict[str, Any]], object]
_handlers: dict[str, Handler] = {}


def subscribe_intake(kind: str, handler: Handler) -> None:
    """Say which action receives what was taken in; called in the room's apps.py."""
    _handlers[kind] = handler


@transaction.atomic
def take_in(kind: str, member: Member, organisation: Organisation, payload: dict[str, Any]) -> Intake:
    """Keep what a member sent while the server is sealed; nobody can read it before it is opened."""
    row = Intake(kind=kind, member=member, organisation=organisation, received_on=timezone.localdate())
    body = json.dumps({"at": timezone.now().isoformat(), "payload": payload}, ensure_ascii=False).encode()
    row.blob = seal_to_intake(intake_public_key(home()), f"intake|{row.pk}".encode(), body)
    row.save(force_insert=True)
    record("intake.received", by=member, row=row.pk, organisation=organisation.pk, kind=kind)
    return row


def hand_over_intake() -> int:
    """After unsealing: give each waiting piece to its room; what a room refuses stays and is tried again. A job's work."""
    done = 0
    rows = Intake.objects.exclude(pk__in=later.waiting()).select_related("member", "organisation")
    for row in rows.order_by("received_on", "pk"):
        handler = _handlers.get(row.kind)
        if handler is None:
            continue
        # One that does not open, or that a room cannot take, keeps no other waiting.
        try:
            (body,) = keeper().open_intake([bytes(row.blob)], f"intake|{row.pk}".encode())
            with transaction.atomic():
                handler(row.member, row.organisation, json.loads(body)["payload"])
                row.delete()
            done += 1
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(row.pk, "what was taken in while sealed stays")
    return done
