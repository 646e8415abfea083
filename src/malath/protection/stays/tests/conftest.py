"""A home with four beds, a family's home, and Salma's case, which Amal leads and Rima's role covers."""

from __future__ import annotations

import pytest

from malath.protection.cases.models import Case
from malath.protection.hosting.models import Home
from malath.protection.hosting.rules import HomeKind
from malath.protection.stays.tests.makers import case_in, home_in, network_of
from tests.people import Coalition


@pytest.fixture
def shared(coalition: Coalition) -> Home:
    """A shared flat with four beds."""
    return home_in(network_of(coalition), coalition.rima)


@pytest.fixture
def family(coalition: Coalition) -> Home:
    """A family's home with three beds, for one household at a time."""
    return home_in(network_of(coalition), coalition.rima, beds=3, kind=HomeKind.FAMILY)


@pytest.fixture
def case(coalition: Coalition) -> Case:
    """Salma's."""
    return case_in(coalition.haven, coalition.rima, coalition.amal)


@pytest.fixture
def other_case(coalition: Coalition) -> Case:
    """Another household of Haven's."""
    return case_in(coalition.haven, coalition.rima, coalition.amal, name="Karim Bitar")
