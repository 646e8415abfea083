"""Contacts, tasks and appointments, as Amal works with them and Boris does not see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from malath.people.actions import change_person, enter_person
from malath.platform.access.rules import Role
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment import actions, jobs
from malath.protection.accompaniment.errors import AlreadyDoneError, AssigneeCannotSeeError, ContactRulesError
from malath.protection.accompaniment.models import Appointment, Task
from malath.protection.accompaniment.rules import AppointmentState, Reminder, can_become, is_reminder_due
from malath.protection.cases.actions import open_case
from malath.protection.cases.models import Case, Entry
from malath.protection.cases.rules import EntryPath, Part
from tests.people import Coalition


@pytest.fixture
def case(coalition: Coalition) -> Case:
    """Salma's case, which Amal leads."""
    salma = enter_person(
        organisation=coalition.haven,
        names={"main": "سلمى حداد", "others": ["Salma Haddad"]},
        about={},
        contact={},
        safe_contact={"only": ["signal"], "never": ["call"], "code_word": "the library"},
        wishes={},
        by=coalition.rima,
    )
    return open_case(
        organisation=coalition.haven,
        head=salma,
        entry_path=EntryPath.IN_HOST_COUNTRY,
        team=[(coalition.amal, Part.LEAD)],
        by=coalition.rima,
    )


def test_a_contact_is_kept_on_the_timeline_and_dates_the_last_contact(case: Case, coalition: Coalition) -> None:
    entry = actions.log_contact(
        case, channel="signal", reached="spoke", text="She sleeps better.", by=coalition.amal, kept_rules=True
    )

    kept = Entry.objects.visible_to(coalition.amal).get(pk=entry.pk)
    reveal(kept, by=coalition.amal, why="test")
    assert (kept.text, kept.details["channel"]) == ("She sleeps better.", "signal")
    assert Case.objects.visible_to(coalition.amal).get(pk=case.pk).last_contact_on == timezone.localdate()


def test_a_contact_against_the_rules_needs_a_reason(case: Case, coalition: Coalition) -> None:
    with pytest.raises(ContactRulesError):
        actions.log_contact(case, channel="call", reached="spoke", text="", by=coalition.amal, kept_rules=False)


@pytest.mark.parametrize("channel", ["call", "sms"])
def test_nobody_keeps_to_the_rules_by_saying_so(
    case: Case, coalition: Coalition, as_member: Callable[..., Client], channel: str
) -> None:
    sent = {"channel": channel, "reached": "spoke", "on": "2026-11-20", "text": "x", "kept_rules": "on"}
    address = f"/cases/{case.pk}/contact/"

    refused = as_member(coalition.amal).post(address, sent)
    kept = as_member(coalition.amal).post(address, {**sent, "why_not": "She asked for it"})

    entry = Entry.objects.visible_to(coalition.amal).get(kind="contact")
    reveal(entry, by=coalition.amal, why="test")
    assert (refused.status_code, kept.status_code) == (422, 303)
    assert (entry.details["kept_rules"], entry.details["why_not"]) == (False, "She asked for it")


@pytest.mark.parametrize(("hour", "answer"), [("03:10", 422), ("18:30", 303), ("", 303)])
def test_an_hour_outside_the_agreed_ones_needs_a_reason(
    case: Case, coalition: Coalition, as_member: Callable[..., Client], hour: str, answer: int
) -> None:
    reveal(case.head, by=coalition.rima, why="test")
    change_person(case.head, by=coalition.rima, safe_contact={"only": ["signal"], "hours": "18:00-21:00"})
    sent = {"channel": "signal", "reached": "spoke", "on": "2026-11-20", "at": hour, "text": "x", "kept_rules": "on"}

    assert as_member(coalition.amal).post(f"/cases/{case.pk}/contact/", sent).status_code == answer


def test_a_task_goes_only_to_somebody_who_sees_the_case(case: Case, coalition: Coalition) -> None:
    with pytest.raises(AssigneeCannotSeeError):
        actions.set_task(case, what="x", due_on=date(2026, 12, 1), assignee=coalition.boris, by=coalition.amal)

    task = actions.set_task(case, what="Book", due_on=date(2026, 12, 1), assignee=coalition.rima, by=coalition.amal)

    assert not Task.objects.visible_to(coalition.boris).exists()
    assert Task.objects.visible_to(coalition.rima).get().pk == task.pk
    assert Notice.objects.visible_to(coalition.rima).filter(code="tasks.given").exists()


def test_a_task_is_settled_once_and_can_wait_again(case: Case, coalition: Coalition) -> None:
    task = actions.set_task(case, what="Book", due_on=date(2026, 12, 1), assignee=coalition.amal, by=coalition.amal)

    actions.settle_task(task, by=coalition.amal, outcome="Booked")

    with pytest.raises(AlreadyDoneError):
        actions.settle_task(task, by=coalition.amal)
    assert actions.reopen_task(task, by=coalition.amal).done_on is None


