"""A list becomes records: written once, updated by its key, undone and brought back to the letter."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.lists import actions, applying
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.models import Made
from malath.accountability.lists.rules import State
from malath.accountability.lists.tests.lists import again, as_csv, checked, fates_of, imported, invented, rows_of
from malath.accountability.violations.models import Act, Change, Event, Information, Person, Statement
from malath.accountability.violations.selectors import said_of

pytestmark = pytest.mark.django_db


def test_each_row_becomes_a_person_an_event_an_act_and_what_the_list_says_of_it(documenters: Any) -> None:
    sheet = imported(as_csv(invented(5)), documenters.archive, documenters.yara)

    assert again(sheet).state == State.APPLIED
    viewer = documenters.yara
    people = Person.objects.visible_to(viewer)
    assert people.filter(kind="individual").count() == 5 and people.filter(kind="group").count() == 1
    assert [model.objects.visible_to(viewer).count() for model in (Event, Act, Information)] == [5, 5, 5]
    made = Made.objects.visible_to(viewer).select_related("row").order_by("row__number").first()
    person = people.get(pk=made.person)
    said = said_of(viewer, [person])[person.pk]
    row = rows_of(sheet)[0]
    assert said.main("name") == row.content["raw"][2]
    assert said.main("names") == [row.content["raw"][3]]
    assert said.by_field["name"][0].source_id == people.get(kind="group").pk


def test_the_same_list_again_is_known_as_it_is(documenters: Any) -> None:
    imported(as_csv(invented(5)), documenters.archive, documenters.yara)

    sheet = checked(as_csv(invented(5)) + b"\r\n", documenters.archive, documenters.karim)

    assert fates_of(sheet) == ["unchanged"] * 5


def test_a_newer_list_changes_what_it_said_before_and_copies_nobody(documenters: Any) -> None:
    rows = invented(5)
    imported(as_csv(rows), documenters.archive, documenters.yara)
    before = rows[1][4]
    rows[1][4] = str(int(before) + 1)
    rows.append([*invented(6)[5]])

    sheet = imported(as_csv(rows), documenters.archive, documenters.yara)

    assert fates_of(sheet) == ["unchanged", "update", "unchanged", "unchanged", "unchanged", "new"]
    assert rows_of(sheet)[1].content["changes"] == [["act.age", int(before), int(before) + 1]]
    assert Person.objects.visible_to(documenters.yara).filter(kind="individual").count() == 6
    assert Event.objects.visible_to(documenters.yara).count() == 6


def test_what_a_member_corrected_stays_beside_what_the_list_says_next(documenters: Any) -> None:
    from malath.accountability.violations.recording import recording

    rows = invented(1)
    imported(as_csv(rows), documenters.archive, documenters.yara)
    act = Act.objects.visible_to(documenters.yara).get()
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"age": 44})
    rows[0][4] = "45"

    imported(as_csv(rows), documenters.archive, documenters.yara)

    said = said_of(documenters.yara, [act])[act.pk]
    assert said.main("age") == 44
    assert [one.value["v"] for one in said.others("age")] == [45]


def _everything() -> dict[str, Any]:
    models = (Person, Event, Act, Information, Statement)
    return {
        model.__name__: sorted(
            (
                tuple((key, value) for key, value in row.items() if key not in ("value", "last_change"))
                for row in model.objects.unscoped(reason="test").values()
            ),
            key=str,
        )
        for model in models
    }


def test_undoing_an_update_restores_every_column_and_every_statement_and_bringing_back_too(documenters: Any) -> None:
    rows = invented(7)
    imported(as_csv(rows), documenters.archive, documenters.yara)
    stood = _everything()
    for row in rows[:3]:
        row[4] = str(int(row[4]) + 1)
        row[5] = "1950"
    rows.append([*invented(8)[7]])
    sheet = imported(as_csv(rows), documenters.archive, documenters.yara)
    written = _everything()

    actions.ask_undo(sheet, by=documenters.yara)
    work_on_lists()

    undone = _everything()
    assert again(sheet).state == State.UNDONE
    for name, before in stood.items():
        stands = [row for row in undone[name] if dict(row).get("is_gone") is not True and dict(row).get("stands", True)]
        was = [row for row in before if dict(row).get("stands", True)]
        assert _without_ends(stands) == _without_ends(was), name
    actions.ask_return(sheet, by=documenters.yara)
    work_on_lists()
    assert again(sheet).state == State.APPLIED
    assert _everything() == written


def _without_ends(rows: list[Any]) -> list[Any]:
    """What stands is what counts: that it was ended by a change that was undone stays written in it."""
    return [tuple(pair for pair in row if pair[0] != "ended_in_id") for row in rows]


def test_a_batch_that_dies_is_written_again_and_none_is_written_twice(
    documenters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    sheet = checked(as_csv(invented(11)), documenters.archive, documenters.yara)
    actions.ask_apply(sheet, by=documenters.yara)
    written = applying._write
    calls = iter([None, None])

    def dies(*given: Any) -> None:
        written(*given)
        if next(calls, "die") == "die":
            raise RuntimeError("killed")

    monkeypatch.setattr(applying, "_write", dies)
    work_on_lists()
    assert again(sheet).state == State.APPLYING and again(sheet).done == 8
    monkeypatch.setattr(applying, "_write", written)
    from malath.accountability.lists import jobs

    monkeypatch.setattr(jobs, "_later", jobs.Later())
    work_on_lists()

    assert again(sheet).state == State.APPLIED
    assert Person.objects.visible_to(documenters.yara).filter(kind="individual").count() == 11
    assert Made.objects.visible_to(documenters.yara).count() == 11
