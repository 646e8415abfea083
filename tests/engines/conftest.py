"""Fixtures of the engines' tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engines.ledgers import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty ledger with its keys."""
    return House(tmp_path / "ledger")


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for the disk, where a test does not ask what a power cut would leave."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
