"""Tokens: equal across scripts, silent about what is missing, and worth nothing without the keeper's secret."""

from __future__ import annotations

from typing import Any

import pytest

from malath.engines.keyring import RootKeys
from malath.people.asking.tokens import Token, encode, have_the_same_name, is_enough, likeness
from malath.people.models import Person
from malath.platform.keeper.encoding import encode as keyed
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def person(*names: str, **about: Any) -> Person:
    return Person(names={"main": names[0], "others": list(names[1:])}, about=about)


SAME = [
    (("سلمى خالد حداد",), {"birth": "1991"}, ("Salma Khalid Haddad",), {"birth": "1991-04-12"}),
    (("محمود عبد الرحمن الشامي",), {}, ("Mahmoud Abdul Rahman Chami",), {}),
    (("أحمد يوسف قاسم",), {"birth": "1980"}, ("Ahmad Youssef Qassem",), {"birth": "1981~"}),
    (("خديجة سعيد درويش", "Khadija"), {"birth": "1975"}, ("Hadija Said Darwish",), {"birth": "1975"}),
    (("ليلى حداد",), {"birth": "1990"}, ("Leila Haddad",), {"birth": "1990"}),
]
OTHERS = [
    (("سلمى خالد حداد",), {"birth": "1991"}, ("Salma Khalid Haddad",), {"birth": "1994"}),
    (("سلمى خالد حداد",), {"birth": "1991", "sex": "f"}, ("Salem Khalid Haddad",), {"birth": "1991", "sex": "m"}),
    (("سلمى خالد حداد",), {"birth": "1991"}, ("Omar Khalid Haddad",), {"birth": "1991"}),
    (("ليلى حداد",), {}, ("Leila Haddad",), {}),
    (("محمد أحمد",), {"birth": "1990"}, ("Mohammad Mahmoud",), {"birth": "1990"}),
    (("محمود عبد الرحمن الشامي",), {}, ("Mahmoud Abdul Karim Chami",), {}),
]


@pytest.mark.parametrize(("left", "about", "right", "other"), SAME)
def test_one_person_in_two_scripts_is_found(
    coalition: Coalition, left: Any, about: Any, right: Any, other: Any
) -> None:
    asked, held = encode([person(*left, **about), person(*right, **other)])

    assert likeness(asked, held) > 0


@pytest.mark.parametrize(("left", "about", "right", "other"), OTHERS)
def test_two_people_are_not_taken_for_one(coalition: Coalition, left: Any, about: Any, right: Any, other: Any) -> None:
    asked, held = encode([person(*left, **about), person(*right, **other)])

    assert likeness(asked, held) == 0


def test_the_nearer_name_is_the_likelier(coalition: Coalition) -> None:
    asked, near, far = encode(
        [
            person("سلمى خالد حداد", birth="1991"),
            person("Salma Khalid Haddad", birth="1991"),
            person("Salma Haddad", birth="1991"),
        ]
    )

    assert likeness(asked, near) > likeness(asked, far)


@pytest.mark.parametrize(
    ("names", "about", "enough"),
    [
        (("سلمى خالد حداد",), {}, True),
        (("Salma Haddad",), {"birth": "1991~"}, True),
        (("Salma Haddad",), {}, False),
        (("Salma",), {"birth": "1991"}, False),
        (("Salma", "سلمى خالد حداد"), {}, True),
    ],
)
def test_too_little_is_not_asked_for(names: Any, about: Any, enough: bool) -> None:
    assert is_enough(person(*names, **about)) is enough


def test_a_token_survives_its_text_and_holds_no_letter_of_the_name(coalition: Coalition) -> None:
    token = encode([person("سلمى خالد حداد", "Salma Haddad", birth="1991", sex="f")])[0]

    text = token.as_text()

    assert Token.of_text(text) == token
    assert "salma" not in text.lower()
    assert "1991" not in text
    assert have_the_same_name(token, token)


def test_without_the_secret_nothing_can_be_made_again() -> None:
    ours, others = (RootKeys(root=bytes([n]) * 32, intake_private_key=bytes(32)) for n in (1, 2))

    assert keyed(ours, [["name|=slm"]]) == keyed(ours, [["name|=slm"]])
    assert keyed(ours, [["name|=slm"]]) != keyed(others, [["name|=slm"]])
    assert len(keyed(ours, [[]])[0]) == 128
