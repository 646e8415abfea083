"""The pages of accompaniment: log a contact, set and settle tasks, plan and settle appointments."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.selectors import safe_contact_for
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment import actions
from malath.protection.accompaniment.errors import ContactRulesError
from malath.protection.accompaniment.forms import AppointmentForm, ContactForm, ReportForm, SettleForm, TaskForm
from malath.protection.accompaniment.panels import appointment_links
from malath.protection.accompaniment.selectors import (
    appointment_for,
    appointments_coming_for,
    task_for,
    tasks_waiting_for,
)
from malath.protection.cases.selectors import case_for, members_who_see

if TYPE_CHECKING:
    from malath.protection.cases.models import Case

_SHOWN = 100


def _page(request: HttpRequest, template: str, form: Any, *, case: Case, **context: Any) -> HttpResponse:
    """A form about a case whose head is revealed: the agreed rules of contact stand in every one of them."""
    status = 422 if form.is_bound and form.errors else 200
    given = {"form": form, "case": case, "safe": safe_contact_for(case.head), **context}
    return render(request, template, given, status=status)


def _colleagues(viewer: Member, case: Any, *others: Any) -> list[Member]:
    members = members_who_see(case)
    if viewer.pk not in {member.pk for member in members}:
        members = [viewer, *members]
    reveal(members, case, case.head, *others, by=viewer, why="case.form")
    return members


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def contact(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down a contact; the agreed rules stand above the form."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    reveal(case, case.head, by=viewer, why="case.contact")
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.log_contact(case, by=viewer, **form.cleaned_data)
        except ContactRulesError as refusal:
            form.add_error("why_not", str(refusal))
        else:
            messages.success(request, _("The contact is written down."))
            return see_other("case", case.pk)
    return _page(request, "accompaniment/contact.html", form, case=case)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def set_task(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Give somebody on the case something to do."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = TaskForm(request.POST or None, members=_colleagues(viewer, case), viewer=viewer)
    if request.method == "POST" and form.is_valid():
        actions.set_task(case, by=viewer, **form.cleaned_data)
        messages.success(request, _("The task is set."))
        return see_other("case", case.pk)
    return _page(request, "accompaniment/task.html", form, case=case)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def settle_task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """Mark a task done, or dropped, with what came of it."""
    viewer = viewer_of(request)
    task = task_for(viewer, task_id)
    case = case_for(viewer, task.case_id)
    reveal(task, case.head, by=viewer, why="task")
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = "drop" not in request.POST
        actions.settle_task(task, by=viewer, done=done, **form.cleaned_data)
        messages.success(request, _("Done.") if done else _("Dropped."))
        return see_other("case", task.case_id)
    return _page(request, "accompaniment/settle_task.html", form, task=task, case=case)


@require_POST
@requires("work_cases")
def reopen_task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """Undo: the task waits again."""
    viewer = viewer_of(request)
    task = actions.reopen_task(task_for(viewer, task_id), by=viewer)
    messages.success(request, _("The task waits again."))
    return see_other("case", task.case_id)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def plan_appointment(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Plan an appointment."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = AppointmentForm(request.POST or None, members=_colleagues(viewer, case), viewer=viewer)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        actions.plan_appointment(
            case,
            starts_at=cleaned["starts_at"],
            details=form.details(),
            member=cleaned["member"],
            reminder=cleaned["reminder"],
            by=viewer,
        )
        messages.success(request, _("The appointment is planned."))
        return see_other("case", case.pk)
    return _page(request, "accompaniment/appointment.html", form, case=case, is_new=True)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def change_appointment(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Move or change an appointment."""
    viewer = viewer_of(request)
    appointment = appointment_for(viewer, appointment_id)
    case = case_for(viewer, appointment.case_id)
    members = _colleagues(viewer, case, appointment)
    initial = {
        **appointment.details,
        "starts_at": appointment.starts_at,
        "reminder": appointment.reminder,
        "member": appointment.member_id,
    }
    form = AppointmentForm(request.POST or None, members=members, viewer=viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        actions.change_appointment(
            appointment,
            by=viewer,
            starts_at=cleaned["starts_at"],
            details={name: cleaned[name] for name in form.TEXTS},
            member=cleaned["member"],
            reminder=cleaned["reminder"],
        )
        messages.success(request, _("The appointment is changed."))
        return see_other("case", case.pk)
    links = appointment_links(viewer, appointment.pk)
    return _page(request, "accompaniment/appointment.html", form, case=case, appointment=appointment, links=links)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def settle_appointment(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """Say what became of an appointment."""
    viewer = viewer_of(request)
    appointment = appointment_for(viewer, appointment_id)
    case = case_for(viewer, appointment.case_id)
    reveal(appointment, case.head, by=viewer, why="appointment")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.settle_appointment(appointment, by=viewer, **form.cleaned_data)
        messages.success(request, _("The appointment is settled."))
        return see_other("case", case.pk)
    return _page(request, "accompaniment/settle_appointment.html", form, case=case, appointment=appointment)


@require_GET
@requires("work_cases")
def agenda(request: HttpRequest) -> HttpResponse:
    """The member's own tasks and appointments."""
    viewer = viewer_of(request)
    tasks = list(tasks_waiting_for(viewer, mine=True)[: _SHOWN + 1])
    appointments = list(appointments_coming_for(viewer, mine=True)[: _SHOWN + 1])
    heads = [row.case.head for row in [*tasks, *appointments]]
    reveal(tasks, appointments, heads, by=viewer, why="agenda")
    context = {
        "tasks": tasks[:_SHOWN],
        "appointments": appointments[:_SHOWN],
        "more_tasks": len(tasks) > _SHOWN,
        "more_appointments": len(appointments) > _SHOWN,
    }
    return render(request, "accompaniment/agenda.html", context)


@require_GET
@requires("work_cases")
def calendar_file(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """The appointment as a calendar entry that carries no name, place or organisation."""
    from malath.protection.accompaniment.calendar import bare_entry

    viewer = viewer_of(request)
    appointment = appointment_for(viewer, appointment_id)
    response = HttpResponse(bare_entry(appointment.pk, appointment.starts_at), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
