"""One living installation and one browser for the folder; its pages are only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.accessibility.looking import Looker, browser
from tests.accessibility.pages import Page
from tests.living import LivingServer, living_server

LANGUAGES = ("ar", "en", "fr")


@dataclass
class Seen:
    """The running server, what is in it, what a browser found while it was sealed."""

    server: LivingServer
    running: Browser
    world: dict[str, Any]
    sealed: dict[str, list[str]]


@pytest.fixture(scope="package")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """A household with everything in it behind a server that is open."""
    with living_server(tmp_path_factory.mktemp("seen") / "living") as server, browser() as running:
        server.unseal()
        world = server.python("tests.accessibility.world")
        # Started anew, it is sealed; those who were signed in still are.
        server.stop()
        server.start()
        session = world["sessions"]["coordinator"]
        sealed = {language: _sealed(Looker(running, server.url, language), session) for language in LANGUAGES}
        server.unseal()
        yield Seen(server, running, world, sealed)


def _sealed(looker: Looker, session: str) -> list[str]:
    """What is wrong with the door of a sealed server, and with its answer to somebody who is signed in."""
    looker.become(session)
    return looker.look_at(Page("/unseal/")) + looker.look_at(Page("/cases/", statuses=(503,)))


@pytest.fixture(scope="package")
def look(seen: Seen) -> Any:
    """`look("ar", scheme="dark", width=390)` is somebody who goes from page to page."""
    return lambda language, **how: Looker(seen.running, seen.server.url, language, **how)
