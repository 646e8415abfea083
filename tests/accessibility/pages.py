"""Which pages there are to look at: read from the resolver and from the table of what each may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from malath.platform.access.rules import Role
from tests.accessibility.world import GUARDED
from tests.permissions.addresses import Address, addresses
from tests.permissions.table import NOBODY, Row, read_table

NOT_PAGES = {
    "healthz": "JSON for the machine that watches the server",
    "draft/": "JSON for the script that keeps drafts",
    "cases/document/<uuid:document_id>/": "the document itself",
    "appointments/<uuid:appointment_id>/calendar/": "a calendar file",
    "plans/<uuid:plan_id>/print/": "a PDF",
    "evidence/add/piece/": "JSON for the script that sends in pieces",
    "evidence/add/finish/": "JSON for the script that sends in pieces",
    "evidence/copy/<uuid:copy_id>/": "a picture",
    "evidence/copy/<uuid:file_id>/file/": "a file to keep",
    "lists/<uuid:list_id>/wrong/": "a table to keep",
    "violations/stories/keep/": "JSON for the script that keeps a story while it is written",
    "site/file/<uuid:enclosure_id>/content/": "a picture or a paper",
    "statements/edition/<uuid:edition_id>/<slug:code>/file/": "the text that is signed, to keep",
}
SENDS_ON = {
    "companions/plan/": "to the list",
    "placing/plans/<uuid:home_plan_id>/ask/": "to the plan",
    "": "to Today",
    "account/sign-in/passkey/": "to the sign-in",
    "account/second-factor/passkeys/": "to the second factors, where they stand",
    "lists/<uuid:list_id>/columns/": "to the list, once it was written",
    "testimonies/take/<uuid:information_id>/": "to the testimony, once it was taken",
}
# Pages of those who have a second factor; everybody else is sent on.
GUARDED_ONLY = {
    "account/second-factor/authenticator/remove/",
    "account/second-factor/codes/",
    "account/second-factor/passkeys/<int:pk>/remove/",
    "account/again/code/",
    "account/again/passkey/",
}
# Pages that only somebody on the way in sees: the two invitations, the second step, the door of a sealed server.
BY_THE_DOOR = {
    "invitation/<str:secret>/",
    "account/renew/<uuid:member>/<str:token>/",
    "account/sign-in/second-step/",
    "unseal/",
}
FIRST = [f"owning {role.value}" for role in (Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR)]


@dataclass(frozen=True)
class Page:
    """One answer to look at: where, as whom, by which method, with which status."""

    path: str
    role: str = ""
    method: str = "GET"
    statuses: tuple[int, ...] = (200,)


def pages_of(world: dict[str, Any]) -> list[Page]:
    """Every page of the application, each as somebody who may see it, and every answer that refuses an empty form."""
    table = read_table()
    found = [Page(world["invitation"]), Page(world["renewal"]), *_refusals()]
    for address in addresses():
        path = address.path(_values(address, world["ids"])) if address.route not in BY_THE_DOOR else ""
        if address.route in GUARDED_ONLY:
            found.append(Page(path, GUARDED))
        elif path and address.route not in NOT_PAGES:
            found += _open(path, table[address.route, "GET"])
        if path and address.route not in NOT_PAGES:
            found += _refused(path, table[address.route, "POST"])
    return found


def unknown_addresses() -> list[str]:
    """Addresses that answer somebody's GET and are neither walked nor named here; and names that are of no address."""
    table, routes = read_table(), {address.route for address in addresses()}
    named = {*NOT_PAGES, *GUARDED_ONLY, *BY_THE_DOOR}
    sent_on = {route for route in routes if not _first(table[route, "GET"], "ok")}
    silent = {route for route in sent_on - named if _first(table[route, "GET"], "go") and route not in SENDS_ON}
    return sorted(silent | (named - routes))


def _refusals() -> Iterator[Page]:
    yield Page("/no/such/page/", "coordinator", statuses=(404,))
    yield Page("/no/such/page/", statuses=(404,))
    yield Page("/invitation/never-given/", statuses=(404,))


def _open(path: str, row: Row) -> Iterator[Page]:
    column = _first(row, "ok")
    if column:
        yield Page(path, column.removeprefix("owning ") if column != NOBODY else "")


def _refused(path: str, row: Row) -> Iterator[Page]:
    column = _first(row, "bad")
    if column:
        role = column.removeprefix("owning ") if column != NOBODY else ""
        yield Page(path, role, "POST", (400, 409, 422))


def _first(row: Row, word: str) -> str:
    """Who of the owning organisation, or nobody, gets this answer; nobody first, for the doors are theirs."""
    owning = [column for column in row.codes if column.startswith("owning ")]
    return next((c for c in [NOBODY, *FIRST, *owning] if row.codes[c].removesuffix("+") == word), "")


def _values(address: Address, ids: dict[str, Any]) -> dict[str, Any]:
    return {**ids, "row_id": ids["household_id"]} if address.route.startswith("cases/household/") else ids