def test_a_reminder_goes_out_once_and_tells_nothing(case: Case, coalition: Coalition) -> None:
    soon = timezone.now() + timedelta(hours=3)
    actions.plan_appointment(
        case, starts_at=soon, details={"what": "Prefecture"}, member=coalition.amal, reminder="day", by=coalition.amal
    )

    assert (jobs.remind_of_appointments(), jobs.remind_of_appointments()) == (1, 0)
    notice = Notice.objects.visible_to(coalition.amal).get(code="appointments.near")
    assert "Prefecture" not in notice.path


@pytest.mark.parametrize(
    ("reminder", "hours_before", "due"),
    [
        (Reminder.DAY, 25, False),
        (Reminder.DAY, 23, True),
        (Reminder.HOUR, 2, False),
        (Reminder.HOUR, 0.5, True),
        (Reminder.TWO_DAYS, 47, True),
        (Reminder.NONE, 0.1, False),
        (Reminder.DAY, -1, False),
    ],
)
def test_when_a_reminder_is_due(reminder: str, hours_before: float, due: bool) -> None:
    start = datetime(2026, 12, 1, 10, tzinfo=timezone.get_default_timezone())

    assert is_reminder_due(start, reminder, start - timedelta(hours=hours_before)) is due


@pytest.mark.parametrize(
    ("state", "new", "allowed"),
    [
        (AppointmentState.PLANNED, AppointmentState.KEPT, True),
        (AppointmentState.KEPT, AppointmentState.PLANNED, False),
        (AppointmentState.MISSED, AppointmentState.KEPT, True),
        (AppointmentState.CANCELLED, AppointmentState.PLANNED, True),
    ],
)
def test_what_an_appointment_may_become(state: str, new: str, allowed: bool) -> None:
    assert can_become(state, new) is allowed


def test_the_contact_page_shows_the_rules_and_refuses_silence_about_breaking_them(
    case: Case, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.amal)

    page = client.get(f"/cases/{case.pk}/contact/")
    refused = client.post(
        f"/cases/{case.pk}/contact/", {"channel": "call", "reached": "spoke", "on": "2026-11-20", "text": "x"}
    )

    assert "the library" in page.content.decode()
    assert refused.status_code == 422
    assert not Entry.objects.visible_to(coalition.amal).filter(kind="contact").exists()


@pytest.mark.parametrize("page", ["contact/", "tasks/new/", "appointments/new/"])
def test_the_contact_rules_stand_in_every_form_about_the_person(
    case: Case, coalition: Coalition, as_member: Callable[..., Client], page: str
) -> None:
    assert "the library" in as_member(coalition.amal).get(f"/cases/{case.pk}/{page}").content.decode()


def _comparable(page: bytes, asked: object) -> bytes:
    """A page without what guards its forms, and without the identifier that was asked for."""
    return re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", page).replace(str(asked).encode(), b"")


def test_a_stranger_to_the_case_gets_the_same_answer_as_for_a_missing_one(
    case: Case, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.boris)
    other = "7d9e4b1c-5a35-4a0a-9a53-5d6d41f5f001"

    for path in ("contact/", "tasks/new/", "appointments/new/"):
        hidden, missing = client.get(f"/cases/{case.pk}/{path}"), client.get(f"/cases/{other}/{path}")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert _comparable(hidden.content, case.pk) == _comparable(missing.content, other)


def test_an_appointment_is_planned_changed_and_settled_through_the_pages(
    case: Case, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.amal, "ar")
    form = {
        "what": "Prefecture",
        "starts_at": "2026-12-02T09:30",
        "member": str(coalition.amal.pk),
        "reminder": "day",
        "where": "Lyon",
    }

    planned = client.post(f"/cases/{case.pk}/appointments/new/", form)
    appointment = Appointment.objects.visible_to(coalition.amal).get()
    changed = client.post(f"/appointments/{appointment.pk}/", {**form, "starts_at": "2026-12-03T09:30"})
    settled = client.post(f"/appointments/{appointment.pk}/settle/", {"state": "kept", "report": "Went well"})
    calendar = client.get(f"/appointments/{appointment.pk}/calendar/").content.decode()

    assert [planned.status_code, changed.status_code, settled.status_code] == [303, 303, 303]
    appointment = Appointment.objects.visible_to(coalition.amal).get()
    assert (appointment.state, appointment.starts_at.day) == ("kept", 3)
    assert "Prefecture" not in calendar and "Lyon" not in calendar
    assert Role.CASE_WORKER in coalition.amal.standing.all_roles
