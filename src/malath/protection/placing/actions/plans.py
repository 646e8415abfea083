"""Having plans made, and changing one by hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.engines.placement.checking import value
from malath.engines.placement.reading import digest, read_instance
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal, seal_rows
from malath.protection.placing.alone import planning_alone
from malath.protection.placing.errors import (
    BreaksRuleError,
    NobodyLooksError,
    NoHomeOpenError,
    NoSolverAnswerError,
    PlanOldError,
)
from malath.protection.placing.gathering import Gathered, for_variant, gather
from malath.protection.placing.keeping import as_asked, kept_by_household, seasons_to_expect
from malath.protection.placing.models import Line, Plan
from malath.protection.placing.rules import NOW, PLAN_DAYS, Variant
from malath.protection.placing.solving import solved, solved_keeping, whats_wrong
from malath.protection.placing.words import broken_text

if TYPE_CHECKING:
    from malath.engines.placement.running import Plan as EnginePlan


def make_plans(*, organisation: uuid.UUID, by: Member) -> list[Plan]:
    """Have one plan of each sort made for everybody who looks for a home, of the cases that the member sees; the one that
    keeps places only where enough households came before.

    The engine works before the transaction begins, for one at a time of an organisation. Raises NotAllowedError,
    NobodyLooksError, NoHomeOpenError, PlansInTheMakingError, NoSolverAnswerError.
    """
    if not by.can("open_cases", organisation):
        raise NotAllowedError
    today = timezone.localdate()
    found = gather(by, today)
    if not found.needs:
        raise NobodyLooksError
    if not found.homes:
        raise NoHomeOpenError
    inputs = {variant.value: for_variant(found, variant, today) for variant in NOW}
    seasons = seasons_to_expect(by, found, today)
    with planning_alone(organisation):
        answers = solved(inputs)
        now = Variant.URGENCY.value
        keeping = _keeping(found, inputs[now], seasons, answers[now].bound) if seasons else None
    if keeping is None:
        return keep_plans(found, inputs, answers, organisation, by)
    answers[Variant.KEEPING.value], told = keeping
    inputs[Variant.KEEPING.value] = inputs[now]
    return keep_plans(found, inputs, answers, organisation, by, kept=kept_by_household(found, told))


def _keeping(
    found: Gathered, data: dict[str, Any], seasons: list[list[dict[str, Any]]], bound: float
) -> tuple[EnginePlan, list[dict[str, Any]]] | None:
    """The fourth plan, or none: the three that are solved stand without it."""
    try:
        return solved_keeping(data, as_asked(found, data, seasons), seasons, bound)
    except NoSolverAnswerError:
        return None


@transaction.atomic
def keep_plans(
    found: Gathered,
    inputs: dict[str, dict[str, Any]],
    answers: dict[str, EnginePlan],
    organisation: uuid.UUID,
    by: Member,
    *,
    kept: Mapping[str, dict[str, Any]] = MappingProxyType({}),
) -> list[Plan]:
    """Write the engine's answers down as one turn of plans; those older than a month go.

    `kept`: by household, what the plan that keeps places keeps from it.
    """
    turn, now = uuid.uuid4(), timezone.now()
    old = Plan.objects.unscoped(reason="plans are thrown away after a month")
    old.filter(organisation=organisation, made_at__lt=now - timedelta(days=PLAN_DAYS)).delete()
    plans = []
    for variant, answer in answers.items():
        plan = Plan(
            organisation_id=organisation, turn=turn, variant=variant, made_by=by, made_at=now, value=answer.value,
            bound=answer.bound, proven=answer.proof.get("solver") != "none", input_hash=digest(inputs[variant]),
        )  # fmt: skip
        plan.save(force_insert=True)
        plans.append(plan)
        keeps = kept if variant == Variant.KEEPING else {}
        _write_lines(plan, found, inputs[variant], dict(answer.placements), keeps)
    record("homes.planned", by=by, row=turn, organisation=organisation, households=len(found.needs))
    return plans


def _write_lines(
    plan: Plan, found: Gathered, data: dict[str, Any], lives: dict[str, str], kept: Mapping[str, dict[str, Any]]
) -> None:
    instance = read_instance(data)
    rows = []
    for need in found.needs:
        home = lives.get(str(need.case_id))
        worth = float(value(instance, [(str(need.case_id), home)])) if home else 0.0
        keeps = kept.get(str(need.case_id))
        details = {"worth": worth, **({"kept": keeps} if keeps else {})}
        rows.append(Line(plan=plan, case_id=need.case_id, home_id=home, details=details))
    seal_rows(rows)
    Line.objects.bulk_create(rows)


@transaction.atomic
def change_line(line: Line, *, home: uuid.UUID | None, by: Member) -> Plan:
    """Put a household elsewhere in a plan, by hand; the others stay where they are. The line comes with its plan.

    Raises BreaksRuleError, which says which rule; PlanOldError.
    """
    plan, today = line.plan, timezone.localdate()
    found = gather(by, today)
    data = for_variant(found, plan.variant, today)
    if not data or digest(data) != plan.input_hash:
        raise PlanOldError
    lines = list(Line.objects.unscoped(reason="the other lines of one plan").filter(plan=plan).select_for_update())
    lives = {str(row.case_id): str(row.home_id) for row in lines if row.home_id and row.pk != line.pk}
    if home:
        lives[str(line.case_id)] = str(home)
    problems = whats_wrong(data, sorted(lives.items()), str(line.case_id), str(home or ""))
    if problems:
        raise BreaksRuleError(why=broken_text(problems, found.barred.get((str(line.case_id), str(home)), "")))
    instance = read_instance(data)
    line.home_id, line.by_hand = home, True
    reveal(line, by=by, why="placing.change")
    line.details = {"worth": float(value(instance, [(str(line.case_id), str(home))])) if home else 0.0}
    line.save()
    plan.value, plan.by_hand = float(value(instance, sorted(lives.items()))), True
    plan.save(update_fields=["value", "by_hand"])
    record("homes.plan_changed", by=by, subject=line.case_id, row=plan.pk, organisation=plan.organisation_id)
    return plan
