"""What the tests do inside a living installation, in a process of its own: `python -m tests.inside ACT …` prints JSON.

Members come by found_coalition, as in every other test; their sessions are made here, second factor done.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")


def coalition() -> dict[str, Any]:
    """Found the coalition of tests/people.py; each member's id, organisation and session."""
    from django.db import transaction

    from malath.platform.access.models import Member
    from tests.people import found_coalition

    with transaction.atomic():
        found_coalition()
    return {
        member.handle: {
            "id": str(member.pk),
            "organisation": str(member.home_organisation_id),
            "session": session_of(member),
        }
        for member in Member.objects.all()
    }


def session_of(member: Any, *, fresh: bool = False) -> str:
    """A session of the member, as sign-in with password and second factor leaves it; `fresh`: proved just now."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from malath.platform.access.session_store import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session["second_factor_done"] = True
    if fresh:
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(member.pk)
    session.create()
    return str(session.session_key)


def waiting() -> int:
    """How many outbox rows wait for the ledger."""
    from malath.platform.audit.models import OutboxEntry

    return OutboxEntry.objects.count()


def sessions() -> list[str]:
    """What every session row holds once its base64 and compression are taken off: no key is needed for that."""
    import base64
    import zlib

    from django.contrib.sessions.models import Session

    texts = []
    for stored in Session.objects.values_list("session_data", flat=True):
        body, packed = stored.split(":")[0], stored.startswith(".")
        raw = base64.urlsafe_b64decode(body.lstrip(".") + "=" * (-len(body.lstrip(".")) % 4))
        texts.append((zlib.decompress(raw) if packed else raw).decode())
    return texts


ACTS: dict[str, Callable[..., Any]] = {"coalition": coalition, "waiting": waiting, "sessions": sessions}


def main(arguments: list[str]) -> None:
    """Run one act."""
    django.setup()
    from tests import inside_data

    acts = {**ACTS, **inside_data.ACTS}
    print(json.dumps(acts[arguments[0]](*arguments[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
