"""The visits that follow an arrival, as the rule sets them."""

from __future__ import annotations

from malath.protection.stays.models import Visit
from malath.protection.stays.models.stay import Stay
from malath.protection.stays.rules import visit_days


def plan_visits(stay: Stay, priority: str) -> None:
    """Set the visits until the stay ends; those that stand are left as they are."""
    if stay.arrived_on is None:
        return
    standing = Visit.objects.unscoped(reason="the visits of a stay that was just changed").filter(stay=stay.pk)
    known = set(standing.values_list("due_on", flat=True))
    last = max(known, default=None)
    days = visit_days(stay.arrived_on, stay.to_day, priority)
    Visit.objects.bulk_create(
        Visit(case_id=stay.case_id, stay=stay, due_on=day) for day in days if last is None or day > last
    )
