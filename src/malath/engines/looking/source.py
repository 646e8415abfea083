"""The file in memory, and nowhere else: an anonymous file without a name, sealed before anybody reads it."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from .worker import limits

_CHUNK = 1024 * 1024
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
# Linux 6.3 and later: the file can never be run as a program.
_NEVER_RUN = 0x0008

type_of_source = BinaryIO | Iterable[bytes]


@dataclass(frozen=True)
class InMemory:
    """A sealed anonymous file: `fd` is the caller's to close. Where not `whole`, its middle is a hole."""

    fd: int
    size: int
    whole: bool

    @property
    def looked_bytes(self) -> int:
        """How many true bytes it holds."""
        return self.size if self.whole else limits.HEAD + limits.TAIL


def into_memory(plain: type_of_source) -> InMemory:
    """Read a file once into memory: all of it, or of a large one the two ends at their true places.

    The hole between them reads as zeros and takes no room. Raises what reading `plain` raises.
    """
    fd = _anonymous()
    try:
        size, tail = _fill(fd, plain)
        whole = size <= limits.WHOLE
        if not whole:
            os.ftruncate(fd, limits.HEAD)
            os.ftruncate(fd, size)
            os.pwrite(fd, tail, size - len(tail))
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(fd)
        raise
    return InMemory(fd, size, whole)


def _anonymous() -> int:
    flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
    with contextlib.suppress(OSError):
        return os.memfd_create("look", flags | _NEVER_RUN)
    return os.memfd_create("look", flags)


def _fill(fd: int, plain: type_of_source) -> tuple[int, bytes]:
    """The size, and the last bytes of a file that is too large to be kept whole."""
    size = 0
    tail = bytearray()
    for piece in _pieces(plain):
        room = max(0, limits.WHOLE - size)
        if room:
            _write(fd, piece[:room])
        size += len(piece)
        if size > limits.HEAD:
            tail += piece
            if len(tail) > limits.TAIL + _CHUNK:
                del tail[: len(tail) - limits.TAIL]
    return size, bytes(tail[-limits.TAIL :])


def _pieces(plain: type_of_source) -> Iterable[bytes]:
    if not isinstance(plain, io.IOBase) and not hasattr(plain, "read"):
        yield from plain
        return
    while piece := plain.read(_CHUNK):
        yield piece


def _write(fd: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(fd, view) :]
