"""No bed is ever given twice, however many book at once and whoever dies in between (SH4); nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import living
from tests.living import LivingServer
from tests.reliability.bookings import overfull

SOAK = os.environ.get("MALATH_SOAK") == "1"
CLIENTS, TRIES = 64, 100_000 if SOAK else 5_000


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[LivingServer]:
    """Made, and not running: the clients are processes of their own."""
    with living.installation(tmp_path / "living") as made:
        yield made


def test_sixty_four_clients_that_are_killed_never_fill_a_bed_twice(installation: LivingServer) -> None:
    command = [sys.executable, "-m", "tests.reliability.bookings", str(CLIENTS), str(TRIES)]
    done = subprocess.run(command, env=installation.environment, capture_output=True, text=True, timeout=14_400)
    assert done.returncode == 0, done.stderr[-3000:]

    told = json.loads(done.stdout.splitlines()[-1])

    assert (told["faults"], told["lost"], told["not cancelled"], told["wrong nights"]) == ([], [], [], []), told
    assert told["counts"]["book"] >= TRIES
    assert told["kills"] >= TRIES // 50 and told["sweeps"] >= 3
    # Beds ran out, households were housed already, and much was granted: the race was one.
    assert told["counts"]["book ok"] > TRIES // 10 and told["counts"]["book no stays.home-full"] > TRIES // 10


@pytest.mark.parametrize(("stays", "faults"), [
    ([("a", 2, "shared", 1, "2026-12-01", "2026-12-05", 1), ("a", 2, "shared", 2, "2026-12-05", "2026-12-09", 2)], 0),
    ([("a", 2, "shared", 1, "2026-12-01", "2026-12-05", 1), ("a", 2, "shared", 2, "2026-12-04", "2026-12-09", 2)], 1),
    ([("a", 4, "family", 1, "2026-12-01", "2026-12-05", 1), ("a", 4, "family", 2, "2026-12-04", "2026-12-09", 1)], 1),
    ([("a", 4, "shared", 1, "2026-12-01", "2026-12-05", 1), ("b", 4, "shared", 1, "2026-12-04", "2026-12-09", 1)], 1),
])  # fmt: skip
def test_the_sweep_itself_finds_what_it_should(stays: list[tuple[object, ...]], faults: int) -> None:
    rows = [
        (number, one[0], one[1], one[2], one[3], one[4], one[5], one[6], "booked") for number, one in enumerate(stays)
    ]

    assert len(overfull(rows)) >= faults if faults else overfull(rows) == []
