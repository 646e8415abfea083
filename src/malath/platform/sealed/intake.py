"""A sealed server still takes in: what is sent is encrypted to a public key and read back after unsealing."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.engines.keyring import seal_to_intake
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import DomainError
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.setup import intake_public_key
from malath.platform.sealed.models import Intake

log = logging.getLogger(__name__)
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
    for row in Intake.objects.select_related("member", "organisation").order_by("received_on", "pk"):
        handler = _handlers.get(row.kind)
        if handler is None:
            continue
        (body,) = keeper().open_intake([bytes(row.blob)], f"intake|{row.pk}".encode())
        try:
            with transaction.atomic():
                handler(row.member, row.organisation, json.loads(body)["payload"])
                row.delete()
            done += 1
        except DomainError as refusal:
            log.warning("intake stays: %s", refusal.code)
    return done
