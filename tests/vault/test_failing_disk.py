"""T4: the disk refuses, at every place at which the intake writes: full, broken, over quota, or half of a write."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.house import House, acknowledged, surroundings
from tests.vault.plan import SOAK, say
from tests.vault.tracing import CHILD, Call, Run, traced

ERRORS = ["ENOSPC", "EIO", "EDQUOT"]
FAILABLE = {"write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate", "openat", "mkdir"}

# One writer that goes on after a fault, as the server's does; each thing is told of once it is durable.
GOES_ON = (
    CHILD
    + """
import io
from pathlib import Path
from malath.engines.vault import Intake, VaultFolder, Writer
with Writer(VaultFolder.open(Path(sys.argv[1]))) as writer:
    for number in range(3):
        intake = Intake(writer, by="amal", clock=lambda: "2026-11-21T10:00:00Z")
        try:
            item = intake.add_stream(io.BytesIO(b"thing %d" % number * 100), f"thing {number}")
            print(f"{item.id}  {item.sha256}  {number}  {item.name}")
        except Exception as refused:
            print(f"refused {number} {type(refused).__name__}: {refused}")
"""
)


class Sites:
    """A vault with something in it, and the calls of one `add` and of the writer that goes on."""

    def __init__(self, place: Path) -> None:
        place.mkdir()
        self.house = House.build(place)
        self.held = {item.id: item.sha256 for item in self.house.add({"before": b"was here before"}).values()}
        self.source = place / "source"
        self.source.mkdir()
        (self.source / "file").write_bytes(b"said and heard" * 100)
        self.before, self.scratch = place / "before", place
        shutil.copytree(self.house.path, self.before)
        self.add = self.calls(self.run())
        self.going_on = self.calls(self.run(program=GOES_ON))

    def run(self, inject: str = "", program: str = "") -> Run:
        """One `add` (or the program), from the same beginning each time."""
        shutil.rmtree(self.house.path)
        shutil.copytree(self.before, self.house.path)
        if program:
            return traced([self.house.path], self.scratch, inject=inject, program=program)
        return traced(["add", self.house.path, self.source], self.scratch, inject=inject)

    def calls(self, run: Run) -> list[Call]:
        """Those at which the vault's own disk may refuse."""
        assert run.code == 0, run
        found, ours = [], set()
        for call in run.calls:
            if call.name == "openat" and call.result >= 0:
                ours.discard(call.result)
                if f'"{self.house.path}' in call.rest:
                    ours.add(call.result)
            about = call.name in {"openat", "rename", "mkdir"} and f'"{self.house.path}' in call.rest
            about = about or (call.name in FAILABLE and call.rest[0].isdigit() and call.descriptor in ours)
            if about and call.name in FAILABLE and call.changes and call.result >= 0:
                found.append(call)
        return found


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("sites") / "place")


def some(calls: list[Call]) -> list[tuple[Call, str]]:
    """Every tenth call with one error in turn; in a soak every call with each error."""
    if SOAK:
        return [(call, error) for call in calls for error in ERRORS]
    return [(call, ERRORS[number % 3]) for number, call in enumerate(calls)][::10]


def never_synced_again(run: Run) -> bool:
    """Whether no descriptor was synced a second time after its sync failed. SQLite alone calls fdatasync, and does so again
    as it closes: the index is a copy, its transaction was taken back, and what is behind the log is made anew."""
    broken: set[int] = set()
    for call in run.calls:
        if call.name == "close":
            broken.discard(call.descriptor)
        elif call.name == "fsync":
            if call.descriptor in broken:
                return False
            if call.result < 0:
                broken.add(call.descriptor)
    return True


def test_a_disk_that_refuses_a_call_of_add(sites: Sites) -> None:
    """A clear line and exit code 1, or the intake came through; what was acknowledged stays; the next intake works."""
    wanted, done = some(sites.add), 0
    assert len(sites.add) >= 40, "the intake's calls were not seen"
    for call, error in wanted:
        run = sites.run(inject=f"{call.name}:error={error}:when={call.turn}")

        where = f"{error} at {call.name} {call.rest[:80]}"
        assert run.code in {0, 1}, (where, run)
        if run.code:
            assert re.match(r"malath vault add: .+", run.complaint.strip().splitlines()[-1]), (where, run.complaint)
            assert "Traceback" not in run.complaint, (where, run.complaint)
        assert never_synced_again(run), where
        assert sites.house.add({"after": b"it goes on"}), where
        sites.house.must_be_whole()
        sites.house.must_hold(sites.held | acknowledged(run.printed))
        done += 1
    say(done, len(wanted), f"refusals of a disk at {len(sites.add)} places of an `add`")


def test_a_writer_goes_on_after_a_refusal(sites: Sites) -> None:
    """The fault passes: what comes next is taken in by the same process, and what was refused is not there."""
    wanted, done = some(sites.going_on), 0
    for call, error in wanted:
        run = sites.run(inject=f"{call.name}:error={error}:when={call.turn}", program=GOES_ON)

        where = f"{error} at {call.name} {call.rest[:80]}"
        receipts = acknowledged(run.printed)
        assert run.code == 0, (where, run)
        assert len(receipts) >= 2, (where, run.printed)
        assert run.printed.count("\n") == 3, (where, run.printed)
        assert never_synced_again(run), where
        sites.house.must_be_whole()
        sites.house.must_hold(sites.held | receipts)
        done += 1
    say(done, len(wanted), f"refusals at {len(sites.going_on)} places of a writer that goes on")


SHORT = """
import resource, signal, sys
from malath.engines.vault.commands.main import vault_command
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
sys.exit(vault_command(sys.argv[1:]))
"""
LIMITS = range(1, 24_000, 16 if SOAK else 4400)
"""Bytes that a file may have: up to the index, the largest file of this vault."""


def test_a_disk_that_takes_half_of_a_write(sites: Sites) -> None:
    """The system itself cuts the write that crosses the limit, then refuses: packs, lines, segments, tiles, index."""
    refused = done = 0
    for limit in LIMITS:
        shutil.rmtree(sites.house.path)
        shutil.copytree(sites.before, sites.house.path)
        command = [sys.executable, "-c", SHORT, str(limit), "add", str(sites.house.path), str(sites.source)]
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings())

        assert run.returncode in {0, 1}, (limit, run)
        assert "Traceback" not in run.stderr, (limit, run.stderr)
        assert sites.house.add({"after": b"it goes on"})
        sites.house.must_be_whole()
        sites.house.must_hold(sites.held | acknowledged(run.stdout))
        refused, done = refused + run.returncode, done + 1
    assert refused >= done // 10, "hardly any write was cut"
    say(done, len(LIMITS), f"disks that take a part, {refused} intakes refused")


def test_a_failed_sync_of_a_pack_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said once more without strace: what could not be synced is not kept, and is not tried again."""
    real, tried = os.fsync, []

    def refuse(descriptor: int) -> None:
        if ".new-" in os.readlink(f"/proc/self/fd/{descriptor}"):
            tried.append(descriptor)
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output"):
        house.add({"thing": b"thing"})
    monkeypatch.setattr(os, "fsync", real)

    assert len(tried) == 1
    house.must_be_whole()
    house.must_be_tidy()
    assert hashlib.sha256(b"other").hexdigest() == house.add({"other": b"other"})["other"].sha256
