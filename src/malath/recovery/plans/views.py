"""The pages of the recovery plan."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.selectors import person_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import case_for, may_write, members_who_see
from malath.recovery.plans import actions, forms, selectors
from malath.recovery.plans.printing import printed_plan
from malath.recovery.plans.rules import StepState

PAGE = 50


@require_GET
@requires("work_cases")
def plan_list(request: HttpRequest) -> HttpResponse:
    """Open plans, the next review first."""
    viewer = viewer_of(request)
    after = request.GET.get("after", "")
    plans = selectors.plans_open_after(viewer, after)[: PAGE + 1]
    shown = list(plans)
    reveal([plan.person for plan in shown[:PAGE]], [plan.worker for plan in shown[:PAGE]], by=viewer, why="list.plans")
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    context = {
        "plans": shown[:PAGE],
        "due": selectors.plans_due_count(viewer),
        "older": f"?after={last.review_on:%Y-%m-%d}_{last.pk}" if last else "",
    }
    return render(request, "plans/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def begin(request: HttpRequest, case_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Begin a plan with a person of a case."""
    viewer = viewer_of(request)
    case, person = case_for(viewer, case_id), person_for(viewer, person_id)
    if not selectors.is_in_household(viewer, case, person.pk):
        raise NotFoundError
    if request.method == "POST":
        plan = actions.begin_plan(person, case=case, by=viewer)
        return see_other("plan", plan.pk)
    reveal(person, by=viewer, why="plan.begin")
    return render(request, "plans/begin.html", {"case": case, "person": person})


@require_GET
@requires("work_cases")
def plan(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The plan: wheel, needs and strengths, goals with their steps, reviews."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    context = {
        "view": selectors.plan_view(found, viewer),
        "writes": found.ended_on is None and found.case.is_open and may_write(viewer, found.case),
        "print_form": forms.PrintForm(initial={"language": request.LANGUAGE_CODE}),  # type: ignore[attr-defined]
    }
    return render(request, "plans/plan.html", context)


def _form_page(request: HttpRequest, form: Any, plan: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/form.html", {"form": form, "plan": plan, **context}, status=status)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def new_finding(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Note a need or a strength."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    reveal(found.person, by=viewer, why="plan.form")
    form = forms.FindingForm(request.POST or None, initial={"domain": request.GET.get("domain", "")})
    if request.method == "POST" and form.is_valid():
        actions.note_finding(found, by=viewer, **form.cleaned_data)
        return see_other("plan", found.pk)
    return _form_page(request, form, found, heading=_("A need, or a strength"), act=_("Note it"))


@require_POST
@requires("work_cases")
def finding_settled(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    """A need was met, or no longer holds."""
    viewer = viewer_of(request)
    finding = selectors.finding_for(viewer, finding_id)
    actions.settle_finding(finding, by=viewer)
    return see_other("plan", finding.plan_id)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def new_goal(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Write down a goal."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    reveal(found.person, by=viewer, why="plan.form")
    form = forms.GoalForm(request.POST or None, initial={"domain": request.GET.get("domain", "")})
    if request.method == "POST" and form.is_valid():
        actions.set_goal(found, by=viewer, **form.cleaned_data)
        return see_other("plan", found.pk)
    return _form_page(request, form, found, heading=_("A goal, in their own words"), act=_("Write it down"))


@require_POST
@requires("work_cases")
def goal_state(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """A goal was reached, left, or opened again."""
    viewer = viewer_of(request)
    goal = selectors.goal_for(viewer, goal_id)
    form = forms.GoalStateForm(request.POST)
    if form.is_valid():
        actions.settle_goal(goal, state=form.cleaned_data["state"], by=viewer)
    return see_other("plan", goal.plan_id)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def new_step(request: HttpRequest, goal_id: uuid.UUID) -> HttpResponse:
    """Add a step to a goal."""
    viewer = viewer_of(request)
    goal = selectors.goal_for(viewer, goal_id)
    members = members_who_see(goal.plan.case)
    reveal(goal, goal.plan.person, members, by=viewer, why="plan.form")
    form = forms.StepForm(request.POST or None, members=members, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        actions.add_step(goal, by=viewer, **form.cleaned_data)
        return see_other("plan", goal.plan_id)
    return _form_page(request, form, goal.plan, heading=_("A step towards it"), act=_("Add the step"), goal=goal)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def step(request: HttpRequest, step_id: uuid.UUID) -> HttpResponse:
    """Settle a step, or let it wait again."""
    viewer = viewer_of(request)
    found = selectors.step_for(viewer, step_id)
    reveal(found, found.goal, found.goal.plan.person, by=viewer, why="plan.step")
    form = forms.StepOutcomeForm(request.POST or None, initial={"outcome": found.details.get("outcome", "")})
    if request.method == "POST" and form.is_valid():
        waits = "again" in request.POST
        state = StepState.WAITING if waits else StepState.DROPPED if "drop" in request.POST else StepState.DONE
        actions.settle_step(found, state=state, by=viewer, outcome=form.cleaned_data["outcome"])
        return see_other("plan", found.goal.plan_id)
    status = 422 if form.errors else 200
    return render(request, "plans/step.html", {"form": form, "step": found, "plan": found.goal.plan}, status=status)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def review(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """A review with the person."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    view = selectors.plan_view(found, viewer)
    form = forms.ReviewForm(request.POST or None, last=view.now)
    if request.method == "POST" and form.is_valid():
        actions.review_plan(
            found, ratings=form.ratings(), words=form.words(), by=viewer, next_on=form.cleaned_data["next_on"]
        )
        messages.success(request, _("The review is kept beside the earlier ones."))
        return see_other("plan", found.pk)
    return _form_page(request, form, found, heading=_("Where do they place themself today?"), act=_("Keep the review"))


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def end(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """End the plan."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    reveal(found.person, by=viewer, why="plan.form")
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_plan(found, by=viewer, words=form.cleaned_data["reason"])
        return see_other("plan", found.pk)
    return _form_page(request, form, found, heading=_("The plan ends"), act=_("End the plan"))


@require_GET
@requires("work_cases")
def print_plan(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The plan as PDF, in the person's language, without the organisation's name unless it is wished."""
    viewer = viewer_of(request)
    found = selectors.plan_for(viewer, plan_id)
    form = forms.PrintForm(request.GET)
    language = form.cleaned_data["language"] if form.is_valid() else request.LANGUAGE_CODE  # type: ignore[attr-defined]
    body = printed_plan(found, viewer, language=language, with_organisation="organisation" in request.GET)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return response
