"""Fixtures of the vault's torture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vault.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty vault."""
    return House.build(tmp_path)
