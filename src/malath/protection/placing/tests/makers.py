"""Needs for the tests of this room."""

from __future__ import annotations

from typing import Any

from malath.platform.access.models import Member
from malath.protection.cases.models import Case
from malath.protection.placing.actions import write_need
from malath.protection.placing.models import Need
from malath.protection.placing.rules import Wanted
from malath.protection.stays.tests.makers import day


def wanted(**changed: Any) -> Wanted:
    """Two persons for sixty days, nothing special."""
    fields: dict[str, Any] = {
        "from_day": day(1), "to_day": day(61), "persons": 2, "women": False, "requirements": (), "languages": ("ar",),
        "language_needed": False, "care": (), "care_km": 80, "wishes": (), "not_in": (),
    }  # fmt: skip
    return Wanted(**{**fields, **changed})


def looking(case: Case, by: Member, **changed: Any) -> Need:
    """The case looks for a home."""
    return write_need(case, wanted=wanted(**changed), by=by)
