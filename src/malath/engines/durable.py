"""Putting bytes on a disk so that they are still there after a power cut, and taking old ones away: for every engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def sync_folder(folder: Path) -> None:
    """Make names that were created, renamed or removed in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_file(path: Path, body: bytes, *, synced: bool = True) -> None:
    """Write a file, readable by its owner only, under a temporary name and put it in its place: readers see the old one
    or the new one, whole. Which of the two a power cut leaves is settled by `sync_folder`."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        if synced:
            file.flush()
            os.fsync(file.fileno())
    part.rename(path)


def put_durably(path: Path, body: bytes) -> None:
    """The same, and the new one is there to stay."""
    put_file(path, body)
    sync_folder(path.parent)


def cut_file(path: Path, size: int) -> None:
    """Shorten a file, durably."""
    with open(path, "r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def replace_and_destroy(path: Path, body: bytes) -> None:
    """Write a file anew and overwrite what the old one held, unless that has a second name (a copy that somebody keeps on
    purpose: it ages out like any other backup). On a file system or a drive that copies instead of overwriting this is
    best effort, and the documentation says so."""
    if not path.exists():
        put_durably(path, body)
        return
    old = os.open(path, os.O_WRONLY)
    with os.fdopen(old, "wb") as file:
        put_durably(path, body)
        state = os.fstat(old)
        if state.st_nlink == 0:
            file.write(bytes(state.st_size))
            file.flush()
            os.fsync(old)


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file, readable by its owner only, that gets its name once it is whole and durable; when the block raises, there is
    none. Where the file system can (O_TMPFILE), it has no name before that: of a process that is killed nothing is left.
    Elsewhere the bytes wait in `<name>.part`."""
    part = target.with_name(target.name + ".part")
    descriptor = _nameless(target.absolute().parent)
    has_name = descriptor is None
    if descriptor is None:
        descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
            if not has_name:
                has_name = not _named(descriptor, target, part)
        if has_name:
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.absolute().parent)


def _nameless(folder: Path) -> int | None:
    """A file without a name, or None where there is no such thing."""
    with suppress(OSError):
        if os.path.exists("/proc/self/fd"):
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
    return None


def _named(descriptor: int, target: Path, part: Path) -> bool:
    """Give a nameless file its name; False when there is such a file: then it is called `part` and must replace that."""
    source = f"/proc/self/fd/{descriptor}"
    # With a folder given, Python calls linkat, which follows the link that /proc shows; link would not.
    folder = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            os.link(source, target, src_dir_fd=folder, follow_symlinks=True)
        except FileExistsError:
            part.unlink(missing_ok=True)
            os.link(source, part, src_dir_fd=folder, follow_symlinks=True)
            return False
    finally:
        os.close(folder)
    return True
