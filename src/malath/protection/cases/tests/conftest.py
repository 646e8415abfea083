"""Salma's case, which Amal leads, and clients of the members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.people.tests.makers import entered
from malath.platform.access.tests.doors import fresh
from malath.protection.cases.actions import open_case
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath, Part
from malath.protection.cases.selectors import case_for
from tests.people import Coalition

RULES = {"only": ["signal"], "never": ["call"], "hours": "10:00-14:00", "code_word": "the library"}


@pytest.fixture
def salma(coalition: Coalition) -> Any:
    return entered(
        coalition.haven,
        coalition.rima,
        "سلمى حداد",
        "Salma Haddad",
        safe_contact=RULES,
        wishes={"interpreter": "ar", "worker": "a woman"},
    )


@pytest.fixture
def case(coalition: Coalition, salma: Any) -> Case:
    """Opened by Rima in Lyon's network; Amal leads it. As a view has it: with head and organisation."""
    opened = open_case(
        organisation=coalition.haven,
        head=salma,
        entry_path=EntryPath.IN_TRANSIT,
        network=coalition.lyon,
        team=[(coalition.amal, Part.LEAD)],
        summary="Radio journalist",
        place="Gaziantep",
        by=coalition.rima,
    )
    return case_for(coalition.rima, opened.pk)


@pytest.fixture
def proved(as_member: Callable[..., Client]) -> Callable[..., Client]:
    """`proved(rima)` is a client whose member gave a proof just now."""
    return lambda member, language="en": fresh(member, as_member, language)
