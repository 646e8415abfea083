"""The same pages on a wide screen: a file of its own, so that both cores walk."""

from __future__ import annotations

from collections.abc import Callable

from tests.accessibility.conftest import Seen
from tests.accessibility.looking import Looker
from tests.accessibility.walking import walk

Look = Callable[..., Looker]


def test_every_page_passes_in_english(look: Look, seen: Seen) -> None:
    assert walk(look("en"), seen) == ""


def test_every_page_passes_in_french(look: Look, seen: Seen) -> None:
    assert walk(look("fr"), seen, refusals=False) == ""
