"""What the plans room shows on the case page: each person's plan, and its Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from malath.platform.access.models import Member
from malath.platform.interface.today import Matter, enough
from malath.protection.cases.panels import CasePanel, give_case_panel
from malath.protection.cases.selectors import household_of, may_write
from malath.recovery.plans.models import Plan, Step
from malath.recovery.plans.selectors import plans_open_for, steps_due_for

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


def household_plans(case: Case, viewer: Member) -> dict[str, Any]:
    """Each person of the household with their open plan, or none yet."""
    people = [member.person for member in household_of(viewer, case)]
    plans = {plan.person_id: plan for plan in Plan.objects.visible_to(viewer).filter(case=case, ended_on=None)}
    return {
        "rows": [{"person": person, "plan": plans.get(person.pk)} for person in people],
        "may_write": case.is_open and may_write(viewer, case),
        "reveal": people,
    }


def give_panels() -> None:
    """Register with the case page."""
    give_case_panel(
        CasePanel("aside", 30, "plans", gettext_lazy("Recovery plans"), "plans/case_panel.html", household_plans)
    )


def plans_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Plans due for review within two weeks, and the viewer's own steps due within one."""
    if not viewer.can("work_cases"):
        return
    today = timezone.localdate()
    due = plans_open_for(viewer).filter(worker=viewer, review_on__lte=today + timedelta(days=14))
    due = due.select_related(None).select_related("person").only("review_on", "person__names")
    for plan in due[: enough(urgent=True)]:
        yield _review(plan)
    steps = steps_due_for(viewer, today + timedelta(days=7)).only("due_on", "details", "goal__plan__person__names")
    for step in steps[: enough(urgent=True)]:
        yield _step(step)


def _review(plan: Plan) -> Matter:
    return Matter(
        section="week",
        due=plan.review_on,
        title=lambda: (plan.person.name, _("review of the recovery plan")),
        url=reverse("plan", args=[plan.pk]),
        icon="wheel",
        rows=[plan.person],
    )


def _step(step: Step) -> Matter:
    person = step.goal.plan.person
    return Matter(
        section="week",
        due=step.due_on,
        title=lambda: (person.name, step.details.get("what", "")),
        url=reverse("plan_step", args=[step.pk]),
        icon="check",
        rows=[step, person],
    )
