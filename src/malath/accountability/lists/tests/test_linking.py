"""A list names perpetrators, units and places of detention: known here by number or exact name, else made once, undone with it."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.lists import actions
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.tests.lists import again, as_csv, checked, fates_of, imported, rows_of
from malath.accountability.violations.models import Act, Body, Change, Holding, Involvement, Person
from malath.accountability.violations.recording import recording

pytestmark = pytest.mark.django_db
HEADINGS = ("rid", "name", "Perpetrator name", "Unit", "Site")
ROWS = [
    ["1", "سليم العابد", "Captain Nasr", "Unit of the test", "Branch of the test"],
    ["2", "Layla Murjan", "captain  nasr", "A new unit", ""],
    ["3", "Karim Zaytun", "", "A new unit", "A new prison"],
]


@pytest.fixture
def known(documenters: Any) -> dict[str, Any]:
    """A captain who acted, a unit and a branch; and a victim who bears the captain's name."""
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY) as change:
        captain, victim = change.person({"name": "Captain Nasr"}), change.person({"name": "Captain Nasr"})
        unit, site = (
            change.body("unit", {"name": "Unit of the test"}),
            change.body("site", {"name": "Branch of the test"}),
        )
        act = change.act(change.event({"title": "Before"}), victim, {"kind": "03.01"})
        change.involvement(act, {}, person=captain, body=unit)
    return {"captain": captain, "unit": unit, "site": site, "act": act}


def involved(documenters: Any, known: dict[str, Any]) -> Any:
    return Involvement.objects.visible_to(documenters.karim).exclude(act=known["act"].pk).order_by("made_in_id", "pk")


def test_whom_rows_name_is_previewed_written_once_and_known_again(documenters: Any, known: dict[str, Any]) -> None:
    sheet = checked(as_csv(ROWS, HEADINGS), documenters.archive, documenters.yara)

    notes = [[(code, said.get("number", "")) for _column, code, said in row.content["notes"]] for row in rows_of(sheet)]
    assert notes[0] == [
        ("party.known", known["captain"].number),
        ("party.known", known["unit"].number),
        ("party.known", known["site"].number),
    ]
    assert notes[1] == [("party.known", known["captain"].number), ("party.new", "")]

    actions.ask_apply(sheet, by=documenters.yara)
    work_on_lists()

    parts = list(involved(documenters, known))
    assert {(one.person_id, one.body_id) for one in parts if one.person_id} >= {(known["captain"].pk, known["unit"].pk)}
    assert [one.person_id for one in parts].count(known["captain"].pk) == 2
    new = Body.objects.visible_to(documenters.karim).exclude(pk__in=[known["unit"].pk, known["site"].pk])
    assert sorted(new.values_list("kind", flat=True)) == ["site", "unit"]
    held = Holding.objects.visible_to(documenters.karim)
    assert held.filter(site=known["site"].pk).count() == 1 and held.count() == 2
    assert Person.objects.visible_to(documenters.karim).filter(kind="individual").count() == 5

    assert (
        fates_of(checked(as_csv(ROWS, HEADINGS) + b"\r\n", documenters.archive, documenters.karim)) == ["unchanged"] * 3
    )


def test_an_undone_import_takes_back_whom_it_made_and_leaves_who_stood(documenters: Any, known: dict[str, Any]) -> None:
    sheet = imported(as_csv(ROWS, HEADINGS), documenters.archive, documenters.yara)

    actions.ask_undo(again(sheet), by=documenters.yara)
    work_on_lists()

    bodies = Body.objects.visible_to(documenters.karim).values_list("pk", flat=True)
    assert set(bodies) == {known["unit"].pk, known["site"].pk}
    assert not involved(documenters, known).exists()
    assert Act.objects.visible_to(documenters.karim).count() == 1


def test_a_number_that_is_nobody_and_a_name_of_several_are_wrong_in_their_cells(
    documenters: Any, known: dict[str, Any]
) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change:
        change.body("unit", {"name": "Unit of the test"})
    rows = [
        ["1", "Salim", "P-222222", "", ""],
        ["2", "Huda", "", "unit of the test", ""],
        ["3", "Nadir", "", known["site"].number, known["site"].number.lower()],
    ]

    sheet = checked(as_csv(rows, HEADINGS), documenters.archive, documenters.yara)

    wrong = [[code for _column, code, _said in row.content["wrong"]] for row in rows_of(sheet)]
    assert wrong == [["party.unknown"], ["party.several"], ["party.unknown"]]
