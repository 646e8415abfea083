"""Where hostile inputs are sent: the whole household of tests/everything.py, every request rolled back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import Resolver404, resolve
from django.utils import timezone

from malath.accountability.evidence.links import make_link
from malath.platform.access.inviting import invite_member
from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.voice.statements.actions.inviting import make_link as signing_link
from malath.voice.statements.selectors import signatory_led
from tests.everything import Everything
from tests.filling import filled
from tests.permissions.addresses import Address, addresses
from tests.permissions.table import COLUMNS, NOBODY, read_table
from tests.visiting import Form, _FormReader

# Sign-ins and their sessions change with every request; a member's keys and counters of attempts live there too.
NOT_WATCHED = ("django_session", "access_signin", "django_migrations", "django_content_type", "auth_permission")
# A wrong code is counted although it is refused.
NOT_WATCHED += ("statements_signinglink",)
# Who comes first when several may: the one who sees most.
ORDER = ("coordinator", "director", "case_worker", "legal_officer", "focal_point", "administrator", "auditor")


@dataclass
class World:
    """The household, a client for each who comes, the forms of every page, and the state that refusals must leave."""

    made: Everything
    cookies: dict[str, str] = field(default_factory=dict)
    forms: dict[str, list[tuple[str, Form]]] = field(default_factory=dict)
    before: str = ""
    real: dict[str, Any] = field(default_factory=dict)

    def path(self, address: Address) -> str:
        """The address filled with identifiers of what there is."""
        ids = {**self.made.ids, **self.real}
        if address.route.startswith("cases/household/"):
            ids["row_id"] = ids["household_id"]
        if address.route.startswith("give/"):
            ids["secret"] = self.real["given"]
        if address.route.startswith("sign/"):
            ids["secret"] = self.real["signing"]
        return address.path(ids)

    def enter(self, column: str) -> Client:
        """A client with the column's session, the password given a moment ago."""
        client = Client()
        client.cookies = SimpleCookie(self.cookies[column])
        return client

    @contextmanager
    def visit(self, column: str, language: str) -> Iterator[Client]:
        """A client of somebody, for some requests of which nothing stays."""
        client = self.enter(column)
        client.cookies["malath-language"] = language
        cache.clear()
        with transaction.atomic():
            yield client
            transaction.set_rollback(True)

    def ask(self, column: str, language: str, send: Callable[[Client], Any], then: Callable[[Any], None]) -> None:
        """Send one request as somebody; `then` looks at the answer and the database before all is undone."""
        with self.visit(column, language) as client:
            then(answered(client, send))


def answered(client: Client, send: Callable[[Client], Any]) -> Any:
    """The whole answer to a request, with all that follows its commit done too."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = send(client)
        if getattr(response, "streaming", False):
            list(response)
    return response


def make_world(made: Everything) -> World:
    """Sign everybody in, and remember what stands in the database."""
    # All sign in now: a session begun within a test would be undone with it.
    world = World(made, {column: _session(made, column) for column in COLUMNS})
    _invitation, secret = invite_member(made.coalition.haven, role="case_worker", by=made.owning["director"])
    world.real["secret"] = secret
    today = timezone.localdate()
    _link, given = make_link(made.coalition.haven, ends_on=today, note="", by=made.owning["documenter"])
    world.real["given"] = given
    officer = made.owning["communications_officer"]
    world.real["signing"], _code = signing_link(signatory_led(officer, made.ids["signatory_id"]), by=officer)
    world.before = state()
    return world


def read_forms(world: World) -> None:
    """Read the forms of every page, each as somebody who may see it."""
    for address in addresses():
        _read_forms(world, address)


def _session(made: Everything, column: str) -> str:
    client = Client()
    if column == NOBODY:
        return ""
    side, _space, role = column.partition(" ")
    member: Member = (made.owning if side == "owning" else made.other)[Role(role).value]
    client.force_login(member)
    session = client.session
    session["second_factor_done"] = True
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 3600}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    client.get("/healthz")
    return client.cookies.output(header="", sep=";")


def column_for(route: str, method: str) -> str:
    """Who comes to an address: somebody of the owning organisation who may, else nobody."""
    row = read_table().get((route, method))
    codes = row.codes if row else {}
    ours = [f"owning {role}" for role in ORDER] + [column for column in COLUMNS if column != NOBODY]
    for wanted in ({"bad", "bad+"}, {"ok", "ok+"}, {"go", "go+"}, {"pw"}):
        for column in [*ours, NOBODY]:
            if codes.get(column) in wanted and not (column != NOBODY and codes.get(NOBODY) in wanted):
                return column
    return NOBODY if codes.get(NOBODY) in {"bad", "ok", "go"} or set(codes.values()) == {"-"} else ours[0]


def takes_posts() -> list[Address]:
    """Every address at which a POST is more than 405."""
    table = read_table()
    return [one for one in addresses() if set(table[one.route, "POST"].codes.values()) != {"no"}]


def _read_forms(world: World, address: Address) -> None:
    if address.route.endswith("/print/"):  # a document, slow to make, that holds no form
        return
    column = column_for(address.route, "GET")
    path = world.path(address)

    def look(response: HttpResponse) -> None:
        if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
            return
        reader = _FormReader(path)
        reader.feed(response.content.decode())
        for form in reader.forms:
            _keep(world, column, form)

    world.ask(column, "en", lambda client: client.get(path), look)


def _keep(world: World, column: str, form: Form) -> None:
    try:
        route = resolve(form.action.split("?")[0]).route
    except Resolver404:
        return
    known = world.forms.setdefault(f"{form.method} {route}", [])
    if all(form.names() != other.names() for _column, other in known):
        known.append((column, form))


def right_values(form: Form) -> dict[str, list[str]]:
    """What a person would send."""
    return {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in filled(form, "Zumurruda").items()
    }


def state() -> str:
    """A digest of every row of every table that a refusal must leave as it was, the ledger's outbox among them."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)}):
            if table in NOT_WATCHED:
                continue
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608
            for row in cursor.fetchall():
                found.update(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode())
            found.update(table.encode())
    return found.hexdigest()
