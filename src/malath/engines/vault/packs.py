"""Packs: the files in which sealed objects lie. Many small objects share one; a large object has one to itself.

A pack is its objects' ciphertexts, one after the other, then random bytes up to a Padmé length (Nikitin et al. 2019: at
most 3% here), so that neither a pack's size nor its contents tell how long an object is: places stand only in the sealed
ledger. Its name is the BLAKE3 digest of the file, so that `b3sum` checks it without any key.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from malath.engines.keyring.primitives import padme
from malath.engines.vault.direct import DurableFile
from malath.engines.vault.stream import HEADER, SEGMENT, TAG, Bytes, Sealer

NEW = ".new-"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Place:
    """Where an object's ciphertext lies."""

    pack: str
    offset: int
    length: int


class NewPack:
    """A pack being written under a temporary name; `name` stands once it is finished. Close it in the end."""

    def __init__(self, folder: Path) -> None:
        self._digest = blake3()
        self._file = _locked(folder, self._digest.update)
        self.name = ""

    @property
    def path(self) -> Path:
        """Where it is now."""
        return self._file.path

    @property
    def is_placed(self) -> bool:
        """Whether it has its name: then it belongs to a batch."""
        return not self.path.name.startswith(NEW)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._file.size

    def add(self, body: Bytes) -> int:
        """Write some bytes: where they begin."""
        begin, view = self.size, memoryview(body)
        while view:
            space = self._file.space
            part, view = view[: len(space)], view[len(space) :]
            space[: len(part)] = part
            self._file.filled(len(part))
        return begin

    def seal(self, sealer: Sealer, plain: Bytes, *, last: bool) -> None:
        """Encrypt a segment straight into the pack."""
        length = len(plain) + TAG
        sealer.seal_into(plain, self._file.space[:length], last=last)
        self._file.filled(length)

    def finish(self) -> None:
        """Pad it and make it durable, still under its temporary name."""
        missing = padme(self.size) - self.size
        while missing:
            self.add(os.urandom(min(missing, _PIECE)))
            missing = padme(self.size) - self.size
        self._file.finish()
        self.name = self._digest.hexdigest()

    def place(self, folder: Path) -> None:
        """Give it its name; the caller makes the folder durable."""
        target = folder / self.name
        self._file.path.rename(target)
        self._file.path = target

    def discard(self) -> None:
        """Take it away."""
        self._file.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _locked(folder: Path, seen: Callable[[memoryview], object]) -> DurableFile:
    """A new file that nobody takes for what a crash left behind while its lock is held."""
    while True:
        file = DurableFile(folder / f"{NEW}{os.urandom(12).hex()}", seen)
        fcntl.flock(file.descriptor, fcntl.LOCK_EX)
        if os.fstat(file.descriptor).st_nlink:
            return file
        file.close()


class Parts:
    """Reads one object's ciphertext from an open file into two buffers that are used in turn."""

    def __init__(self) -> None:
        self._buffers = (memoryview(bytearray(SEGMENT)), memoryview(bytearray(SEGMENT)))

    def read(
        self, descriptor: int, place: Place, seen: Callable[[memoryview], object] | None = None
    ) -> Iterator[tuple[memoryview, bool]]:
        """(part, is the last): the header alone first, then one segment at a time. What is missing at the end is simply
        not given: the last part then does not open. `seen` is given each part's bytes."""
        at, left, room, turn = place.offset, place.length, HEADER, 0
        while left > 0:
            wanted = min(room, left)
            part = self._buffers[turn][: fill(descriptor, self._buffers[turn][:wanted], at)]
            if seen:
                seen(part)
            at, left = at + len(part), left - wanted if len(part) == wanted else 0
            yield part, left == 0
            room, turn = (SEGMENT - HEADER if room == HEADER else SEGMENT), 1 - turn


def fill(descriptor: int, buffer: memoryview, at: int) -> int:
    """Read into a buffer from a place in a file; how many bytes there were."""
    filled = 0
    while filled < len(buffer) and (count := os.preadv(descriptor, [buffer[filled:]], at + filled)):
        filled += count
    return filled


def digest_of(path: Path) -> tuple[str, int]:
    """(BLAKE3 in hexadecimal, size) of a file."""
    digest, size = blake3(), 0
    buffer = bytearray(_PIECE)
    with open(path, "rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(memoryview(buffer)[:count])
            size += count
    return digest.hexdigest(), size


def clear_unfinished(folder: Path) -> None:
    """Take away the temporary packs that no process is writing: a crash left them, and nobody was told of them."""
    for path in folder.glob(NEW + "*"):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)
