"""A living installation for each test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import LivingServer, living_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LivingServer]:
    """Made, running, sealed."""
    with living_server(tmp_path / "living") as running:
        yield running
