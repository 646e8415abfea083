"""The rate limits count in memory: each test begins without a past."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_past() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
