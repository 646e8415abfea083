"""Every page, in every language, passes axe and the house's own rules: one h1, language and direction, one origin."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import pytest

from tests.accessibility.conftest import LANGUAGES, Seen
from tests.accessibility.looking import Looker
from tests.accessibility.pages import pages_of, unknown_addresses
from tests.people import PASSWORD

Look = Callable[..., Looker]


def walk(looker: Looker, seen: Seen) -> dict[str, list[str]]:
    """Every page with its faults, in one language; pages without any are left out."""
    found = {}
    pages = sorted(pages_of(seen.world), key=lambda page: page.role)
    for role, theirs in groupby(pages, key=lambda page: page.role):
        looker.become(seen.world["sessions"].get(role, ""))
        for page in theirs:
            faults = looker.look_at(page)
            if faults:
                found[f"{page.method} {page.path} as {page.role or 'nobody'}"] = faults
    return found


def report(found: dict[str, list[str]]) -> str:
    """The faults as lines to work through; nothing when all is well."""
    return "\n".join(f"{page}\n  " + "\n  ".join(faults) for page, faults in found.items())


def test_every_address_is_walked_or_named_with_a_reason() -> None:
    assert unknown_addresses() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_passes(look: Look, seen: Seen, language: str) -> None:
    assert report(walk(look(language), seen)) == ""


def test_every_page_passes_on_a_phone_in_the_dark(look: Look, seen: Seen) -> None:
    assert report(walk(look("ar", scheme="dark", width=390, height=844), seen)) == ""


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
