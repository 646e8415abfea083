"""Writes of the plans room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import check_may_write, write_entry
from malath.recovery.plans.errors import (
    AlreadySettledError,
    NothingRatedError,
    PlanEndedError,
    PlanExistsError,
    TooManyStepsError,
)
from malath.recovery.plans.models import Finding, Goal, Plan, Review, Step
from malath.recovery.plans.rules import MANY_STEPS, Domain, GoalState, StepState, is_rating, next_review_on

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.protection.cases.models import Case


def _check(plan: Plan, by: Member) -> None:
    check_may_write(plan.case, by)
    if plan.ended_on:
        raise PlanEndedError


def _record(verb: str, plan: Plan, by: Member, row: object = None, **facts: object) -> None:
    record(
        verb,
        by=by,
        subject=plan.person_id,
        row=getattr(row, "pk", plan.pk),
        organisation=plan.case.organisation_id,
        **facts,
    )


@transaction.atomic
def begin_plan(person: Person, *, case: Case, by: Member, worker: Member | None = None) -> Plan:
    """Begin a person's plan within a case. Raises PlanExistsError while one is open."""
    check_may_write(case, by)
    today = timezone.localdate()
    plan = Plan(person=person, case=case, worker=worker or by, begun_on=today, review_on=next_review_on(today))
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as exists:
        raise PlanExistsError from exists
    write_entry(case, kind=EntryKind.PLAN, by=by, details={"what": "begun"}, about=plan.pk)
    return plan


@transaction.atomic
def note_finding(plan: Plan, *, domain: str, kind: str, text: str, by: Member) -> Finding:
    """Note a need or a strength."""
    _check(plan, by)
    finding = Finding(plan=plan, domain=domain, kind=kind, text=text, noted_by=by, noted_on=timezone.localdate())
    finding.save(force_insert=True)
    _record("plan.finding-noted", plan, by, finding, domain=domain, kind=kind)
    return finding


@transaction.atomic
def settle_finding(finding: Finding, *, by: Member) -> None:
    """A need was met, or no longer holds: it leaves the plan's page and stays in its history."""
    _check(finding.plan, by)
    finding.settled_on = timezone.localdate()
    finding.save(update_fields=["settled_on"])
    _record("plan.finding-settled", finding.plan, by, finding)


@transaction.atomic
def set_goal(plan: Plan, *, domain: str, words: str, by: Member) -> Goal:
    """Write down a goal in the person's own words."""
    _check(plan, by)
    goal = Goal(plan=plan, domain=domain, words=words, set_on=timezone.localdate())
    goal.save(force_insert=True)
    _record("plan.goal-set", plan, by, goal, domain=domain)
    return goal


@transaction.atomic
def settle_goal(goal: Goal, *, state: str, by: Member) -> Goal:
    """A goal was reached, left, or opened again."""
    _check(goal.plan, by)
    goal.state = state
    goal.settled_on = None if state == GoalState.OPEN else timezone.localdate()
    goal.save(update_fields=["state", "settled_on"])
    _record("plan.goal-settled", goal.plan, by, goal, state=str(state))
    return goal


@transaction.atomic
def add_step(goal: Goal, *, what: str, due_on: date, member: Member | None, owner: str, by: Member) -> Step:
    """Add a step with its owner (a member, or a name such as the person's own) and its date."""
    _check(goal.plan, by)
    if Step.objects.visible_to(by).filter(goal=goal).count() >= MANY_STEPS:
        raise TooManyStepsError
    step = Step(goal=goal, member=member, details={"what": what, "owner": owner}, due_on=due_on)
    step.save(force_insert=True)
    _record("plan.step-added", goal.plan, by, step)
    return step


@transaction.atomic
def settle_step(step: Step, *, state: str, by: Member, outcome: str = "") -> Step:
    """A step was done or dropped; or waits again (undo). The step comes revealed."""
    _check(step.goal.plan, by)
    if state != StepState.WAITING and step.state != StepState.WAITING:
        raise AlreadySettledError
    step.state = state
    step.settled_on = None if state == StepState.WAITING else timezone.localdate()
    step.details = {**step.details, "outcome": outcome}
    step.save()
    _record("plan.step-settled", step.goal.plan, by, step, state=str(state))
    return step


@transaction.atomic
def review_plan(
    plan: Plan, *, ratings: Mapping[str, int], words: Mapping[str, str], by: Member, next_on: date | None = None
) -> Review:
    """Keep a review: where the person places themself, in 1 to 5, domain by domain, and what they say.

    The last review stays as it is. Raises NothingRatedError when no domain is rated.
    """
    _check(plan, by)
    rated = {domain: ratings[domain] for domain in Domain.values if is_rating(ratings.get(domain))}
    if not rated:
        raise NothingRatedError
    today = timezone.localdate()
    Plan.objects.unscoped(reason="one review at a time, after the check").select_for_update().get(pk=plan.pk)
    number = Review.objects.visible_to(by).filter(plan=plan).count() + 1
    review = Review(
        plan=plan,
        number=number,
        on=today,
        by=by,
        ratings=rated,
        words={key: said for key, said in words.items() if said},
    )
    review.save(force_insert=True)
    plan.review_on = next_on or next_review_on(today)
    plan.save(update_fields=["review_on"])
    write_entry(plan.case, kind=EntryKind.PLAN, by=by, details={"what": "reviewed", "number": number}, about=plan.pk)
    return review


@transaction.atomic
def end_plan(plan: Plan, *, by: Member, words: str = "") -> Plan:
    """End a plan: the person stands without us, or wishes to stop."""
    _check(plan, by)
    plan.ended_on = timezone.localdate()
    plan.save(update_fields=["ended_on"])
    write_entry(plan.case, kind=EntryKind.PLAN, by=by, text=words, details={"what": "ended"}, about=plan.pk)
    return plan
