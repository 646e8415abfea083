"""Fixtures of the engines' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.ledgers import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty ledger with its keys."""
    return House(tmp_path / "ledger")
