"""Random access to the bytes of a package: a file on disk, a file object, or a stretch of either."""

from __future__ import annotations

import os
import threading
from typing import BinaryIO, Protocol


class Backing(Protocol):
    """Bytes that can be read at any offset, by several readers at once."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer only at the end."""
        ...

    def close(self) -> None:
        """Let go of what was opened here."""
        ...


class DescriptorBacking:
    """A file by its descriptor, which this object owns."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        """See Backing."""
        return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        """Close the descriptor, once."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class FileBacking:
    """A seekable file object that stays the caller's; one reader at a time moves its position."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        self.size = file.seek(0, os.SEEK_END)

    def read_at(self, offset: int, length: int) -> bytes:
        """See Backing."""
        with self._lock:
            self._file.seek(offset)
            return self._file.read(length)

    def close(self) -> None:
        """Nothing: the file is the caller's."""


class StretchBacking:
    """A stretch of another backing: a package that lies unpacked inside a zip."""

    def __init__(self, outer: Backing, offset: int, size: int) -> None:
        self._outer = outer
        self._offset = offset
        self.size = size

    def read_at(self, offset: int, length: int) -> bytes:
        """See Backing."""
        return self._outer.read_at(self._offset + offset, max(0, min(length, self.size - offset)))

    def close(self) -> None:
        """Nothing: the outer backing is its owner's."""
