"""Run by `python -m tests.permissions.write`, not by the suite: what every row would say today."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.everything import everything
from tests.people import Coalition
from tests.permissions.addresses import addresses
from tests.permissions.table import COLUMNS, METHODS
from tests.permissions.walking import Walker, keys_left_alone


def test_say_what_every_row_would_be(
    coalition: Coalition, as_member: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = everything(coalition)
    seen: dict[str, dict[str, str]] = {}

    with keys_left_alone(monkeypatch):
        for column in COLUMNS:
            walker = Walker(made, column, as_member)
            for address in [a for a in addresses() if a.route.startswith(("statements","sign/"))]:
                for method in METHODS:
                    seen.setdefault(f"{method} {address.route}", {})[column] = walker.code(method, address)

    Path(os.environ["MALATH_PROPOSE"]).write_text(json.dumps(seen))
