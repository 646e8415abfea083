"""Where sessions are kept: a session's key stands in the database as a keyed hash only.

The key is what a browser holds in its cookie. Whoever has the database, or a backup of it, has no key: they would need
the server's secret key besides, and even then could not turn the hash round. A new secret key ends every session.
"""

from __future__ import annotations

from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

_PURPOSE = "malath.platform.access.session_store"
# As wide as the column of Django's table: 160 bits, as many as the key itself has.
_DIGITS = 40


def stored_key(session_key: str) -> str:
    """What stands in the database for a session's key."""
    return salted_hmac(_PURPOSE, session_key, algorithm="sha256").hexdigest()[:_DIGITS]


class SessionStore(db.SessionStore):
    """Django's store in the database; wherever it would read or write the key, its hash takes the key's place."""

    def _get_session_from_db(self) -> Session | None:
        held = Session.objects.filter(session_key=stored_key(self.session_key or ""), expire_date__gt=timezone.now())
        found = held.first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        held = cast(Session, super().create_model_instance(data))
        held.session_key = stored_key(held.session_key)
        return held

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=stored_key(key)).delete()

    # Malath's pages are not asynchronous. Should one ever be, it must not meet the store that keeps keys in clear.
    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return await sync_to_async(self.create_model_instance)(data)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
