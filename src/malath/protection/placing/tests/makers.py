"""Needs for the tests of this room."""

from __future__ import annotations

import uuid
from typing import Any

from malath.engines.placement.running import without_solver
from malath.platform.access.models import Member
from malath.protection.cases.models import Case
from malath.protection.placing.actions import write_need
from malath.protection.placing.actions.plans import keep_plans
from malath.protection.placing.gathering import for_variant, gather
from malath.protection.placing.models import Need, Plan
from malath.protection.placing.rules import NOW, Wanted
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


def plans_without_solver(organisation: uuid.UUID, by: Member) -> list[Plan]:
    """Plans as `make_plans` keeps them, made in this process in no time."""
    today = day(0)
    found = gather(by, today)
    inputs = {variant.value: for_variant(found, variant, today) for variant in NOW}
    return keep_plans(found, inputs, {name: without_solver(data) for name, data in inputs.items()}, organisation, by)
