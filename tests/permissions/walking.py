"""Going to an address as somebody, and saying in one word what came of it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.platform.keeper.client import Keeper
from tests.everything import Everything
from tests.permissions.addresses import Address
from tests.permissions.table import COLUMNS, NOBODY

_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
_SHARED = {"pk": 999_999}


class Walker:
    """One viewer, who goes everywhere and changes nothing: every request is rolled back."""

    def __init__(self, made: Everything, column: str, as_member: Callable[..., Client]) -> None:
        self.made = made
        side, _space, role = column.partition(" ")
        fresh = ""
        if column == NOBODY:
            self.client = Client(headers={"accept-language": "en"})
            self.client.cookies["malath-language"] = "en"
        else:
            member = (made.owning if side == "owning" else made.other)[Role(role).value]
            self.client = as_member(member)
            self.client.get("/healthz")
            fresh = self._proved_again(member, as_member)
        self.stale = self.client.cookies.output(header="", sep=";")
        self.fresh = fresh or self.stale
        self.cookies = self.stale

    @staticmethod
    def _proved_again(member: Member, as_member: Callable[..., Client]) -> str:
        """The cookies of another session of the same member, who gave the password just now."""
        client = as_member(member)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(member.pk)
        session.save()
        client.get("/healthz")
        return client.cookies.output(header="", sep=";")

    def ask(self, method: str, path: str) -> HttpResponseBase:
        """The answer to one request, whose writes are undone."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            # An empty form still carries its token, as a browser's does.
            sent = {"csrfmiddlewaretoken": "x"}
            cache.clear()
            response = self.client.get(path) if method == "GET" else self.client.post(path, sent)
            if getattr(response, "streaming", False):
                list(response)  # type: ignore[call-overload]
            transaction.set_rollback(True)
        return response  # type: ignore[return-value]

    def code(self, method: str, address: Address) -> str:
        """What came of going to an address, in the table's words."""
        path = address.path(self.values(address))
        self.cookies = self.stale
        code = code_of(self.ask(method, path))
        if code != "pw":
            return code
        # Asked again: what matters is what stands behind the question.
        self.cookies = self.fresh
        behind = code_of(self.ask(method, path))
        return code if behind == code else f"{behind}+"

    def values(self, address: Address) -> dict[str, Any]:
        """What stands in the address's parts; rooms call some of theirs by the same name."""
        ids = self.made.ids
        return {**ids, "row_id": ids["household_id"]} if address.route.startswith("cases/household/") else ids

    def differs_from_missing(self, method: str, address: Address) -> str:
        """Empty when what may not be seen answers byte for byte as what does not exist; else the difference."""
        path = address.path(self.values(address))
        missing = address.path({**self.values(address), **_missing(address)})
        if missing == path:
            return ""
        here, there = self.ask(method, path), self.ask(method, missing)
        if (a := _comparable(here, path)) == (b := _comparable(there, missing)):
            return ""
        at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        return f"{a[max(0, at - 60) : at + 60]!r} is not {b[max(0, at - 60) : at + 60]!r}"


def _missing(address: Address) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for kind, name in address.parameters:
        if kind == "uuid":
            made[name] = uuid.uuid4()
        elif kind == "int" and name in _SHARED:
            made[name] = _SHARED[name]
    return made


def _comparable(response: HttpResponseBase, path: str) -> str:
    body = b"".join(response) if getattr(response, "streaming", False) else response.content  # type: ignore[call-overload,attr-defined]
    text = _TOKEN.sub("TOKEN", body.decode("utf-8", "replace")).replace(path, "PATH")
    headers = sorted(
        (name, value.replace(path, "PATH"))
        for name, value in response.items()
        if name not in {"Content-Length", "Content-Security-Policy"}
    )
    return f"{response.status_code} {headers} {text}"


def code_of(response: HttpResponseBase) -> str:
    """The table's word for an answer."""
    status, to = response.status_code, response.get("Location", "")
    if status in {301, 302, 303, 307}:
        return "in" if to.startswith("/account/sign-in/") else "pw" if to.startswith("/account/again/") else "go"
    words = {
        200: "ok",
        201: "ok",
        204: "ok",
        404: "-",
        405: "no",
        400: "bad",
        409: "bad",
        422: "bad",
        429: "bad",
        503: "out",
    }
    return words.get(status, str(status))


@contextmanager
def keys_left_alone(monkeypatch: Any) -> Iterator[None]:
    """The keeper is real and cannot be rolled back: what would seal it, or destroy a key, is not sent to it."""
    monkeypatch.setattr(Keeper, "seal_server", lambda self, by=None: None)
    monkeypatch.setattr(Keeper, "erase", lambda self, subject, on: on)
    monkeypatch.setattr(Keeper, "vault_erase", lambda self, items, by, reason: None)
    yield


def columns() -> list[str]:
    """Everybody who comes."""
    return list(COLUMNS)
