"""Reads of the plans room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import household_of
from malath.recovery.plans.models import Finding, Goal, Plan, Review, Step
from malath.recovery.plans.rules import Change, Domain, GoalState, StepState, changes_between

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


@dataclass
class DomainView:
    """One domain of a plan as a page shows it."""

    domain: str
    label: str
    needs: list[Finding] = field(default_factory=list)
    strengths: list[Finding] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    change: Change | None = None


@dataclass
class PlanView:
    """A plan, revealed: its domains, its reviews newest first, and the ratings that the wheel shows."""

    plan: Plan
    domains: list[DomainView]
    reviews: list[Review]

    @property
    def now(self) -> dict[str, int]:
        return self.reviews[0].ratings if self.reviews else {}

    @property
    def before(self) -> dict[str, int]:
        return self.reviews[1].ratings if len(self.reviews) > 1 else {}

    @property
    def first(self) -> dict[str, int]:
        return self.reviews[-1].ratings if len(self.reviews) > 2 else {}

    @property
    def is_due(self) -> bool:
        return self.plan.ended_on is None and self.plan.review_on <= timezone.localdate()


def plan_for(viewer: Member, plan: uuid.UUID) -> Plan:
    """The plan with its person and case; NotFoundError where the viewer may not see it."""
    found: Plan | None = (
        Plan.objects.visible_to(viewer).select_related("person", "case", "worker").filter(pk=plan).first()
    )
    if found is None:
        raise NotFoundError
    return found


def plans_open_for(viewer: Member) -> QuerySet[Plan]:
    """Open plans, the next review first."""
    result: QuerySet[Plan] = (
        Plan.objects.visible_to(viewer)
        .select_related("person", "case", "worker")
        .filter(ended_on=None)
        .order_by("review_on", "pk")
    )
    return result


def plans_open_after(viewer: Member, after: str) -> QuerySet[Plan]:
    """The same from a keyset mark on (`day_id` of the last plan shown)."""
    plans = plans_open_for(viewer)
    day, _sep, last = after.partition("_")
    try:
        mark, identifier = date.fromisoformat(day), uuid.UUID(last)
    except ValueError:
        return plans
    return plans.filter(Q(review_on__gt=mark) | Q(review_on=mark, pk__gt=identifier))


def plans_due_count(viewer: Member) -> int:
    """How many of the viewer's own plans are due for review."""
    mine = Plan.objects.visible_to(viewer).filter(worker=viewer, ended_on=None, review_on__lte=timezone.localdate())
    return int(mine.count())


def is_in_household(viewer: Member, case: Case, person: uuid.UUID) -> bool:
    """Whether a person belongs to the case's household today."""
    return any(member.person_id == person for member in household_of(viewer, case))


def plans_of_person(viewer: Member, person: uuid.UUID) -> QuerySet[Plan]:
    """A person's plans, the newest first."""
    result: QuerySet[Plan] = Plan.objects.visible_to(viewer).filter(person=person).order_by("-begun_on")
    return result


def plan_view(plan: Plan, viewer: Member) -> PlanView:
    """Everything in a plan, opened by one request to the keeper; five queries whatever its size."""
    findings = list(
        Finding.objects.visible_to(viewer)
        .select_related("plan")
        .filter(plan=plan, settled_on=None)
        .order_by("noted_on")
    )
    goals = list(Goal.objects.visible_to(viewer).select_related("plan").filter(plan=plan).order_by("state", "set_on"))
    steps = list(
        Step.objects.visible_to(viewer)
        .select_related("goal__plan", "member")
        .filter(goal__plan=plan)
        .order_by("state", "due_on")
    )
    reviews = list(Review.objects.visible_to(viewer).select_related("plan", "by").filter(plan=plan).order_by("-number"))
    members = [step.member for step in steps if step.member] + [review.by for review in reviews] + [plan.worker]
    reveal(plan, plan.person, findings, goals, steps, reviews, members, by=viewer, why="plan")
    for goal in goals:
        goal.listed_steps = [step for step in steps if step.goal_id == goal.pk]
    change = {c.domain: c for c in changes_between(reviews[1].ratings if len(reviews) > 1 else None,
                                                   reviews[0].ratings)} if reviews else {}  # fmt: skip
    domains = [
        DomainView(
            domain=domain.value,
            label=str(domain.label),
            needs=[f for f in findings if f.domain == domain and f.kind == Finding.Kind.NEED],
            strengths=[f for f in findings if f.domain == domain and f.kind == Finding.Kind.STRENGTH],
            goals=[goal for goal in goals if goal.domain == domain],
            change=change.get(domain.value),
        )
        for domain in Domain
    ]
    return PlanView(plan, domains, reviews)


def goal_for(viewer: Member, goal: uuid.UUID) -> Goal:
    """A goal with its plan, person and case."""
    found: Goal | None = (
        Goal.objects.visible_to(viewer).select_related("plan__person", "plan__case").filter(pk=goal).first()
    )
    if found is None:
        raise NotFoundError
    return found


def step_for(viewer: Member, step: uuid.UUID) -> Step:
    """A step with its goal, plan and case."""
    found: Step | None = (
        Step.objects.visible_to(viewer).select_related("goal__plan__case", "goal__plan__person").filter(pk=step).first()
    )
    if found is None:
        raise NotFoundError
    return found


def finding_for(viewer: Member, finding: uuid.UUID) -> Finding:
    """A need or strength with its plan and case."""
    found: Finding | None = (
        Finding.objects.visible_to(viewer).select_related("plan__case", "plan__person").filter(pk=finding).first()
    )
    if found is None:
        raise NotFoundError
    return found


def steps_due_for(viewer: Member, until: object) -> QuerySet[Step]:
    """The viewer's own waiting steps that are due by a day."""
    result: QuerySet[Step] = (
        Step.objects.visible_to(viewer)
        .select_related("goal__plan__person")
        .filter(member=viewer, state=StepState.WAITING, due_on__lte=until, goal__state=GoalState.OPEN)
        .order_by("due_on", "pk")
    )
    return result
