"""One living installation and one browser for the folder; a window for each person of a journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.walking import DESK, PHONE, Walker
from tests.living import LivingServer, living_server

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Place:
    """The running server, open, and what was made in it."""

    server: LivingServer
    running: Browser
    world: dict[str, Any]


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server, unsealed, with the coalition and a household for each journey."""
    with living_server(tmp_path_factory.mktemp("journeys") / "living") as server, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        server.unseal()
        yield Place(server, running, server.python("tests.journeys.world"))
        running.close()


@pytest.fixture
def window(place: Place) -> Iterator[Callable[..., Walker]]:
    """`window("amal")` is Amal at a telephone, signed in, in Arabic; at the end no page may have had a fault."""
    opened: list[Walker] = []

    def open_window(who: str = "", language: str = "ar", *, desk: bool = False, scripts: bool = True) -> Walker:
        walker = Walker(place.running, place.server.url, language, size=DESK if desk else PHONE, scripts=scripts)
        opened.append(walker)
        return walker.become(place.world["sessions"][who]) if who else walker

    yield open_window
    assert [fault for walker in opened for fault in walker.end()] == []
