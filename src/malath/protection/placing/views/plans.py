"""Plans: who looks for a home, two or three ways to house them, and one line with its reasons."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.selectors import home_of, homes_touching
from malath.protection.placing import actions
from malath.protection.placing.alone import planning_alone
from malath.protection.placing.asking import gains_of, is_old, served_by, what_changed
from malath.protection.placing.comparing import compared
from malath.protection.placing.errors import PlanOldError
from malath.protection.placing.forms import HomeForm, PlansForm
from malath.protection.placing.gathering import Gathered, gather
from malath.protection.placing.keeping import kept_from
from malath.protection.placing.models import Line, Plan
from malath.protection.placing.reasons import Reasons, reasons_for
from malath.protection.placing.rules import ENOUGH_CAME, Variant, wanted_of
from malath.protection.placing.selectors import (
    line_for,
    lines_of,
    plan_for,
    plans_of_last_turn,
    proposals_waiting,
)

if TYPE_CHECKING:
    from malath.protection.hosting.models import Home

_SHOWN, _WHOLE = 50, "all that the plan decided, counted"


def _overview(viewer: Member, form: PlansForm) -> dict[str, Any]:
    plans, waiting, today = plans_of_last_turn(viewer), list(proposals_waiting(viewer)[:_SHOWN]), timezone.localdate()
    lines, gathered = lines_of(viewer, plans), gather(viewer, today)
    needs = sorted([*gathered.needs, *gathered.past], key=lambda need: (need.since, need.pk))
    heads = [row.case.head for row in waiting]
    reveal(heads, [plan.made_by for plan in plans], by=viewer, why="placing.overview")
    by_case = {need.case_id: need for need in needs}
    return {
        "needs": [(need, wanted_of(need.details)) for need in needs],
        "rows": compared(plans, lines, by_case, today),  # type: ignore[arg-type]
        "changed": _changed_since(plans, gathered),
        "waiting": waiting,
        "made": plans[0] if plans else None,
        "keeps": any(plan.variant == Variant.KEEPING for plan in plans),
        "enough": ENOUGH_CAME,
        "form": form,
    }


def _changed_since(plans: list[Plan], gathered: Gathered) -> dict[str, int] | None:
    """What changed since the plans were made; nothing where they hold still."""
    old = next((plan for plan in plans if is_old(plan, gathered, timezone.localdate())), None)
    if old is None:
        return None
    return _changed(old, list(Line.objects.unscoped(reason=_WHOLE).filter(plan=old)), gathered)


@require_GET
@requires("open_cases")
def overview(request: HttpRequest) -> HttpResponse:
    """Who looks for a home, the plans to compare, and what waits for an answer."""
    viewer = viewer_of(request)
    return render(request, "placing/overview.html", _overview(viewer, PlansForm(viewer=viewer)))


@require_POST
@requires("open_cases")
def make(request: HttpRequest) -> HttpResponse:
    """Have plans made from how things stand now."""
    viewer = viewer_of(request)
    form, status, refused = PlansForm(request.POST, viewer=viewer), 422, ""
    if form.is_valid():
        try:
            actions.make_plans(organisation=form.chosen(), by=viewer)
        except DomainError as refusal:
            status, refused = refusal.status, str(refusal)
        else:
            messages.success(request, _("Plans are made. They are proposals: nothing is decided, and nobody was told."))
            return see_other("placing")
    return render(request, "placing/overview.html", {**_overview(viewer, form), "refused": refused}, status=status)


@require_GET
@requires("open_cases")
def plan(request: HttpRequest, home_plan_id: uuid.UUID) -> HttpResponse:
    """One plan: where it puts each household, and who stays without a home."""
    viewer = viewer_of(request)
    found = plan_for(viewer, home_plan_id)
    lines = lines_of(viewer, [found])
    reveal(lines, [line.case.head for line in lines], found.made_by, by=viewer, why="placing.plan")
    return render(request, "placing/plan.html", _of_plan(viewer, found, lines))


def _of_plan(viewer: Member, found: Plan, lines: list[Line]) -> dict[str, Any]:
    keeps = any("kept" in line.details for line in lines)
    return {"plan": found, "lines": lines, "is_last": _is_last(viewer, found), "keeps": keeps}


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def ask(request: HttpRequest, home_plan_id: uuid.UUID) -> HttpResponse:
    """What one more bed or place would give the plan, or whom it serves: worked out now, and kept nowhere. Whoever comes
    back to it finds the plan."""
    viewer, today = viewer_of(request), timezone.localdate()
    found = plan_for(viewer, home_plan_id)
    if not viewer.can("open_cases", found.organisation_id):
        raise NotFoundError
    if request.method == "GET":
        return see_other("placing_plan", found.pk)
    lines, gathered = lines_of(viewer, [found]), gather(viewer, today)
    reveal(lines, [line.case.head for line in lines], found.made_by, by=viewer, why="placing.plan")
    whole = list(Line.objects.unscoped(reason=_WHOLE).filter(plan=found))
    context, status = _of_plan(viewer, found, lines), 200
    try:
        if request.POST.get("what") == "served":
            context["served"] = served_by(found, whole, gathered, today)
        else:
            with planning_alone(found.organisation_id):
                context["gains"] = gains_of(found, whole, gathered, today)
    except PlanOldError:
        status, context["changed"] = 409, _changed(found, whole, gathered)
    except DomainError as refusal:
        status, context["refused"] = refusal.status, str(refusal)
    return render(request, "placing/plan.html", context, status=status)


def _changed(found: Plan, lines: list[Line], gathered: Gathered) -> dict[str, int]:
    today = timezone.localdate()
    return what_changed(found, lines, gathered, timezone.localdate(found.made_at), today)


def _is_last(viewer: Member, plan: Plan) -> bool:
    return plan.pk in {row.pk for row in plans_of_last_turn(viewer)}


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def line(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """One line: why there, what else there is, what that would cost; and another home, chosen by hand."""
    viewer = viewer_of(request)
    found = line_for(viewer, line_id)
    homes = homes_touching(viewer, *_days(viewer, found))
    form = HomeForm(request.POST or None, homes=_choices(homes, None))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["home"]
        if done(
            form,
            lambda: actions.change_line(
                found, home=None if chosen == HomeForm.NOWHERE else uuid.UUID(chosen), by=viewer
            ),
        ):
            messages.success(request, _("Changed by hand. The others stay where they are in this plan."))
            return see_other("placing_plan", found.plan_id)
    reasons = _reasons(viewer, found)
    form.offer(_choices(homes, reasons["reasons"]))
    context = {"line": found, "form": form, "is_last": _is_last(viewer, found.plan), **reasons}
    return render(request, "placing/line.html", context, status=422 if form.errors else 200)


def _choices(homes: Sequence[Home], reasons: Reasons | None) -> list[tuple[str, str]]:
    """Homes to choose by hand: those that keep every rule first, the others with the rule that they break."""
    against = {home.pk: rule.text for rule in (reasons.blocked if reasons else ()) for home in rule.homes}
    labels = [
        (home.pk, " · ".join((home.code, str(home.network.local), *against.get(home.pk, "").splitlines())))
        for home in homes
    ]
    return [(str(pk), label) for pk, label in sorted(labels, key=lambda one: one[0] in against)]


def _days(viewer: Member, found: Line) -> tuple[Any, Any]:
    from malath.protection.placing.selectors import need_of

    need = need_of(viewer, found.case)
    if need is None:
        raise PlanOldError
    reveal(need, found.case.head, found, by=viewer, why="placing.line")
    wanted = wanted_of(need.details)
    return max(wanted.from_day, timezone.localdate()), wanted.to_day


def _reasons(viewer: Member, found: Line) -> dict[str, Any]:
    today = timezone.localdate()
    gathered = gather(viewer, today)
    others = Line.objects.unscoped(reason="what other households of the plan take").filter(plan=found.plan)
    try:
        reasons = reasons_for(found, list(others), gathered, today)
        return {"reasons": reasons, "kept": kept_from(found, list(others), gathered), "old": False}
    except PlanOldError as old:
        return {"reasons": None, "old": str(old), "changed": _changed(found.plan, list(others), gathered)}


@require_POST
@requires("open_cases")
def propose(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """Put the home of a line forward: its beds are held, and both are asked."""
    viewer = viewer_of(request)
    found = line_for(viewer, line_id)
    reveal(found.case.head, by=viewer, why="placing.propose")
    if found.home is None:
        return see_other("placing_line", found.pk)
    try:
        made = actions.put_forward(found.case, home_of(viewer, found.home.pk), by=viewer)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal))
        return see_other("placing_line", found.pk)
    messages.success(request, _("The beds are held. Now both are asked; both are free to say no."))
    return see_other("proposal", made.pk)
