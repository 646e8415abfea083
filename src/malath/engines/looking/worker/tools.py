"""Runs Debian's tools on the file: each with limits of its own, its output bounded by the size a file may have in here."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import limits
from .task import NotLookedError, Task

_MEMORY_WORDS = (b"bad_alloc", b"annot allocate memory", b"ut of memory")
_PROCESSOR = (signal.SIGXCPU, signal.SIGKILL)


@dataclass(frozen=True)
class Ran:
    """How a tool ended (0 is well) and what it wrote."""

    code: int
    out: bytes
    err: bytes


def run(task: Task, command: Sequence[str], *, out: int = limits.TEXT, seconds: int = limits.WORKER_CPU) -> Ran:
    """Run a tool for at most `seconds`, of the clock and of the processor, and read at most `out` bytes of its answer.

    Raises NotLookedError("tool.missing", name) where it is not installed, and with a code of `limit.` where a limit
    ended it.
    """
    if shutil.which(command[0]) is None:
        raise NotLookedError("tool.missing", command[0])
    patience = min(seconds, task.seconds_left())
    if patience <= 0:
        raise NotLookedError("limit.time", command[0])
    answer, words = Path("/tmp/answer"), Path("/tmp/words")  # noqa: S108 - a file system in memory, this sandbox's own
    with answer.open("wb") as to, words.open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=to,
            stderr=errors,
            pass_fds=(task.fd,),
            preexec_fn=partial(_limit, seconds),
        )
        try:
            code = process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise NotLookedError("limit.time", command[0]) from None
    ran = Ran(code, _first(answer, out), _first(words, 64 * 1024))
    _complain(ran, command[0])
    return ran


def _first(path: Path, length: int) -> bytes:
    with path.open("rb") as stream:
        found = stream.read(length)
    # Freed at once: the next tool needs the room.
    os.truncate(path, 0)
    return found


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.TOOL_MEMORY, limits.TOOL_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _complain(ran: Ran, tool: str) -> None:
    if ran.code and any(word in ran.err for word in _MEMORY_WORDS):
        raise NotLookedError("limit.memory", tool)
    if -ran.code in _PROCESSOR:
        raise NotLookedError("limit.processor", tool)
    if -ran.code == signal.SIGXFSZ:
        raise NotLookedError("limit.output", tool)
    if ran.code < 0:
        raise NotLookedError("tool.crashed", tool)
