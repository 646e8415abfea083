"""Fixtures for every test: a real keeper and a real finder in processes of their own, the coalition, a client for each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.people import PASSPHRASE, Coalition, found_coalition

# Walks with a browser, installations of their own: pytest-django would leave what needs no database to the end, and one
# worker alone with it.
LONG = ("tests/accessibility/", "tests/journeys/", "tests/reliability/", "tests/placement/test_random")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes come first, each whole."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no collection of garbage goes over it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _processes() -> Iterator[None]:
    """The keeper, made with one passphrase and opened, and the finder: the real ones, one pair a test process."""
    from malath.platform.keeper import process as keeper_process
    from malath.platform.keeper.client import home, keeper
    from malath.platform.keeper.setup import create_with_passphrase
    from malath.platform.sealed.finder import process as finder_process

    create_with_passphrase(home(), PASSPHRASE)
    running = [keeper_process.start(home()), finder_process.start(home(), build=False)]
    keeper().unseal(PASSPHRASE)
    finder_process.wait_until_ready(home())
    yield
    for process in running:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def coalition(db: None, _processes: None) -> Coalition:
    """The organisations and members of tests/people.py."""
    return found_coalition()


@pytest.fixture
def as_member() -> Callable[..., Client]:
    """`as_member(amal)` is a client signed in as Amal, second factor done."""

    def sign_in(member: object, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(member)  # type: ignore[arg-type]
        session = client.session
        session["second_factor_done"] = True
        session.save()
        client.cookies["malath-language"] = language
        return client

    return sign_in


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[..., object]:
    """`with commits():` runs what actions leave for after the commit (finder, notices, subscriptions)."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
