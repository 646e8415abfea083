"""An act and its ledger entry stand or fall together; killing any process loses none and doubles none."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from malath.engines.ledger.segments import Segment, segment_paths
from tests.living import PROCESSES, LivingServer, living_server


@dataclass
class Survived:
    """What was acknowledged, and what stands in the ledger after everything was killed several times."""

    acknowledged: list[str]
    half_moved: list[str]
    entries: list[str]
    server: LivingServer


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += descendants(int(child))
    return found


def kill_all(server: LivingServer) -> None:
    """The power goes: every process of the server ends at once."""
    assert server.process is not None
    for pid in descendants(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    server.process.wait(timeout=10)
    server.process = None


def anew(server: LivingServer) -> None:
    """Start what was killed; no key is needed for the ledger to be written."""
    server.start()
    server.wait_until(lambda: len(server.children()) == PROCESSES)


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    """Acts are committed all the while; both processes of jobs, the keeper and the whole server are killed under them."""
    with living_server(tmp_path_factory.mktemp("storm") / "living") as server:
        command = [sys.executable, "-m", "tests.reliability.storm", "write"]
        writer = subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE, text=True)
        try:
            time.sleep(2)
            for module in ("malath.cli.jobs quick", "malath.cli.jobs long", "malath.platform.keeper"):
                before = server.child(module)
                os.kill(before, signal.SIGKILL)
                server.wait_until(lambda before=before: before not in server.children())  # type: ignore[misc]
                server.wait_until(lambda: server.health() is not None and len(server.children()) == PROCESSES)
                time.sleep(1)
            kill_all(server)
            anew(server)
            # A writer goes on until here, so that something always waits when a process dies.
        finally:
            writer.kill()
            printed, _errors = writer.communicate()
        # What was printed whole was acknowledged; the last commit may have been killed before it could say so.
        acknowledged = [line for line in printed.splitlines() if len(line) == 36]
        os.kill(server.child("malath.cli.jobs quick"), signal.SIGSTOP)
        server.python("tests.inside", "outbox", "5")
        server.python("tests.reliability.storm", "half_way")
        # Twice in a row, with more behind it: what the first move wrote must still be known after the second.
        server.python("tests.inside", "outbox", "3")
        half_moved = server.python("tests.reliability.storm", "half_way")
        kill_all(server)
        anew(server)
        server.unseal()
        server.wait_for_jobs()
        entries = server.python("tests.reliability.storm", "read")
        server.stop()
        yield Survived(acknowledged, half_moved, entries, server)


def test_no_acknowledged_act_is_missing_from_the_ledger(survived: Survived) -> None:
    assert len(survived.acknowledged) > 50
    assert set(survived.acknowledged) - set(survived.entries) == set()


def test_no_act_stands_in_the_ledger_twice(survived: Survived) -> None:
    assert len(survived.entries) == len(set(survived.entries))


def test_the_ledger_keeps_the_order_of_the_acts(survived: Survived) -> None:
    assert [one for one in survived.entries if one in set(survived.acknowledged)] == survived.acknowledged


def test_moves_that_died_half_way_are_not_repeated(survived: Survived) -> None:
    assert len(survived.half_moved) >= 8
    assert [survived.entries.count(one) for one in survived.half_moved] == [1] * len(survived.half_moved)


def test_the_ledger_that_survived_is_whole(survived: Survived) -> None:
    done = survived.server.malath("ledger", "verify")

    assert done.returncode == 0, done.stdout
    assert "The ledger is whole" in done.stdout


# ── somebody at work in the folder of a real server ──
Records = list[bytes]


def remove(records: Records, at: int) -> str:
    del records[at]
    return f"entry {{{at}}}"


def change(records: Records, at: int) -> str:
    body = bytearray(records[at])
    body[-1] ^= 1
    records[at] = bytes(body)
    return f"entry {{{at}}}"


def swap(records: Records, at: int) -> str:
    other = at - 1 if at == len(records) - 1 else at + 1
    first, second = sorted((at, other))
    records[first], records[second] = records[second], records[first]
    return f"entry {{{first}}} and entry {{{second}}}"


def repeat(records: Records, at: int) -> str:
    records.insert(at, records[at])
    return f"entry {{{at}}}"


@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("act", [remove, change, swap, repeat])
def test_whoever_alters_a_server_s_ledger_is_found_and_the_entry_named(
    survived: Survived, tmp_path: Path, act: Callable[[Records, int], str], where: str
) -> None:
    folder = tmp_path / "ledger"
    shutil.copytree(survived.server.home / "ledger", folder)
    path = max(segment_paths(folder), key=lambda one: one.stat().st_size)
    segment = Segment(path)
    head = segment.body[: segment.records[0].start]
    records = [segment.body[record.start : record.end] for record in segment.records]
    at = {"first": 0, "middle": len(records) // 2, "last": len(records) - 1}[where]

    named = act(records, at).format(*range(int(path.name), int(path.name) + len(segment.records)))
    path.write_bytes(head + b"".join(records))
    done = survived.server.malath("ledger", "verify", str(folder))

    assert done.returncode == 1
    assert "The ledger is NOT whole" in done.stdout
    assert named in done.stdout, f"{named} is not named:\n{done.stdout[:2000]}"


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey"])
def test_a_ledger_without_its_head_or_its_key_is_not_whole(survived: Survived, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "ledger"
    shutil.copytree(survived.server.home / "ledger", folder)
    (folder / name).unlink()

    done = survived.server.malath("ledger", "verify", str(folder))

    assert done.returncode == 1
    assert name in done.stdout
