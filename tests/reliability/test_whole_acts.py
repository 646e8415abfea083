"""An act that fails, before its ledger entry or just after it, leaves neither a row nor an entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from malath.people.actions import enter_person
from malath.people.papers import add_status
from malath.people.permissions import give_consent
from malath.platform.access.inviting import invite_member
from malath.platform.audit.models import OutboxEntry
from malath.protection.accompaniment import actions as accompaniment
from malath.protection.alerts import actions as alerts
from malath.protection.cases.actions import open_case
from malath.protection.cases.notes import add_note
from malath.protection.cases.papers import add_document
from malath.protection.cases.rules import EntryPath
from malath.protection.cases.sharing import share_case
from malath.protection.stays import actions as stays
from malath.protection.stays.actions import complaining, following
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.tests.makers import day
from malath.recovery.plans import actions as plans
from tests.everything import SHEET, Everything, everything
from tests.people import Coalition

pytestmark = pytest.mark.django_db


class PowerCutError(RuntimeError):
    """What goes wrong in the middle."""


def soon() -> Any:
    return timezone.now() + timedelta(days=2)


Act = Callable[[Everything], object]
ACTS: dict[str, Act] = {
    "an alert": lambda m: alerts.send_alert(
        sender=m.coalition.haven, screening=m.coalition.haven, by=m.owning["focal_point"], narrative="words",
        facts={"names": {"main": "Salma"}},
    ),
    "a spreadsheet": lambda m: alerts.preview_import(
        body=SHEET.format(mark="Salma").encode(), name="other.csv", sender=m.coalition.haven,
        screening=m.coalition.haven, by=m.owning["focal_point"],
    ),
    "an import": lambda m: alerts.apply_import(m.rows["sheet"], by=m.owning["focal_point"]),
    "an assessment": lambda m: alerts.assess_alert(
        m.rows["alert"], [{"kind": "capacity", "text": "a friend", "evidence": "words", "dated": "2026-11-01"}],
        by=m.owning["coordinator"],
    ),
    "a question": lambda m: alerts.ask_sender(m.rows["alert"], text="Where?", by=m.owning["coordinator"]),
    "a person": lambda m: enter_person(
        organisation=m.coalition.haven, by=m.owning["coordinator"], names={"main": "Salma", "others": []}
    ),
    "a case": lambda m: open_case(
        organisation=m.coalition.haven, head=m.rows["newcomer"], entry_path=EntryPath.IN_DANGER,
        by=m.owning["coordinator"], team=[], summary="words", place="somewhere",
    ),
    "a note": lambda m: add_note(m.rows["case"], text="words", by=m.owning["case_worker"]),
    "a document": lambda m: add_document(
        m.rows["case"], upload=SimpleUploadedFile("a.txt", b"words"), title="words", by=m.owning["case_worker"]
    ),
    "a sharing": lambda m: share_case(
        m.rows["case"], reason="words", ends_at=soon(), by=m.owning["coordinator"], organisation=m.coalition.archive, vital_interest="words"
    ),
    "a status": lambda m: add_status(
        m.rows["person"], details={"country": "FR", "kind": "visa"}, by=m.owning["coordinator"]
    ),
    "a consent": lambda m: give_consent(
        m.rows["person"], purpose="share", recipients=["somebody"], explained="words", name_use="none",
        by=m.owning["case_worker"],
    ),
    "a contact": lambda m: accompaniment.log_contact(
        m.rows["case"], channel="signal", reached="spoke", text="words", by=m.owning["case_worker"], kept_rules=True
    ),
    "a task": lambda m: accompaniment.set_task(
        m.rows["case"], what="words", due_on=timezone.localdate(), assignee=m.owning["case_worker"],
        by=m.owning["case_worker"],
    ),
    "an appointment": lambda m: accompaniment.plan_appointment(
        m.rows["case"], starts_at=soon(), member=m.owning["case_worker"], by=m.owning["case_worker"],
        details={"what": "words"}, reminder="day",
    ),
    "a finding": lambda m: plans.note_finding(
        m.rows["plan"], domain="legal", kind="need", text="words", by=m.owning["case_worker"]
    ),
    "a goal": lambda m: plans.set_goal(m.rows["plan"], domain="legal", words="words", by=m.owning["case_worker"]),
    "a review": lambda m: plans.review_plan(
        m.rows["plan"], ratings={"legal": 3}, words={"all": "words"}, by=m.owning["case_worker"]
    ),
    "a booking": lambda m: stays.book_stay(
        m.rows["case"], m.rows["home"], from_day=day(400), to_day=day(404), persons=2, by=m.owning["coordinator"]
    ),
    "an extension": lambda m: stays.extend_stay(
        stay_for(m.owning["coordinator"], m.rows["stay"].pk), to_day=day(90), by=m.owning["coordinator"]
    ),
    "a move": lambda m: stays.move_stay(
        stay_for(m.owning["coordinator"], m.rows["stay"].pk), m.rows["other home"], on=day(9), to_day=day(99),
        by=m.owning["coordinator"],
    ),
    "an end": lambda m: stays.end_stay(
        stay_for(m.owning["coordinator"], m.rows["stay"].pk), on=day(0), reason="own_home", where_next="own_home",
        by=m.owning["coordinator"],
    ),
    "an incident": lambda m: following.note_incident(
        stay_for(m.owning["coordinator"], m.rows["stay"].pk), on=day(0), kind="harm", what="words",
        by=m.owning["coordinator"],
    ),
    "a complaint": lambda m: complaining.write_complaint(
        stay_for(m.owning["coordinator"], m.rows["stay"].pk), who="host", organisation=m.coalition.haven, what="words",
        by=m.owning["coordinator"],
    ),
    "an invitation": lambda m: invite_member(m.coalition.haven, role="documenter", by=m.owning["director"]),
}  # fmt: skip


def contents() -> dict[str, list[str]]:
    """Every row of every table as it stands in the database."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            rows = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor.fetchall()]
            found[model._meta.label] = sorted(map(repr, rows))
    return found


def fail_before(_entry: OutboxEntry, **_kwargs: Any) -> None:
    raise PowerCutError


def fail_after(entry: OutboxEntry, **kwargs: Any) -> None:
    super(OutboxEntry, entry).save(**kwargs)
    raise PowerCutError


@pytest.fixture
def made(coalition: Coalition) -> Everything:
    """One household with everything, and a person who is in no case yet."""
    found = everything(coalition)
    found.rows["newcomer"] = enter_person(
        organisation=coalition.haven, by=found.owning["coordinator"], names={"main": "Nour", "others": []}
    )
    return found


@pytest.mark.parametrize("fail", [fail_before, fail_after])
def test_an_act_that_fails_leaves_neither_row_nor_entry(
    made: Everything, monkeypatch: pytest.MonkeyPatch, fail: Callable[..., None]
) -> None:
    before = contents()
    left: dict[str, set[str]] = {}
    for name, act in ACTS.items():
        with monkeypatch.context() as patched:
            patched.setattr(OutboxEntry, "save", fail)
            with pytest.raises(PowerCutError):
                act(made)
        after = contents()
        if changed := {label for label, rows in after.items() if rows != before[label]}:
            left[name] = changed

    assert left == {}


def test_the_same_acts_leave_both_when_nothing_fails(made: Everything) -> None:
    for name, act in ACTS.items():
        rows, entries = contents(), OutboxEntry.objects.count()

        act(made)

        changed = {label for label, held in contents().items() if held != rows[label]}
        assert changed - {"audit.OutboxEntry"}, name
        assert OutboxEntry.objects.count() > entries, name
