"""Every address, as every role of the owning and of another organisation and as nobody, against one readable table."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client

from tests.everything import everything
from tests.people import Coalition
from tests.permissions.addresses import addresses
from tests.permissions.table import COLUMNS, METHODS, read_table
from tests.permissions.walking import Walker, keys_left_alone

# Doors do not depend on the database, what queries show does: PostgreSQL is asked again as those who see most, and as those
# who must see nothing.
AGAIN = {f"{whose} {role}" for whose in ("owning", "other") for role in ("coordinator", "director", "documenter")}
ASKED = [column for column in COLUMNS if column in AGAIN or not os.environ.get("MALATH_DATABASE")]


def test_every_address_stands_in_the_table_and_no_other() -> None:
    known = {(address.route, method) for address in addresses() for method in METHODS}

    assert sorted(known - set(read_table())) == [], "propose rows with: python -m tests.permissions.write"
    assert sorted(set(read_table()) - known) == []


def test_every_view_has_a_door() -> None:
    without = [address.route for address in addresses() if not getattr(address.view, "malath_door", None)]

    assert without == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in addresses()]

    assert all(names)
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("column", ASKED)
def test_what_each_may_do_is_what_the_table_says(
    column: str, coalition: Coalition, as_member: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, made = read_table(), everything(coalition)
    walker = Walker(made, column, as_member)
    found, told = [], []

    with keys_left_alone(monkeypatch):
        for address in addresses():
            for method in METHODS:
                row = table.get((address.route, method))
                if row is None:
                    continue
                code = walker.code(method, address)
                if code != row.codes[column]:
                    found.append(f"{method} /{address.route}: {code}, the table says {row.codes[column]}")
                if code in {"-", "-+"} and (difference := walker.differs_from_missing(method, address)):
                    told.append(f"{method} /{address.route}: {difference}")

    assert found == []
    assert told == [], "another's object must answer exactly as a missing one"
