"""A case with an appointment in three days, in a city with a network."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.utils import timezone

from malath.protection.accompaniment.actions import plan_appointment
from malath.protection.accompaniment.models import Appointment
from malath.protection.cases.models import Case
from malath.protection.stays.tests.conftest import case, other_case
from malath.protection.stays.tests.makers import day
from tests.people import Coalition

__all__ = ["appointment", "case", "other_case"]


def at(days: int, hour: int) -> datetime:
    """An hour of a coming day, here."""
    return timezone.make_aware(datetime.combine(day(days), time(hour)))


@pytest.fixture
def appointment(coalition: Coalition, case: Case) -> Appointment:
    """At ten in three days."""
    return plan_appointment(
        case, starts_at=at(3, 10), details={"what": "the prefecture"}, member=coalition.amal, reminder="day", by=coalition.amal
    )  # fmt: skip
