"""Running a vault's command under strace: what it asks of the disk, call by call; and making the n-th of those calls
fail, or the process die before it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.vault.house import surroundings

# The whole intake in one thread, so that the n-th call is always the same one; and a commit for each pack.
CHILD = """
import sys
from concurrent.futures import Future
from malath.engines.vault import intake
from malath.engines.vault.commands.main import vault_command

class Later(Future):
    def done(self):
        return False

class OneThread:
    def __init__(self, workers): pass
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def submit(self, function, *given):
        future = Later()
        try:
            future.set_result(function(*given))
        except BaseException as error:
            future.set_exception(error)
        return future

intake.ThreadPoolExecutor = OneThread
sys.stdout.reconfigure(line_buffering=True)
"""
COMMAND = CHILD + "sys.exit(vault_command(sys.argv[1:]))\n"

CHANGES = [
    *["write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat"],
    *["ftruncate", "mkdir", "mkdirat", "rmdir", "link", "openat", "chmod", "fchmod", "fallocate"],
]
"""Every system call by which the intake changes a disk; `openat` where it makes a file."""

_LINE = re.compile(r"^\d+ +(?P<name>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+|\?)")


@dataclass(frozen=True)
class Call:
    """One call as strace prints it; `turn` counts the calls of its name, from 1, as strace's `when` does."""

    name: str
    rest: str
    result: int
    turn: int

    @property
    def changes(self) -> bool:
        """Whether something on a disk may be different after it."""
        if self.name == "openat":
            return "O_CREAT" in self.rest or "O_TRUNC" in self.rest
        return True

    @property
    def descriptor(self) -> int:
        """The file that it is about, of calls that begin with one."""
        return int(self.rest.split(",")[0].split("<")[0])


@dataclass(frozen=True)
class Run:
    """How a traced run ended, and its calls under the vault's folder."""

    code: int
    printed: str
    complaint: str
    calls: list[Call]


def traced(
    arguments: list[object], scratch: Path, *, inject: str = "", program: str = COMMAND, whole: bool = False
) -> Run:
    """Run the program with these arguments. `inject` is strace's own (a call, what happens to it, `when`); `whole` keeps
    all bytes that are written."""
    trace = scratch / "trace"
    options = ["-f", "-o", str(trace), "-e", "trace=" + ",".join([*CHANGES, "close", "lseek"])]
    options += ["-xx", "-s", str(1 << 26)] if whole else ["-s", "200"]
    options += ["-e", f"inject={inject}"] if inject else []
    command = ["strace", *options, sys.executable, "-c", program, *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings())
    return Run(result.returncode, result.stdout, result.stderr, list(_calls(trace)))


def _calls(trace: Path) -> list[Call]:
    found: list[Call] = []
    turns: dict[str, int] = {}
    for line in trace.read_text(errors="surrogateescape").splitlines():
        match = _LINE.match(line)
        if match:
            name = match["name"]
            turns[name] = turns.get(name, 0) + 1
            result = -1 if match["result"] == "?" else int(match["result"])
            found.append(Call(name, match["rest"], result, turns[name]))
    return found
