"""Signing in through the real pages, for the tests of access."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD

SIGN_IN = "/account/sign-in/"


def sign_in(handle: str, password: str = PASSWORD, client: Client | None = None):
    """Post the sign-in form; returns the client and the answer."""
    client = client or Client(headers={"accept-language": "en"})
    return client, client.post(SIGN_IN, {"login": handle, "password": password})


def fresh(member, as_member, language: str = "en") -> Client:
    """A client of the member who gave a proof just now."""
    client = as_member(member, language)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return client


def code_of(secret: str, ahead: int = 0) -> str:
    """What an authenticator shows now; `ahead` steps of half a minute later."""
    # A code counts once: what an earlier step used would be refused here.
    cache.clear()
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))
