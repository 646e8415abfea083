"""Acts are found by what is said of their event: its status, and its time and place where they say none of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from malath.accountability.violations.errors import SecondMemberNeededError
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import Act, Change, Event, Statement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import review_event
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.tests.pages import tell_all
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.scoped import whole_block_unscoped

pytestmark = pytest.mark.django_db
KIND = "03.03"


def begun(d: Any, event: dict[str, Any], act: dict[str, Any]) -> Act:
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        return change.act(change.event(event), change.person({"name": "Rim"}), {"kind": KIND, **act})


def said(d: Any, row: Any, **values: Any) -> Change:
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(type(row).objects.visible_to(d.yara).get(pk=row.pk), values)
    return change.change


def found(d: Any, act: Act) -> tuple[str, str, date | None]:
    row = Act.objects.visible_to(d.yara).get(pk=act.pk)
    return row.status, row.when, row.earliest


def test_an_act_that_says_nothing_of_its_own_follows_its_event(documenters: Any) -> None:
    d = documenters
    act = begun(d, {"status": "01", "when": "2013-05"}, {})

    assert found(d, act) == ("01", "2013-05", date(2013, 5, 1))
    # Nothing was said of the act: no account is invented.
    assert not Statement.objects.unscoped(reason="a test looks").filter(record=act.pk).exclude(field="kind").exists()

    change = said(d, act.event, status="02", when="2014")
    assert found(d, act) == ("02", "2014", date(2014, 1, 1))

    undo_change(change, by=d.yara)
    assert found(d, act) == ("01", "2013-05", date(2013, 5, 1))


def test_what_is_said_of_the_act_stays_its_own_until_it_is_taken_back(documenters: Any) -> None:
    d = documenters
    act = begun(d, {"when": "2013-05"}, {"when": "2013-05-21"})
    said(d, act.event, when="2012")
    assert found(d, act)[1] == "2013-05-21"

    said(d, act, when=None)

    assert found(d, act)[1] == "2012"


def test_a_loaded_act_follows_its_event_too(documenters: Any, tmp_path: Path) -> None:
    d = documenters
    act = begun(d, {"status": "01", "when": "2013-05"}, {})
    write_export(tmp_path / "out", viewer=d.yara)
    with whole_block_unscoped(reason="an empty instance"):
        for model in reversed(list(apps.get_app_config("violations").get_models())):
            model._base_manager.all()._raw_delete("default")  # type: ignore[attr-defined]

    load_export(tmp_path / "out", organisation=d.archive, by=d.yara)

    assert found(d, act) == ("01", "2013-05", date(2013, 5, 1))
    assert Event.objects.visible_to(d.yara).count() == 1


@pytest.mark.parametrize("who", ["victim", "source", "unit"])
def test_what_was_verified_is_a_draft_again_when_somebody_in_it_is_called_otherwise(documenters: Any, who: str) -> None:
    d = documenters
    told = tell_all(d, by=d.yara)
    for stage in (Stage.CHECKED, Stage.VERIFIED):
        review(d, told.event, stage)
    read = Event.objects.visible_to(d.karim).get(pk=told.event.pk).last_change

    said(d, getattr(told, who), name="Called otherwise")

    event = Event.objects.visible_to(d.karim).get(pk=told.event.pk)
    assert event.stage == Stage.DRAFT and event.last_change > read
    assert set(Act.objects.visible_to(d.karim).filter(event=event).values_list("stage", flat=True)) == {Stage.DRAFT}


def test_whoever_wrote_who_the_victim_is_does_not_check_it(documenters: Any) -> None:
    d = documenters
    told = tell_all(d, by=d.yara)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(told.victim, {"name": "Called otherwise"})

    with pytest.raises(SecondMemberNeededError):
        review(d, told.event, Stage.CHECKED)


def review(d: Any, event: Event, stage: Stage) -> None:
    by = d.hala if stage == Stage.VERIFIED else d.karim
    held = Event.objects.visible_to(by).get(pk=event.pk)
    review_event(
        held, to=stage, words="read", by=by, seen_change=held.last_change, is_untied=True, source_reliability="01",
        information_reliability="01",
    )  # fmt: skip


def test_an_undoing_of_a_name_makes_a_draft_of_what_was_verified_and_of_what_is_being_read(documenters: Any) -> None:
    d = documenters
    told = tell_all(d, by=d.yara)
    change = said(d, told.victim, name="Called otherwise")
    for stage in (Stage.CHECKED, Stage.VERIFIED):
        review(d, told.event, stage)
    read = Event.objects.visible_to(d.karim).get(pk=told.event.pk).last_change

    undo_change(change, by=d.yara)

    event = Event.objects.visible_to(d.karim).get(pk=told.event.pk)
    assert event.stage == Stage.DRAFT and event.last_change > read
