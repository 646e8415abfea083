"""The closed room: bubblewrap around one process that sees Debian's programs, read-only, and one open file.

No network, no home, no keys, no environment, no name of the file. Without bubblewrap, or where the kernel refuses its
namespaces, nothing is looked at: a look without walls would be worse than none.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import PIL

from . import calls
from .worker import limits

ROOM = "/malath"
_START = f"import sys; sys.path.insert(0, {ROOM!r}); from worker.main import main; main()"
_READ_ONLY = (
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/magic",
    "/etc/mime.types",
    "/var/cache/fontconfig",
)
_ROOTS = ("bin", "sbin", "lib", "lib64", "lib32")
# Numbers that no distribution gives to anybody. One for each look: two workers are strangers to each other.
_STRANGERS = range(1_900_000_000, 2_000_000_000)
_NOBODY = 65534


def start(job: dict[str, Any], fd: int) -> subprocess.Popen[bytes]:
    """Start a worker on the file `fd`; it answers on its standard output. Raises OSError."""
    return launch([*python(), json.dumps({**job, "fd": fd})], fd)


def launch(
    command: Sequence[str],
    *fds: int,
    more: Sequence[tuple[Path, str]] = (),
    processor: tuple[int, int] = (limits.WORKER_CPU, limits.TOOL_CPU),
) -> subprocess.Popen[bytes]:
    """Start any command in the room, with these files open. `more`: files and folders that it sees besides, read-only, each
    with the place where it sees them; `processor`: seconds, its own and a tool's. Raises OSError."""
    calls_file = calls.filter_file()
    refused = ["--seccomp", str(calls_file)] if calls_file is not None else []
    try:
        return subprocess.Popen(
            [*walls(more), *refused, "--", *limited(processor), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=fds if calls_file is None else (*fds, calls_file),
            env={},
            cwd="/",
        )
    finally:
        if calls_file is not None:
            os.close(calls_file)


@lru_cache(maxsize=1)
def stands() -> bool:
    """Whether this machine lets the room be built. Asked once a process."""
    if shutil.which("bwrap") is None:
        return False
    try:
        with launch(["/usr/bin/true"]) as built:
            try:
                return built.wait(timeout=20) == 0
            finally:
                built.kill()
    except (OSError, subprocess.TimeoutExpired):
        return False


def walls(more: Sequence[tuple[Path, str]] = ()) -> list[str]:
    """Bubblewrap's command line."""
    command = [shutil.which("bwrap") or "bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    command += [
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--hostname",
        "look",
    ]
    if os.geteuid() == 0:
        # Root can do without a user namespace, and keeps only what it needs to become nobody (see `limited`).
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--disable-userns", "--uid", str(_NOBODY), "--gid", str(_NOBODY)]
    command += ["--ro-bind", "/usr", "/usr", *_roots(), "--proc", "/proc", "--dev", "/dev"]
    # mat2 wants semaphores, which stand in there; nothing larger has room.
    command += ["--perms", "1777", "--size", str(limits.MIB), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108
    for folder in ("/etc", "/var", "/var/cache"):
        command += ["--perms", "0755", "--dir", folder]
    for path in _READ_ONLY:
        command += ["--ro-bind-try", path, path]
    command += _programme()
    for seen, place in more:
        for parent in reversed(Path(place).parents[:-2]):
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(seen), place]
    command += ["--perms", "1777", "--size", str(limits.SCRATCH), "--tmpfs", "/tmp", "--chdir", "/tmp"]  # noqa: S108
    for name, value in _ENVIRONMENT.items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/"]


_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/tmp",  # noqa: S108
    "OMP_THREAD_LIMIT": "1",
    "MALLOC_ARENA_MAX": "2",
}


def _roots() -> list[str]:
    found = []
    for name in _ROOTS:
        path = Path("/", name)
        if path.is_symlink():
            found += ["--symlink", f"usr/{name}", f"/{name}"]
        else:
            found += ["--ro-bind-try", str(path), str(path)]
    return found


def _programme() -> list[str]:
    """The worker's own files, Pillow, and this Python where it does not stand in /usr."""
    site = Path(PIL.__file__).parent
    command = ["--perms", "0755", "--dir", ROOM]
    command += ["--ro-bind", str(Path(__file__).parent / "worker"), f"{ROOM}/worker"]
    command += ["--ro-bind", str(site), f"{ROOM}/PIL"]
    command += ["--ro-bind-try", str(site.parent / "pillow.libs"), f"{ROOM}/pillow.libs"]
    base = Path(sys.base_prefix).resolve()
    if not base.is_relative_to("/usr") or base.is_relative_to("/usr/local"):
        for parent in reversed(base.parents[:-1]):
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(base), str(base)]
    return command


def limited(processor: tuple[int, int]) -> list[str]:
    """Limits on the process, then the end of every right; in this order, for nobody cannot raise them again."""
    bounds = {
        "as": f"{limits.WORKER_MEMORY}:{limits.TOOL_MEMORY}",
        "cpu": f"{processor[0]}:{processor[1]}",
        "fsize": str(limits.LARGEST_FILE),
        "nofile": str(limits.OPEN_FILES),
        "nproc": str(limits.PROCESSES),
        "core": "0",
        "memlock": "0",
    }
    command = ["/usr/bin/prlimit", *(f"--{name}={value}" for name, value in bounds.items())]
    command += ["/usr/bin/setpriv", "--no-new-privs", "--inh-caps=-all"]
    if os.geteuid() == 0:
        stranger = str(_stranger())
        command += ["--reuid", stranger, "--regid", stranger, "--clear-groups"]
    return command


def _stranger() -> int:
    """A user that owns nothing; where the range is not mapped (a container), nobody."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        inside, _outside, length = map(int, line.split())
        if inside <= _STRANGERS.start and inside + length >= _STRANGERS.stop:
            return _STRANGERS.start + secrets.randbelow(len(_STRANGERS))
    return _NOBODY


def python() -> Sequence[str]:
    """This Python, shut off from its environment, its user's packages and its current folder."""
    return [os.path.realpath(sys.executable), "-I", "-S", "-B", "-c", _START]
