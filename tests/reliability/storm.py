"""Acts inside a living installation while its processes are killed: `python -m tests.reliability.storm ACT`."""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")


def write() -> None:
    """Commit one act after another until somebody ends it; each identifier is printed once its commit is done."""
    from django.db import transaction

    from malath.platform.audit.actions import record

    while True:
        with transaction.atomic():
            entry = record("test.act", by=None, row=uuid.uuid4())
        print(entry.id, flush=True)
        time.sleep(0.03)


def half_way() -> None:
    """Move what waits to the ledger as the jobs do, and die before it is taken out of the outbox."""
    from malath.platform.audit import actions
    from malath.platform.audit.models import OutboxEntry

    def die(*_args: Any, **_kwargs: Any) -> None:
        print(json.dumps(waiting), flush=True)
        os._exit(0)

    waiting = [str(one) for one in OutboxEntry.objects.order_by("number").values_list("id", flat=True)]
    OutboxEntry.objects.filter = die  # type: ignore[method-assign]
    actions.move_outbox()


def read() -> None:
    """The identifiers of all acts in the ledger, oldest first."""
    from malath.platform.keeper.client import keeper

    found: list[dict[str, Any]] = []
    before = None
    while page := keeper().entries(limit=500, before=before):
        found += page
        before = page[-1]["index"]
    print(json.dumps([entry["id"] for entry in reversed(found) if entry["verb"] == "test.act"]))


if __name__ == "__main__":
    django.setup()
    {"write": write, "half_way": half_way, "read": read}[sys.argv[1]]()
