"""Putting bytes on a disk so that they are still there after a power cut."""

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


def put_file(path: Path, body: bytes, *, synced: bool = True) -> None:
    """Write a file under a temporary name and put it in its place: readers see the old one or the new one, whole."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        if synced:
            file.flush()
            os.fsync(file.fileno())
    part.rename(path)


def cut_file(path: Path, size: int) -> None:
    """Shorten a file, durably."""
    with open(path, "r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def replace_and_destroy(path: Path, body: bytes) -> None:
    """Write a file anew and overwrite what the old one held, unless the old one has a second name (a copy that
    somebody keeps). Best effort where the file system or the drive copies instead of overwriting."""
    old = os.open(path, os.O_WRONLY)
    with os.fdopen(old, "wb") as file:
        put_file(path, body)
        sync_folder(path.parent)
        state = os.fstat(old)
        if state.st_nlink == 0:
            file.write(bytes(state.st_size))
            file.flush()
            os.fsync(old)
