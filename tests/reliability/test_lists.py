"""A list whose process is killed is written whole, once; undone and brought back whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.living import installation

ROWS = 1_700


def test_a_list_loses_no_row_and_doubles_none_however_often_its_process_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reliability.lists", str(ROWS)]
    with installation(tmp_path / "living") as made:
        done = subprocess.run(command, env=made.environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]

    told = json.loads(done.stdout.splitlines()[-1])

    assert told["kills"] >= 3
    written, undone, back = told["written"], told["undone"], told["back"]
    assert [written[name] for name in ("people", "acts", "every person", "rows", "people of rows")] == [ROWS] * 5
    assert (written["state"], undone["state"], back["state"]) == ("applied", "undone", "applied")
    assert [undone[name] for name in ("people", "acts", "statements")] == [0, 0, 0]
    assert back == written
