"""The number of queries of a page does not grow with the data: counted over a small and a larger coalition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from malath.demo.generator import invent_coalition
from malath.demo.world import World
from malath.people.finding import searchable
from malath.platform.sealed.finder.client import finder

FEW, MORE = 60, 240
# A page asks for its own things; the ceilings keep the most laden ones from growing unseen: a case with every panel, and
# Today with one question for each sort of matter that a room gives it.
CEILING, CEILING_OF_TODAY = 21, 30
PAGES = ("/empty/", "/today/", "/cases/", "a case", "search", "/alerts/", "a person", "/people/pairs/")


def _counts(world: World, client: Client) -> dict[str, int]:
    for person in world.people:
        known = searchable(person)
        finder().put(known.id, known.names, known.codes, known.phones)
    head = world.cases[0].head
    asked: dict[str, Callable[[], Any]] = {page: lambda page=page: client.get(page) for page in PAGES}  # type: ignore[misc]
    asked["a case"] = lambda: client.get(f"/cases/{world.cases[0].pk}/")
    asked["a person"] = lambda: client.get(f"/people/{head.pk}/")
    asked["search"] = lambda: client.post("/people/find/", {"q": head.all_names[0]})
    found = {}
    for page, ask in asked.items():
        assert ask().status_code == 200, page
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask()
        found[page] = len(queries)
    return found


@pytest.fixture
def counted(db: None, _processes: None, as_member: Callable[..., Client]) -> Callable[[int, int], dict[str, int]]:
    """Counts over a coalition that is gone afterwards."""

    def count(cases: int, seed: int) -> dict[str, int]:
        with transaction.atomic():
            world = invent_coalition(seed, cases)
            found = _counts(world, as_member(world.members["rima"]))
            transaction.set_rollback(True)
        return found

    return count


def test_a_page_asks_as_much_of_a_large_database_as_of_a_small_one(
    counted: Callable[[int, int], dict[str, int]],
) -> None:
    few = counted(FEW, 1)

    more = counted(MORE, 2)

    assert more == few
    assert more.pop("/today/") <= CEILING_OF_TODAY
    assert max(more.values()) <= CEILING
