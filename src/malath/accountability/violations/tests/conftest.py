"""Who documents in the tests: Yara and Karim of the archive, Hala of it who sees what is restricted, Lea of haven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from malath.accountability.violations.tests.erased import Told, make_told
from malath.accountability.violations.tests.lanes_told import (
    codes_unlike_what_is_said,
    lanes_expected,
    lanes_that_stand,
    parts_on_what_is_gone,
    seen_unlike_their_event,
)
from malath.platform.access.models import Member, Organisation
from malath.platform.access.rules import Role
from tests.people import Coalition, member


@dataclass
class Documenters:
    """The archive, and its people."""

    archive: Organisation
    yara: Member
    karim: Member
    hala: Member
    lea: Member
    amal: Member


@pytest.fixture
def documenters(coalition: Coalition) -> Documenters:
    return Documenters(
        archive=coalition.archive,
        yara=member("yara", coalition.archive, Role.DOCUMENTER),
        karim=member("karim", coalition.archive, Role.DOCUMENTER),
        hala=member("hala", coalition.archive, Role.LEGAL_OFFICER),
        lea=coalition.lea,
        amal=coalition.amal,
    )


@pytest.fixture
def second(documenters: Documenters) -> Member:
    """Another of those who may erase for the archive."""
    return member("samar", documenters.archive, Role.DIRECTOR)


@pytest.fixture
def told(documenters: Documenters) -> Told:
    return make_told(documenters)


@pytest.fixture(autouse=True)
def search_knows_what_stands(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test of this room did: what search looks through says what stands, no more and no less."""
    with_database = request.node.get_closest_marker("django_db") is not None
    if with_database:
        request.getfixturevalue("_django_db_helper")
    yield
    if with_database:
        assert lanes_that_stand() == lanes_expected()
        assert codes_unlike_what_is_said() == []
        assert seen_unlike_their_event() == []
        if "world" not in request.fixturenames:  # whose rows are gone by chance
            assert parts_on_what_is_gone() == []
