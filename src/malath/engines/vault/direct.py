"""Writing to a disk so that it is there after a power cut, past the page cache where the file system allows it.

O_DIRECT keeps a large intake from filling memory and was the quickest durable way that was measured; a file system that
refuses it (tmpfs, some network mounts) gets ordinary writes and the same fsync.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
from collections.abc import Callable
from pathlib import Path

BLOCK = 4096
BUFFER = 4 << 20
SPARE = 1 << 20
"""What can always be put into `space`: one segment."""
# The first touch of fresh memory is dear: buffers are kept and used again.
_MOST_FREE = 4
_free: list[mmap.mmap] = []


def _buffer() -> mmap.mmap:
    try:
        return _free.pop()
    except IndexError:
        return mmap.mmap(-1, BUFFER + SPARE)


class DurableFile:
    """A new file, written from front to back; on the disk once `finish` returns. `space` is where the next bytes go;
    `seen` is given every byte once, in order (a digest)."""

    def __init__(self, path: Path, seen: Callable[[memoryview], object]) -> None:
        self.path = path
        self.size = 0
        self.descriptor, self._direct = _create(path)
        self._seen = seen
        self._buffer = _buffer()
        self._view = memoryview(self._buffer)
        self._filled = 0

    @property
    def space(self) -> memoryview:
        """The free end of the buffer: SPARE bytes or more."""
        return self._view[self._filled :]

    def filled(self, count: int) -> None:
        """Say that so many bytes of `space` are written."""
        self._filled += count
        self.size += count
        if self._filled >= BUFFER:
            self._write(BUFFER)
            rest = self._filled - BUFFER
            self._view[:rest] = self._view[BUFFER : self._filled]
            self._filled = rest

    def finish(self) -> None:
        """Write the rest and make all of it durable. The descriptor stays open until `close`."""
        if self._filled:
            whole = -(-self._filled // BLOCK) * BLOCK if self._direct else self._filled
            self._write(whole, self._filled)
            os.ftruncate(self.descriptor, self.size)
        os.fsync(self.descriptor)

    def _write(self, count: int, seen: int | None = None) -> None:
        self._seen(self._view[:seen] if seen else self._view[:count])
        part = self._view[:count]
        while part:
            try:
                written = os.write(self.descriptor, part)
            except OSError as refused:
                if not self._direct or refused.errno != errno.EINVAL:
                    raise
                self._without_direct()
                continue
            part = part[written:]
            if part and written % BLOCK:
                # A nearly full disk takes a part that no longer ends on a block.
                self._without_direct()

    def _without_direct(self) -> None:
        flags = fcntl.fcntl(self.descriptor, fcntl.F_GETFL)
        fcntl.fcntl(self.descriptor, fcntl.F_SETFL, flags & ~os.O_DIRECT)
        self._direct = False

    def close(self) -> None:
        """Let file and buffer go."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
            self._view.release()
            if len(_free) < _MOST_FREE:
                _free.append(self._buffer)
            else:
                self._buffer.close()


def _create(path: Path) -> tuple[int, bool]:
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    try:
        return os.open(path, flags | os.O_DIRECT, 0o600), True
    except OSError as refused:
        if refused.errno != errno.EINVAL:
            raise
    path.unlink(missing_ok=True)
    return os.open(path, flags, 0o600), False
