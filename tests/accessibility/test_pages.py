"""Every page passes axe and the house's own rules: one h1, language and direction, one origin, no scrolling sideways.

Arabic is walked as most will use it, on a phone, in the dark; English on a wide screen by day, each with every answer
that refuses a form; French by its pages (its refusals are the same elements with other words).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.accessibility.conftest import LANGUAGES, Seen
from tests.accessibility.looking import Looker
from tests.accessibility.pages import unknown_addresses
from tests.accessibility.walking import walk
from tests.people import PASSWORD

Look = Callable[..., Looker]


def test_every_address_is_walked_or_named_with_a_reason() -> None:
    assert unknown_addresses() == []


def test_every_page_passes_in_arabic_on_a_phone_in_the_dark(look: Look, seen: Seen) -> None:
    assert walk(look("ar", scheme="dark", width=390, height=844), seen) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_step_of_the_sign_in_passes(look: Look, seen: Seen, language: str) -> None:
    looker = look(language)
    looker.become("")
    looker.page.goto(seen.server.url + "/account/sign-in/")

    looker.page.fill("[name=login]", seen.world["guarded"])
    looker.page.fill("[name=password]", PASSWORD)
    looker.page.press("[name=password]", "Enter")
    looker.page.wait_for_url("**/account/sign-in/second-step/")

    assert looker.faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sealed_server_and_its_door_pass(seen: Seen, language: str) -> None:
    assert seen.sealed[language] == []
