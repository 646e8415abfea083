"""Putting bytes on a disk so that they are still there after a power cut, and taking old ones away."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make names that were created, renamed or removed in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, body: bytes, *, destroy_old: bool = False) -> None:
    """Write a file anew, readable by its owner only: a temporary one, synced, put in the old one's place.

    With `destroy_old`, what the old file held is overwritten once it has no name. On a file system or a drive that
    copies instead of overwriting this is best effort, and the documentation says so.
    """
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    old = os.open(path, os.O_WRONLY) if destroy_old and path.exists() else None
    part.rename(path)
    sync_folder(path.parent)
    if old is not None:
        with os.fdopen(old, "wb") as file:
            state = os.fstat(old)
            # A second name is a copy that somebody keeps on purpose; it ages out like any other backup.
            if state.st_nlink == 0:
                file.write(bytes(state.st_size))
                file.flush()
                os.fsync(old)
