"""Journeys: plan a part, change it, confirm the arrival."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import case_for, members_who_see
from malath.protection.stays.actions import journeys as actions
from malath.protection.stays.forms.travelling import ArrivedForm, LeftOutForm, LegForm
from malath.protection.stays.selectors import leg_for, living_stay
from malath.protection.stays.views.acting import act_page


def _colleagues(viewer: Member, case: Any, *others: Any) -> list[Member]:
    members = members_who_see(case)
    if viewer.pk not in {member.pk for member in members}:
        members = [viewer, *members]
    reveal(members, case.head, *others, by=viewer, why="journey")
    return members


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def plan(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A new part of a journey; it leads to the home that waits for them, if one does."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = LegForm(request.POST or None, members=_colleagues(viewer, case), viewer=viewer)
    stay = living_stay(viewer, case)
    return act_page(
        request, form, lambda _given: actions.plan_leg(case, stay=stay, by=viewer, **form.given()), case=case,
        heading=_("Who travels, when, and who waits for the news?"), button=_("Plan this part"),
        lede=_("One part at a time: each has its own arrival to confirm."),
        said=_("The journey is planned."), back=("case_tab", case.pk, "stays"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def leg(request: HttpRequest, leg_id: uuid.UUID) -> HttpResponse:
    """A part of a journey: confirm the arrival, or change what is planned."""
    viewer = viewer_of(request)
    found = leg_for(viewer, leg_id)
    members = _colleagues(viewer, found.case, found)
    plain = {name: getattr(found, name) for name in ("way", "leaves_on", "arrival_at")}
    initial = {**found.details, **plain, "member": found.member_id}
    form = LegForm(request.POST or None, members=members, viewer=viewer, initial=initial)
    return act_page(
        request, form, lambda _given: actions.change_leg(found, by=viewer, **form.given()), case=found.case,
        heading=_("From %(start)s to %(end)s") % {"start": found.details.get("start", ""), "end": found.details.get("end", "")},
        button=_("Save the change"), said=_("The journey is changed."), back=("stay_leg", found.pk),
        template="stays/leg.html", leg=found,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def arrived(request: HttpRequest, leg_id: uuid.UUID) -> HttpResponse:
    """They arrived safely: the alarm is over."""
    viewer = viewer_of(request)
    found = leg_for(viewer, leg_id)
    reveal(found.case.head, by=viewer, why="journey")
    return act_page(
        request, ArrivedForm(request.POST or None), lambda given: actions.confirm_leg(found, by=viewer, **given),
        case=found.case, heading=_("Have they arrived safely?"), button=_("They arrived safely"),
        lede=_("Confirm it only when they said so themselves, in the way that was agreed, or somebody saw them."),
        said=_("The safe arrival is confirmed."), back=("case_tab", found.case_id, "stays"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def cancel(request: HttpRequest, leg_id: uuid.UUID) -> HttpResponse:
    """They do not travel."""
    viewer = viewer_of(request)
    found = leg_for(viewer, leg_id)
    reveal(found.case.head, by=viewer, why="journey")
    return act_page(
        request, LeftOutForm(request.POST or None), lambda given: actions.cancel_leg(found, by=viewer, **given),
        case=found.case, heading=_("They do not travel?"), button=_("Cancel this part"), harm=True,
        said=_("This part of the journey is cancelled."), back=("case_tab", found.case_id, "stays"),
    )  # fmt: skip
