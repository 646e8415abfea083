"""The finder outlives a test, its people do not: whom a test entered, the finder forgets at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from malath.people.models import Person
from malath.platform.sealed.finder.client import finder
from tests.people import Coalition


@pytest.fixture(autouse=True)
def _forgotten_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    if "coalition" not in request.fixturenames:
        yield
        return
    people: Coalition = request.getfixturevalue("coalition")
    yield
    assert people.haven is not None
    for person in Person.objects.unscoped(reason="a test ends").values_list("pk", flat=True):
        finder().drop(person)
