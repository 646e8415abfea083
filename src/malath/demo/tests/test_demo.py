"""The fictional coalition is whole, the same each time, and its sign-in by button exists nowhere else."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client

from malath.demo.generator import invent_coalition
from malath.demo.models import DemoMark
from malath.demo.selectors import accounts
from malath.demo.world import World
from malath.people.models import Person
from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Document, Entry
from malath.recovery.plans.models import Plan
from tests.people import Coalition

# France's ranges for fiction: Arcep, decision 2018-0881, annex (audio-visual works).
RESERVED = re.compile(r"\+33 (1 99 00|2 61 91|3 53 01|4 65 71|5 36 49|6 39 98) \d\d \d\d")


@pytest.fixture
def world(db: None, _processes: None) -> World:
    return invent_coalition()


def everybody() -> list[Person]:
    people = list(Person.objects.unscoped(reason="a test counts").order_by("pseudonym"))
    reveal(people, by=None, why="test")
    return people


def test_it_has_the_size_that_it_promises_and_every_stage(world: World) -> None:
    cases = Case.objects.unscoped(reason="a test counts")

    assert Organisation.objects.count() == 7
    assert sorted(LocalNetwork.objects.values_list("slug", flat=True)) == ["douarnenez", "lyon", "metz", "rennes"]
    assert (Member.objects.count(), len(everybody()), cases.count()) == (42, 400, 250)
    assert {case.stage for case in cases} == {"open", "closed"}
    assert len({case.entry_path for case in cases}) == 3
    assert (max(case.opened_on for case in cases) - min(case.opened_on for case in cases)).days > 600
    assert Plan.objects.unscoped(reason="a test counts").exists()
    assert Document.objects.unscoped(reason="a test counts").exists()
    assert Entry.objects.unscoped(reason="a test counts").filter(restriction="legal").exists()


def test_every_telephone_number_is_from_a_range_reserved_for_fiction(world: World) -> None:
    numbers = [number for person in everybody() for number in person.contact.get("phones", [])]

    assert len(numbers) > 100
    assert [number for number in numbers if not RESERVED.fullmatch(number)] == []


def test_it_speaks_three_languages(world: World) -> None:
    assert {member.language for member in Member.objects.all()} == {"ar", "en", "fr"}


def test_each_account_is_offered_by_one_button_on_loopback_only(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    path = next(one["sign_in"] for one in accounts() if one["handle"] == "amal")
    assert len({one["handle"] for one in accounts()}) == 42

    monkeypatch.setenv("MALATH_ADDRESS", "0.0.0.0:8000")
    assert Client().post(path).status_code == 404
    assert path not in Client().get("/account/sign-in/").content.decode()

    monkeypatch.setenv("MALATH_ADDRESS", "127.0.0.1:8000")
    assert path in Client().get("/account/sign-in/").content.decode()
    assert Client().post(path).status_code == 303


def test_without_the_generators_mark_nobody_signs_in_by_button(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    monkeypatch.setenv("MALATH_ADDRESS", "127.0.0.1:8000")

    assert not DemoMark.objects.exists()
    assert Client().post("/demo/sign-in/amal/").status_code == 404
    assert accounts() == []


def test_the_same_seed_gives_the_same_people(db: None, _processes: None) -> None:
    def once() -> list[tuple[str, object]]:
        with transaction.atomic():
            invent_coalition(cases=25)
            found = [(person.pseudonym, person.names) for person in everybody()]
            transaction.set_rollback(True)
        return found

    first = once()

    assert len(first) == 40
    assert once() == first
