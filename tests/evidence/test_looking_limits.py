"""Memory, processor, disk, processes and time: each has an end, and what was started ends with it."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest

from malath.engines.looking import Verdict, Wishes, look_at
from tests.evidence.inside_walls import inside, worker_is


def test_memory_is_bounded() -> None:
    printed = inside("try: block = bytearray(700 * 1024 * 1024); print('had it')\nexcept MemoryError: print('refused')")

    assert printed.strip() == "refused"


def test_scratch_and_files_are_bounded() -> None:
    printed = inside(
        "import os, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "total = 0\n"
        "try:\n"
        "    for number in range(8):\n"
        "        with open(f'/tmp/{number}', 'wb') as stream:\n"
        "            try:\n"
        "                for _ in range(64): total += stream.write(bytes(1024 * 1024)); stream.flush()\n"
        "            except OSError: pass\n"
        "except OSError: pass\n"
        "print(total // (1024 * 1024) <= 100)\n"
    )

    assert printed.strip() == "True"


def test_a_flood_of_processes_is_bounded() -> None:
    printed = inside(
        "import os, time\n"
        "made = 0\n"
        "try:\n"
        "    for _ in range(100):\n"
        "        if os.fork() == 0: time.sleep(1); os._exit(0)\n"
        "        made += 1\n"
        "except OSError: pass\n"
        "print(made < 40)\n"
    )

    assert printed.strip() == "True"


def test_processor_time_is_bounded() -> None:
    printed = inside(
        "import resource; print(resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_CORE))"
    )

    assert printed.strip() == "(10, 20) (0, 0)"


def test_a_worker_that_sleeps_is_killed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_is(monkeypatch, 'print(\'{"is": "began", "peak": 1}\', flush=True); import time; time.sleep(600)')
    began = time.monotonic()

    found = look_at(io.BytesIO(b"x"), name="a.txt", wishes=Wishes(seconds=1.5))

    assert found.verdict is Verdict.ENDED_BY_LIMITS
    assert [left.why for left in found.left_out] == ["limit.time"]
    assert time.monotonic() - began < 10


def test_what_a_worker_started_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = f"sleep-{os.getpid()}-{time.monotonic_ns()}"
    worker_is(
        monkeypatch,
        "import os, time\n"
        f"if os.fork() == 0: os.setsid(); os.execv('/usr/bin/python3', ['python3', '-c', 'import time; time.sleep(60)', {mark!r}])\n"
        'print(\'{"is": "began", "peak": 1}\', flush=True); time.sleep(60)',
    )

    look_at(io.BytesIO(b"x"), name="a.txt", wishes=Wishes(seconds=1.5))

    time.sleep(0.3)
    running = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark.encode() in _read(path)]
    assert not [path for path in running if b"bwrap" not in _read(path) and path.parent.name != str(os.getpid())]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
