"""An erasure empties the rows that told of somebody; the account of the import still holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from malath.accountability.lists import actions
from malath.accountability.lists.forgetting import empty_rows_of
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.models import Made
from malath.accountability.lists.tests.lists import again, as_csv, checked, fates_of, imported, invented, rows_of
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.errors import ErasureBlockedError
from malath.accountability.violations.offered import people_seen
from malath.accountability.violations.selectors import event_for
from malath.platform.access.rules import Role
from malath.platform.access.tests.doors import fresh
from malath.platform.sealed.fields import reveal
from tests.people import member

pytestmark = pytest.mark.django_db


def test_rows_of_an_erased_person_are_empty_and_still_counted(documenters: Any, as_member: Any) -> None:
    sheet = imported(as_csv(invented(3)), documenters.archive, documenters.yara)
    made = Made.objects.visible_to(documenters.yara).order_by("row__number").first()

    assert empty_rows_of(people=[made.person]) == 1

    shown = rows_of(sheet)
    assert shown[0].content == {} and shown[1].content["raw"]
    assert fates_of(sheet) == ["new"] * 3
    client = as_member(documenters.yara)
    assert client.get(reverse("lists_row", args=[shown[0].pk])).status_code == 200
    assert client.get(reverse("lists_rows", args=[sheet.pk])).status_code == 200


def erase(row: Any, documenters: Any) -> None:
    second = member(f"second{row.pk.hex[-6:]}", documenters.archive, Role.DIRECTOR)
    carry_out_erasure(ask_erasure(row, ground="wish", why="", by=documenters.hala), by=second)


def made_by(sheet: Any) -> Made:
    return Made.objects.unscoped(reason="test").filter(row__sheet=sheet).order_by("row__number")[0]


def test_an_erased_person_leaves_no_row_and_no_file_and_the_same_list_makes_somebody_new(documenters: Any) -> None:
    rows, yara = invented(3), documenters.yara
    first = imported(as_csv(rows), documenters.archive, yara)
    # Brought again with one row more, the first three are known as they are: they make nothing.
    second = imported(as_csv([*rows, *invented(4, seed=9)[3:]]), documenters.archive, yara)
    assert fates_of(second)[0] == "unchanged"
    made = made_by(first)

    erase(people_seen(yara, [made.person])[0], documenters)

    for sheet in (again(first), again(second)):
        assert sheet.file is None
        reveal(sheet, by=None, why="test")
        assert not {"first", "words"} & set(sheet.told)
        assert rows_of(sheet)[0].content == {} and rows_of(sheet)[1].content["raw"]
    third = imported(as_csv([*rows, *invented(5, seed=9)[3:]]), documenters.archive, yara)
    assert fates_of(third)[:3] == ["new", "unchanged", "unchanged"]
    anew = made_by(third)
    assert anew.person not in (made.person, None) and anew.event not in (made.event, None)
    fourth = imported(as_csv([*rows, *invented(6, seed=9)[3:]]), documenters.archive, yara)
    assert fates_of(fourth)[0] == "unchanged", "and is known from then on"


def test_an_erased_event_of_a_list_is_made_anew_for_the_same_person(documenters: Any) -> None:
    rows, yara = invented(2), documenters.yara
    made = made_by(imported(as_csv(rows), documenters.archive, yara))

    erase(event_for(yara, made.event), documenters)
    again_brought = imported(as_csv([*rows, *invented(3, seed=9)[2:]]), documenters.archive, yara)

    anew = made_by(again_brought)
    assert anew.person == made.person and anew.event not in (made.event, None)
    assert fates_of(again_brought)[0] == "update"


def test_an_import_whose_rows_were_erased_is_undone_and_brought_back_without_them(documenters: Any) -> None:
    from malath.accountability.lists import actions
    from malath.accountability.lists.jobs import work_on_lists

    yara = documenters.yara
    sheet = imported(as_csv(invented(3)), documenters.archive, yara)
    made = made_by(sheet)
    erase(people_seen(yara, [made.person])[0], documenters)
    erase(event_for(yara, made.event), documenters)

    for ask in (actions.ask_undo, actions.ask_return):
        ask(again(sheet), by=yara)
        work_on_lists()

    assert again(sheet).state == "applied"
    assert people_seen(yara, [made.person]) == []
    assert rows_of(sheet)[0].content == {}


def test_nothing_is_erased_while_a_list_of_the_organisation_is_being_written(documenters: Any, as_member: Any) -> None:
    rows, yara, hala = invented(3), documenters.yara, documenters.hala
    made = made_by(imported(as_csv(rows), documenters.archive, yara))
    person = people_seen(yara, [made.person])[0]
    waiting = checked(as_csv([*rows, *invented(4, seed=9)[3:]]), documenters.archive, yara)
    assert effects_of(person, by=hala).in_the_way == [], "what waits makes somebody new, and the page says so"
    page = fresh(hala, as_member).get(reverse("violations_person_erase", args=[person.pk])).content.decode()
    assert "Lists that wait to be imported" in page

    actions.ask_apply(waiting, by=yara)

    (obstacle,) = effects_of(person, by=hala).in_the_way
    assert "being written" in obstacle.words
    with pytest.raises(ErasureBlockedError):
        ask_erasure(person, ground="wish", why="", by=hala)
    work_on_lists()
    erase(person, documenters)
