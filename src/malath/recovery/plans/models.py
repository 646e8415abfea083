"""The individual recovery plan: one person's, over five domains (TA1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.recovery.plans.rules import Domain, GoalState, StepState


def _seen_through_its_case(column: str, viewer: Member) -> models.Q:
    """Whoever sees the case sees its plans, and all that is in them: asked of the case itself, not by way of the plan."""
    from malath.protection.cases.selectors import visible_cases

    return seen_through(column, visible_cases(viewer))


class Plan(SealedModel, ScopedModel):
    """A person's plan. Stands under the person's own key, so that it is theirs and goes with them.

    `wishes`: {"print_language": code, "print_name": bool (the organisation's name on the printed plan)}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="plans")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="plans")
    worker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="plans")
    wishes = SealedJSONField()
    begun_on = models.DateField()
    review_on = models.DateField(db_index=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_on=None), name="one_open_plan")
        ]
        indexes = [models.Index(fields=["worker", "ended_on", "review_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.begun_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return _seen_through_its_case("case_id", viewer)


class OfPlan(SealedModel, ScopedModel):
    """A part of a plan: seen by whoever sees the plan, sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.plan.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return _seen_through_its_case("plan__case_id", viewer)


class Finding(OfPlan):
    """What the person needs, and what they can build on, in one domain: needs and strengths."""

    class Kind(models.TextChoices):
        NEED = "need"
        STRENGTH = "strength"

    domain = models.CharField(max_length=10, choices=Domain)
    kind = models.CharField(max_length=10, choices=Kind)
    text = SealedTextField()
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    noted_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind


class Goal(OfPlan):
    """A goal in the person's own words."""

    domain = models.CharField(max_length=10, choices=Domain)
    words = SealedTextField()
    state = models.CharField(max_length=10, choices=GoalState, default=GoalState.OPEN)
    set_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.domain


class Step(SealedModel, ScopedModel):
    """A step towards a goal, with an owner and a date. `details`: {"what": str, "owner": str, "outcome": str}:
    `owner` names who does it when it is the person or somebody without a sign-in; `member` when it is a member."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_steps")
    details = SealedJSONField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=StepState, default=StepState.WAITING)
    settled_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["member", "state", "due_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.due_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.goal.plan.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return _seen_through_its_case("goal__plan__case_id", viewer)


class Review(OfPlan):
    """A look at the whole with the person: where they place themself in each domain, and what they say of it.

    Kept, never overwritten. `ratings`: {domain: 1..5}; `words`: {domain or "all": str}.
    """

    number = models.PositiveIntegerField()
    on = models.DateField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    ratings = SealedJSONField()
    words = SealedJSONField()

    class Meta(OfPlan.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="reviews_count_up")]

    def __str__(self) -> str:
        return str(self.number)
