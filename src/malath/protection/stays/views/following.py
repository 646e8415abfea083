"""After the arrival: visits, incidents, what comes after the stay."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.sealed.fields import reveal
from malath.protection.stays.actions import following as actions
from malath.protection.stays.forms.staying import ExitForm, IncidentForm, SettleForm, VisitForm
from malath.protection.stays.selectors import exit_steps_of, incident_for, stay_for, visit_for
from malath.protection.stays.views.acting import act_page


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Write down a visit: both sides are asked."""
    viewer = viewer_of(request)
    found = visit_for(viewer, visit_id)
    reveal(found.case.head, by=viewer, why="stay.visit")
    return act_page(
        request, VisitForm(request.POST or None), lambda given: actions.write_visit(found, by=viewer, **given),
        case=found.case, heading=_("How does it go, for both of them?"), button=_("Write the visit down"),
        lede=_("Ask each by themselves. Neither reads what the other said."),
        said=_("The visit is written down."), back=("stay", found.stay_id),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def incident(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """Something went wrong."""
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    reveal(stay.case.head, by=viewer, why="stay.incident")
    return act_page(
        request, IncidentForm(request.POST or None), lambda given: actions.note_incident(stay, by=viewer, **given),
        case=stay.case, heading=_("What went wrong?"), button=_("Write it down and tell the others"),
        lede=_("The team hears of it at once. Of violence, a threat or somebody missing, the coordinators and directors hear too."),
        said=_("It is written down, and the others are told."), back=("stay", stay.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def settle(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """What was done about an incident."""
    viewer = viewer_of(request)
    found = incident_for(viewer, incident_id)
    reveal(found, found.case.head, by=viewer, why="stay.incident")
    return act_page(
        request, SettleForm(request.POST or None, initial={"done": found.details.get("done", "")}),
        lambda given: actions.settle_incident(found, by=viewer, **given), case=found.case,
        heading=_("What was done about it?"), button=_("It is settled"), lede=found.details.get("what", ""),
        said=_("The incident is settled."), back=("stay", found.stay_id),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def exit_plan(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """What shall be reached after 30, 60 and 90 days."""
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    steps = exit_steps_of(viewer, stay)
    reveal(steps, stay.case.head, by=viewer, why="stay")
    form = ExitForm(request.POST or None, steps=steps)
    return act_page(
        request, form, lambda _given: actions.set_exit_plan(stay, form.plan(), by=viewer), case=stay.case,
        heading=_("What comes after this home?"), button=_("Save the plan"),
        lede=_("From the first day: what must be reached so that nobody leaves into the street."),
        said=_("The plan for afterwards is saved."), back=("stay", stay.pk),
    )  # fmt: skip
