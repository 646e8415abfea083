"""The published files on disk. A site is written beside the one that is served, then takes its place in one step: a reader
sees the old pages or the new, never a mixture, and a crash leaves the old."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SUMS, NOTE, CURRENT = "SHA256SUMS", "SHA256SUMS.note", "current"
# The two folders of the public process: what it reads, and what it adds to.
PAGES, INTAKE = "pages", "intake"
# What stands beside the pages for the public process alone, by which it answers questions.
LIVE = "live/"


def is_mirrored(path: str) -> bool:
    """Whether others may have it: neither what waits for its hour, nor what only a process can use."""
    return not path.startswith(("embargo/", LIVE))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let nobody else put files out inside the block."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sums_of(files: Mapping[str, bytes]) -> str:
    """What `sha256sum -c` reads: a line a file, by path."""
    return "".join(f"{hashlib.sha256(body).hexdigest()}  {path}\n" for path, body in sorted(files.items()))


def put_out(folder: Path, files: Mapping[str, bytes], sign: Callable[[str], str]) -> bool:
    """Write the files under `folder` and let them take the place of those that stand there; False when they are the same.

    `sign` gives the signed note over the text of SHA256SUMS, which names what a mirror gets. Raises OSError; then the old
    files stand."""
    sums = sums_of({path: body for path, body in files.items() if is_mirrored(path)})
    everything = {**files, SUMS: sums.encode()}
    mark = hashlib.sha256(sums_of(everything).encode()).hexdigest()[:32]
    current = folder / CURRENT
    if current.is_symlink() and os.readlink(current) == mark:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"new-{secrets.token_hex(8)}"
    for path, body in {**everything, NOTE: sign(sums).encode()}.items():
        target = fresh / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    shutil.rmtree(folder / mark, ignore_errors=True)
    fresh.rename(folder / mark)
    link = folder / f"link-{secrets.token_hex(8)}"
    link.symlink_to(mark)
    link.rename(current)
    for old in folder.iterdir():
        if old.name not in {CURRENT, mark}:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() and not old.is_symlink() else old.unlink()
    return True


def read(folder: Path) -> dict[str, bytes]:
    """Every file that is served, by its path; empty where nothing was published yet. Raises OSError when the files were
    replaced while they were read."""
    root = folder / CURRENT
    if not root.exists():
        return {}
    root = folder / os.readlink(root)
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
