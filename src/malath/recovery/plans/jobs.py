"""Reminders about plans: they go out while the server is sealed too, because they carry no content."""

from __future__ import annotations

from django.utils import timezone

from malath.platform.notices.actions import remind
from malath.recovery.plans.models import Plan

AGAIN_DAYS = 30


def remind_of_reviews() -> int:
    """Tell a plan's worker that its review is due; once a month. How many plans."""
    due = Plan.objects.unscoped(reason="reminders go to the plan's own worker").filter(
        ended_on=None, review_on__lte=timezone.localdate()
    )
    for plan in due.select_related("worker"):
        remind([plan.worker], "plans.review_due", f"/plans/{plan.pk}/", again_after=AGAIN_DAYS)
    return len(due)
