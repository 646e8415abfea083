"""Entering and changing people, and who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from malath.people import visibility
from malath.people.actions import blank_person, change_person
from malath.people.errors import NameMissingError, PersonErasedError
from malath.people.models import LegalStatus, Person, SafeContactVersion
from malath.people.papers import add_status
from malath.people.pseudonyms import WORDS, new_pseudonym
from malath.people.selectors import person_for, safe_contact_for, safe_contact_versions_for
from malath.people.tests.makers import again, entered
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.sealed.fields import NotRevealedError, reveal
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(OutboxEntry.objects.order_by("number").values_list("verb", flat=True))


def test_entering_gives_a_key_a_pseudonym_and_an_entry(coalition: Coalition) -> None:
    person = entered(coalition.haven, coalition.amal, "سلمى حداد", "Salma Haddad", "Salma Haddad")

    word, number = person.pseudonym.split("-")
    assert word in WORDS
    assert number.isdigit()
    assert again(person, coalition.rima).names == {"main": "سلمى حداد", "others": ["Salma Haddad"]}
    assert verbs() == ["people.entered"]


def test_nothing_of_a_person_stands_readable_in_the_database(coalition: Coalition) -> None:
    person = entered(coalition.haven, coalition.amal, "Salma Haddad", contact={"phones": ["+99 555 0100"]})
    with connection.cursor() as cursor:
        cursor.execute("select * from people_person")
        row = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())

    assert b"Salma" not in row
    assert b"5550100" not in row and b"555 0100" not in row
    with pytest.raises(NotRevealedError):
        _ = Person.objects.visible_to(coalition.rima).get(pk=person.pk).name


def test_a_person_needs_a_name(coalition: Coalition) -> None:
    with pytest.raises(NameMissingError):
        entered(coalition.haven, coalition.amal, "  ")

    assert verbs() == []


@pytest.mark.parametrize("who", ["chadia", "omar", "tariq", "boris"])
def test_only_those_who_work_on_cases_of_the_organisation_enter_people(coalition: Coalition, who: str) -> None:
    with pytest.raises(NotAllowedError):
        entered(coalition.haven, getattr(coalition, who), "Salma Haddad")


@pytest.mark.parametrize("who", ["amal", "lea", "nadim", "omar", "tariq", "boris", "bilal", "chadia"])
def test_a_person_without_a_case_is_hidden_from_all_but_covering_roles(coalition: Coalition, who: str) -> None:
    person = entered(coalition.haven, coalition.amal, "Salma Haddad")

    with pytest.raises(NotFoundError):
        person_for(getattr(coalition, who), person.pk)
    with pytest.raises(NotAllowedError):
        change_person(person, by=getattr(coalition, who), wishes={"worker": "a woman"})


@pytest.mark.parametrize("who", ["rima", "dalia"])
def test_a_covering_role_sees_and_changes(coalition: Coalition, who: str) -> None:
    member = getattr(coalition, who)
    person = entered(coalition.haven, coalition.amal, "Salma Haddad")

    change_person(person_for(member, person.pk), by=member, wishes={"worker": "a woman"})

    assert again(person, member).wishes == {"worker": "a woman"}


def test_who_sees_through_another_room_changes_only_if_that_room_says_so(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = entered(coalition.haven, coalition.amal, "Salma Haddad")
    writers: set[Any] = set()
    monkeypatch.setattr(visibility, "_rules", [lambda viewer, path: visibility.Q(entered_by=viewer)])
    monkeypatch.setattr(visibility, "_write_rules", [lambda viewer, row: viewer.pk in writers])

    with pytest.raises(NotAllowedError):
        change_person(person, by=coalition.amal, wishes={"worker": "a woman"})
    writers.add(coalition.amal.pk)
    change_person(person, by=coalition.amal, wishes={"worker": "a woman"})

    assert again(person, coalition.amal).wishes == {"worker": "a woman"}


def test_changing_to_the_same_leaves_no_entry(coalition: Coalition) -> None:
    person = entered(coalition.haven, coalition.amal, "Salma Haddad", about={"birth": "1991"})

    change_person(person, by=coalition.rima, about={"birth": "1991"}, names={"main": "Salma Haddad", "others": []})

    assert verbs() == ["people.entered"]


def test_earlier_contact_rules_are_kept_with_who_changed_them(coalition: Coalition) -> None:
    first = {"only": ["signal"], "never": ["call"], "hours": "10:00-14:00", "agreed_on": "2026-11-03"}
    person = entered(coalition.haven, coalition.amal, "Salma Haddad", safe_contact=first)

    change_person(person, by=coalition.rima, safe_contact={"only": ["in_person"], "agreed_on": "2026-11-20"})
    change_person(person, by=coalition.dalia, safe_contact={"only": ["mail"], "agreed_on": "2026-11-21"})

    versions = list(safe_contact_versions_for(coalition.rima, person))
    reveal(versions, by=coalition.rima, why="test")
    assert [version.number for version in versions] == [2, 1]
    assert [version.replaced_by for version in versions] == [coalition.dalia, coalition.rima]
    assert versions[1].rules.items() >= first.items()
    assert verbs()[-2:] == ["people.changed", "people.safe-contact-changed"]


def test_contact_rules_are_said_in_words(coalition: Coalition) -> None:
    rules = {
        "only": ["signal"],
        "never": ["call", "sms"],
        "never_words": "Nothing through her brother",
        "hours": "10:00-14:00",
        "code_word": "the library",
        "agreed_on": "2026-11-03",
    }
    person = entered(coalition.haven, coalition.amal, "Salma Haddad", safe_contact=rules)

    said = safe_contact_for(again(person, coalition.rima))

    assert said["only_ways"] == ["Signal"]
    assert said["never"] == ["Telephone call", "SMS", "Nothing through her brother"]
    assert (said["hours"], said["code_word"]) == ("10:00-14:00", "the library")
    assert said["agreed_on"] == date(2026, 11, 3)


def test_pseudonyms_differ(coalition: Coalition) -> None:
    names = {entered(coalition.haven, coalition.amal, f"Person {n}").pseudonym for n in range(20)}

    assert len(names) == 20
    assert new_pseudonym() not in names


def test_blanking_leaves_pseudonym_and_days_alone(coalition: Coalition) -> None:
    person = entered(coalition.haven, coalition.amal, "Salma Haddad", safe_contact={"only": ["signal"]})
    change_person(person, by=coalition.rima, safe_contact={"only": ["mail"]})
    add_status(person, details={"country": "FR", "number": "A1"}, by=coalition.rima, expires_on=date(2027, 1, 1))

    blank_person(person, by=coalition.rima)
    blank_person(person, by=coalition.rima)

    row = again(person, coalition.rima)
    assert (row.name, row.names, row.contact, row.safe_contact) == (person.pseudonym, {}, {}, {})
    assert row.erased_on is not None
    assert SafeContactVersion.objects.visible_to(coalition.rima).get().rules == {}
    assert LegalStatus.objects.visible_to(coalition.rima).get().details == {}
    with pytest.raises(PersonErasedError):
        change_person(person, by=coalition.rima, wishes={"worker": "a woman"})
