"""Recovery plans for about half of the open cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from malath.demo.people import Household
from malath.demo.stories import GOALS, TASKS
from malath.demo.world import World, entries, keep
from malath.protection.cases.rules import EntryPath
from malath.recovery.plans.models import Finding, Goal, Plan, Review, Step
from malath.recovery.plans.rules import Domain, StepState


def make_plans(world: World, households: list[Household]) -> None:
    """Plans with goals, steps and up to three reviews."""
    rows: list[Any] = []
    for case, household in zip(world.cases, households, strict=True):
        if case.entry_path == EntryPath.IN_HOST_COUNTRY and case.is_open and world.often(0.75):
            rows += _plan(world, case, household)
    for model in (Plan, Finding, Goal, Step, Review):
        keep([row for row in rows if type(row) is model])
    entries([("plan.begun", row.worker, row.person_id, None) for row in rows if type(row) is Plan])


def _plan(world: World, case: Any, household: Household) -> list[Any]:
    worker = world.pick(world.with_role(case.organisation.slug, "case_worker"))
    begun = max(case.opened_on, world.today - timedelta(days=300))
    plan = Plan(pk=world.uuid(), person=case.head, case=case, worker=worker, begun_on=begun,
                review_on=world.today + timedelta(days=world.chance.randint(-6, 85)))  # fmt: skip
    rows: list[Any] = [plan]
    for domain in world.chance.sample(list(Domain), k=world.chance.randint(2, 5)):
        goal = Goal(
            pk=world.uuid(), plan=plan, domain=domain, words=GOALS[domain.value][household.language], set_on=begun
        )
        rows.append(goal)
        for _ in range(world.pick((1, 1, 2))):
            done = world.often(0.4)
            due = world.today + timedelta(days=world.chance.randint(-40, -1) if done else world.chance.randint(0, 50))
            rows.append(Step(pk=world.uuid(), goal=goal, member=worker, details={"what": world.said(TASKS, household.language), "owner": ""},
                             due_on=due, state=StepState.DONE if done else StepState.WAITING, settled_on=due if done else None))  # fmt: skip
    scores = {domain.value: world.pick((1, 1, 2, 2, 3)) for domain in Domain}
    reviews = min(3, 1 + (world.today - begun).days // 90)
    for number in range(1, reviews + 1):
        on = begun + timedelta(days=(world.today - begun).days * (number - 1) // max(1, reviews))
        rows.append(Review(pk=world.uuid(), plan=plan, number=number, on=on, by=worker, ratings=dict(scores), words={}))
        scores = {
            d: min(5, max(1, value + world.pick((0, 0, 1, 1, -1 if value > 2 else 0)))) for d, value in scores.items()
        }
    return rows
