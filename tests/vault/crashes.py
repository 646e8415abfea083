"""A vault that was interrupted somewhere: the same demands of each, whatever interrupted it."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from malath.engines.vault import Intake
from tests.vault.house import DAY, HAND, House


def must_go_on(house: House, source: Path, acknowledged: dict[str, str], *, once: bool = True) -> None:
    """An interrupted intake of a folder is run again, unless its last receipt was given: nothing acknowledged is lost,
    everything is there, the vault is whole and tidy. `once`: and nothing was taken in twice."""
    receipts = dict(acknowledged)
    files = [path for path in source.rglob("*") if path.is_file()]
    with house.writing() as writer:
        intake = Intake(writer, by=HAND, clock=lambda: DAY)
        if len(receipts) < len(files):
            summary = intake.add_files(
                [source], done=lambda items: receipts.update({item.id: item.sha256 for item in items})
            )
            assert not summary.left_out
        intake.add_stream(io.BytesIO(b"and so on"), "another")
    house.must_be_whole()
    house.must_hold(receipts)
    house.must_be_whole()
    house.must_be_tidy(but="unfinished-" if len(acknowledged) == len(files) else "?")
    with house.open() as vault:
        there = Counter(item.name for item in vault.items())
    for path in files:
        count = there[f"{source.name}/{path.relative_to(source)}"]
        assert count == 1 or (count > 1 and not once), (path.name, count)
