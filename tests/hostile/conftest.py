"""One world a file of tests: it is costly to make, and nothing that is sent to it stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.everything import everything
from tests.hostile.world import World, make_world
from tests.people import found_coalition
from tests.permissions.walking import keys_left_alone


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, _processes: None) -> Iterator[World]:
    """Everything there is, and everybody signed in."""
    with (
        pytest.MonkeyPatch.context() as patch,
        keys_left_alone(patch),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_world(everything(found_coalition()))
        transaction.set_rollback(True)
