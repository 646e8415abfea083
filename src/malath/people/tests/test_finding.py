"""Search finds people across scripts and spellings, and never anybody whom the viewer may not see."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from malath.people import finding, links
from malath.people.actions import blank_person, change_person
from malath.people.finding import people_found, people_near
from malath.people.links import PersonLink
from malath.people.tests.makers import entered
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.sources import sources
from tests.people import Coalition

pytestmark = pytest.mark.django_db
Commits = Callable[[], AbstractContextManager[object]]


def names_found(coalition: Coalition, text: str) -> list[str]:
    return [found.person.name for found in people_found(coalition.rima, text)]


AHMAD = ["أحمد", "احمد", "Ahmad", "Ahmed", "ahm"]
ABDALLAH = ["عبد الله", "عبدالله", "Abdallah", "Abdullah", "Abd Allah"]


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        *[(recorded + " الزيتوني", asked) for recorded in ("أحمد", "احمد") for asked in AHMAD],
        *[("Ahmad Zeitouni", asked) for asked in AHMAD],
        *[(recorded + " سليم", asked) for recorded in ("عبد الله", "عبدالله") for asked in ABDALLAH],
        ("فاطمة رمضان", "فاطمه"),
        ("فاطمه رمضان", "فاطمة"),
        ("سلمى عثمان", "سلمي"),
        ("سلمي عثمان", "سلمى"),
        ("سلمى الحداد", "حداد"),
        ("سلمى حداد", "الحداد"),
        ("سلمى الحداد", "Haddad"),
        ("سلمى حداد", "al-Haddad"),
        ("Salma Al-Haddad", "حداد"),
        ("Salma Haddad", "hadd"),
    ],
)
def test_a_name_is_found_in_any_script_and_spelling(
    coalition: Coalition, commits: Commits, recorded: str, asked: str
) -> None:
    with commits():
        entered(coalition.haven, coalition.rima, recorded)
        entered(coalition.haven, coalition.rima, "يوسف قنديل")

    found = names_found(coalition, asked)

    assert found[:1] == [recorded]
    assert "يوسف قنديل" not in found


def test_other_names_pseudonym_case_code_and_telephone_find_too(
    coalition: Coalition, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_codes", [lambda people: {person: ["2026-041"] for person in people}])
    with commits():
        person = entered(
            coalition.haven, coalition.rima, "سلمى حداد", "Um Layan", contact={"phones": ["+33 1 99 00 12 34"]}
        )

    for asked in ("Um Layan", person.pseudonym, person.pseudonym.lower(), "2026-041", "+33199001234"):
        assert names_found(coalition, asked) == ["سلمى حداد"], asked


@pytest.mark.parametrize("who", ["amal", "boris", "bilal", "lea", "nadim", "omar", "tariq", "chadia"])
def test_nobody_finds_a_person_whom_they_may_not_see(coalition: Coalition, commits: Commits, who: str) -> None:
    with commits():
        person = entered(coalition.haven, coalition.rima, "سلمى حداد")

    for asked in ("سلمى حداد", "Salma", person.pseudonym):
        assert people_found(getattr(coalition, who), asked) == []


def test_hidden_people_do_not_push_visible_ones_out_of_a_file_that_is_compared(
    coalition: Coalition, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "CROWD", 3)
    with commits():
        for _n in range(5):
            entered(coalition.archive, coalition.boris, "سلمى حداد")
        entered(coalition.haven, coalition.rima, "سلمى حدادي")

    assert [person.name for person in people_near(coalition.rima, ["سلمى حداد"], each=2)] == ["سلمى حدادي"]


def test_hidden_people_do_not_push_visible_ones_out_of_the_page(coalition: Coalition, commits: Commits) -> None:
    with commits():
        for _n in range(23):
            entered(coalition.archive, coalition.boris, "سلمى حداد")
        mine = entered(coalition.haven, coalition.rima, "سلمى حداد")

    found = people_found(coalition.rima, "سلمى حداد", limit=3)

    assert [match.person for match in found] == [mine]


def test_the_reason_stands_name_by_name(coalition: Coalition, commits: Commits) -> None:
    with commits():
        entered(coalition.haven, coalition.rima, "سلمى حداد")

    [found] = people_found(coalition.rima, "Salma Haddad")

    assert [part.reason for part in found.parts] == ["other script", "other script"]
    assert found.score > 0.85


def test_links_of_other_rooms_stand_beside_the_match(
    coalition: Coalition, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = PersonLink("2026-041", "/cases/2026-041/")
    monkeypatch.setattr(links, "_links", [lambda viewer, people: {person: [link] for person in people}])
    with commits():
        entered(coalition.haven, coalition.rima, "سلمى حداد")

    assert people_found(coalition.rima, "سلمى")[0].links == [link]


def test_a_new_name_is_found_and_the_old_one_no_more(coalition: Coalition, commits: Commits) -> None:
    with commits():
        person = entered(coalition.haven, coalition.rima, "Salma Haddad")
    with commits():
        change_person(person, by=coalition.rima, names={"main": "Wafaa Qandil"})

    assert names_found(coalition, "Wafaa Qandil") == ["Wafaa Qandil"]
    assert names_found(coalition, "Salma Haddad") == []


def test_the_erased_are_forgotten_by_the_finder(coalition: Coalition, commits: Commits) -> None:
    with commits():
        person = entered(coalition.haven, coalition.rima, "Ghiyath Mansouri")
    with commits():
        blank_person(person, by=coalition.rima)

    assert names_found(coalition, "Ghiyath Mansouri") == []
    assert person.pk not in [id for id, _score, _name in finder().find("Ghiyath Mansouri", limit=100)]


def test_what_is_rolled_back_never_reaches_the_finder(coalition: Coalition) -> None:
    person = entered(coalition.haven, coalition.rima, "Never Committed")

    assert person.pk not in [id for id, _score, _name in finder().find("Never Committed", limit=100)]


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "%", "\u202e", "ـ", "ا" * 5000, "🙂", "'; drop table people_person"]
)
def test_strange_texts_find_nothing_and_break_nothing(coalition: Coalition, text: str) -> None:
    assert people_found(coalition.rima, text) == []


def test_the_finder_is_built_from_batches_of_everybody(coalition: Coalition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BATCH", 2)
    made: set[uuid.UUID] = {entered(coalition.haven, coalition.rima, f"Person {n}").pk for n in range(5)}

    batches = list(finding.batches_for_finder())

    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert {person.pk for batch in batches for person in batch} == made
    assert ("people", finding.batches_for_finder, finding.searchable) in list(sources())
