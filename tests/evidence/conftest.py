"""Keys and a time-stamping authority, made once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .authority import Authority
from .makers import Signer


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An invented time-stamping authority."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signer() -> Iterator[Signer]:
    """The key of Nour's telephone. Its home is short, because a socket's path must be."""
    yield from _signer("Nour Invented")


@pytest.fixture(scope="session")
def other_signer() -> Iterator[Signer]:
    """Somebody else's key."""
    yield from _signer("Sami Invented")


def _signer(name: str) -> Iterator[Signer]:
    with tempfile.TemporaryDirectory(prefix="mk", dir="/tmp") as home:
        signer = Signer(Path(home), name)
        yield signer
        signer.close()
