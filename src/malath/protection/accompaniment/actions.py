"""Writes of accompaniment: contacts, tasks, appointments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.people.rules import Contact
from malath.people.selectors import contact_verdict
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.errors import (
    AlreadyDoneError,
    AppointmentStateError,
    AssigneeCannotSeeError,
    ContactRulesError,
)
from malath.protection.accompaniment.following import follow
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import can_become
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.selectors import members_who_see, note_contact
from malath.protection.cases.writing import check_may_write, write_entry

if TYPE_CHECKING:
    from malath.protection.cases.models import Case, Entry


@transaction.atomic
def log_contact(
    case: Case,
    *,
    channel: str,
    reached: str,
    text: str,
    by: Member,
    kept_rules: bool,
    why_not: str = "",
    on: date | None = None,
    at: time | None = None,
    restriction: str = "",
) -> Entry:
    """Write down a contact with the household. A contact outside the agreed rules needs a reason, which is kept.

    `at` is the member's own hour. A way that was never agreed, or an hour outside the agreed ones where they are,
    breaks the rules whatever the member says of it. The case comes with its head.
    Raises ContactRulesError, NotAllowedError, CaseClosedError.
    """
    check_may_write(case, by)
    reveal(case.head, by=by, why="case.contact")
    kept_rules = kept_rules and not _breaks_rules(case, channel, on or timezone.localdate(), at)
    if not kept_rules and not why_not.strip():
        raise ContactRulesError
    details: dict[str, Any] = {"channel": channel, "reached": reached, "kept_rules": kept_rules}
    if at:
        details["hour"] = at.isoformat("minutes")
    if why_not:
        details["why_not"] = why_not
    entry = write_entry(case, kind=EntryKind.CONTACT, by=by, text=text, details=details, on=on, restriction=restriction)
    note_contact(case, on=entry.on)
    return entry


def _breaks_rules(case: Case, channel: str, on: date, at: time | None) -> bool:
    moment = timezone.make_aware(datetime.combine(on, at)) if at else None
    state = contact_verdict(case.head, channel, moment).state
    return state in (Contact.NEVER, Contact.NOT_AGREED) or (at is not None and state == Contact.OUTSIDE_HOURS)


@transaction.atomic
def set_task(case: Case, *, what: str, due_on: date, assignee: Member, by: Member, note: str = "") -> Task:
    """Give a member something to do by a day. Raises AssigneeCannotSeeError when they do not see the case."""
    check_may_write(case, by)
    if assignee.pk != by.pk and assignee.pk not in {member.pk for member in members_who_see(case)}:
        raise AssigneeCannotSeeError
    task = Task(
        case=case,
        details={"what": what, "note": note},
        assignee=assignee,
        due_on=due_on,
        set_by=by,
        set_on=timezone.localdate(),
    )
    task.save(force_insert=True)
    record("task.set", by=by, subject=case.pk, row=task.pk, organisation=case.organisation_id)
    if assignee.pk != by.pk:
        tell([assignee], "tasks.given", f"/cases/{case.pk}/")
    return task


@transaction.atomic
def settle_task(task: Task, *, by: Member, outcome: str = "", done: bool = True) -> Task:
    """Mark a task done, or dropped. The task comes with its case and revealed. Raises AlreadyDoneError."""
    check_may_write(task.case, by)
    held = Task.objects.unscoped(reason="the same task, locked").select_for_update().get(pk=task.pk)
    if held.done_on or held.dropped_on:
        raise AlreadyDoneError
    if done:
        task.done_on = timezone.localdate()
    else:
        task.dropped_on = timezone.localdate()
    task.details = {**task.details, "outcome": outcome}
    task.save()
    write_entry(
        task.case,
        kind=EntryKind.TASK,
        by=by,
        text=outcome,
        details={"what": task.details["what"], "done": done},
        about=task.pk,
    )
    return task


@transaction.atomic
def reopen_task(task: Task, *, by: Member) -> Task:
    """Undo: the task waits again."""
    check_may_write(task.case, by)
    task.done_on = task.dropped_on = None
    task.save(update_fields=["done_on", "dropped_on"])
    record("task.reopened", by=by, subject=task.case_id, row=task.pk, organisation=task.case.organisation_id)
    return task


@transaction.atomic
def plan_appointment(
    case: Case, *, starts_at: datetime, details: dict[str, str], member: Member, reminder: str, by: Member
) -> Appointment:
    """Plan an appointment; `member` goes, or answers for it. Raises AssigneeCannotSeeError."""
    check_may_write(case, by)
    if member.pk != by.pk and member.pk not in {seer.pk for seer in members_who_see(case)}:
        raise AssigneeCannotSeeError
    appointment = Appointment(
        case=case, starts_at=starts_at, details=details, member=member, reminder=reminder, set_by=by
    )
    appointment.save(force_insert=True)
    write_entry(
        case,
        kind=EntryKind.APPOINTMENT,
        by=by,
        details={"what": details.get("what", ""), "starts_at": starts_at.isoformat()},
        about=appointment.pk,
    )
    if member.pk != by.pk:
        tell([member], "appointments.planned", f"/cases/{case.pk}/")
    return appointment


@transaction.atomic
def change_appointment(
    appointment: Appointment,
    *,
    by: Member,
    starts_at: datetime,
    details: dict[str, str],
    member: Member,
    reminder: str,
) -> Appointment:
    """Move or change a planned appointment; its reminder starts anew."""
    check_may_write(appointment.case, by)
    moved = appointment.starts_at != starts_at
    appointment.starts_at, appointment.details = starts_at, {**appointment.details, **details}
    appointment.member, appointment.reminder, appointment.reminded = member, reminder, False
    appointment.save()
    record(
        "appointment.moved" if moved else "appointment.changed",
        by=by,
        subject=appointment.case_id,
        row=appointment.pk,
        organisation=appointment.case.organisation_id,
    )
    follow(appointment, by)
    return appointment


@transaction.atomic
def settle_appointment(appointment: Appointment, *, state: str, by: Member, report: str = "") -> Appointment:
    """Say what became of an appointment, with a short report. Raises AppointmentStateError."""
    check_may_write(appointment.case, by)
    if not can_become(appointment.state, state):
        raise AppointmentStateError
    appointment.state = state
    appointment.details = {**appointment.details, "report": report}
    appointment.save()
    write_entry(
        appointment.case,
        kind=EntryKind.APPOINTMENT,
        by=by,
        text=report,
        details={"what": appointment.details.get("what", ""), "state": state},
        about=appointment.pk,
    )
    follow(appointment, by)
    return appointment
