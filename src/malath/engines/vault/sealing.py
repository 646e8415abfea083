"""The first half of taking something in: read once, hash, encrypt, write. Needs no lock and no secret key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from malath.engines.vault.entries import new_id
from malath.engines.vault.errors import SourceError
from malath.engines.vault.packs import NewPack
from malath.engines.vault.stream import FIRST, REST, Sealer, seal_bytes, sealed_size

Known = Callable[[bytes], str | None]
"""The id of the object that is held already under a SHA-256, if this caller may know."""


@dataclass
class Sealed:
    """Something read and encrypted, not yet part of the vault: `blob` in memory, or a `pack` of its own, or neither when
    the object is held already."""

    object: str
    key: bytes = field(repr=False)
    size: int
    sha256: bytes
    blob: bytearray | None = field(default=None, repr=False)
    pack: NewPack | None = None

    @property
    def weight(self) -> int:
        """Bytes that wait in memory."""
        return len(self.blob) if self.blob is not None else 0

    def discard(self) -> None:
        """Take away what was written."""
        if self.pack is not None:
            self.pack.discard()
            self.pack = None
        self.blob = None


class Buffers:
    """Two reading buffers that a worker uses again and again."""

    def __init__(self) -> None:
        self.parts = (memoryview(bytearray(REST)), memoryview(bytearray(REST)))


def seal_source(
    source: BinaryIO, packs: Path, known: Known, buffers: Buffers, *, may_be_held: Callable[[int], bool] | None = None
) -> Sealed:
    """Read a source to its end. `may_be_held(size)` says that an object of this size is held: a seekable source is then
    hashed before anything is encrypted. Raises SourceError when it cannot be
    read, OSError when the vault's own disk fails."""
    current, following = buffers.parts
    count = _fill(source, current[:FIRST])
    more = _fill(source, following) if count == FIRST else 0
    if not more:
        return _seal_small(current[:count], known)
    if may_be_held is not None and source.seekable():
        held = _hash_first(source, known, may_be_held)
        if held is not None:
            return held
        source.seek(FIRST + more)
    return _seal_large(source, packs, known, (current[:count], following[:more]), (following, current))


def _seal_small(plain: memoryview, known: Known) -> Sealed:
    digest = hashlib.sha256(plain).digest()
    held = known(digest)
    if held is not None:
        return Sealed(held, b"", len(plain), digest)
    name, key = new_id(), os.urandom(32)
    return Sealed(name, key, len(plain), digest, blob=seal_bytes(key, bytes.fromhex(name), plain))


def _hash_first(source: BinaryIO, known: Known, may_be_held: Callable[[int], bool]) -> Sealed | None:
    size = source.seek(0, os.SEEK_END)
    if not may_be_held(size):
        return None
    source.seek(0)
    digest, buffer = hashlib.sha256(), memoryview(bytearray(REST))
    while count := _fill(source, buffer):
        digest.update(buffer[:count])
    held = known(digest.digest())
    return Sealed(held, b"", size, digest.digest()) if held is not None else None


def _seal_large(
    source: BinaryIO,
    packs: Path,
    known: Known,
    parts: tuple[memoryview, memoryview],
    buffers: tuple[memoryview, memoryview],
) -> Sealed:
    name, key = new_id(), os.urandom(32)
    sealer, digest, pack = Sealer(key, bytes.fromhex(name)), hashlib.sha256(), NewPack(packs)
    try:
        pack.add(sealer.header)
        part, after = parts
        size, turn = 0, 0
        while True:
            digest.update(part)
            pack.seal(sealer, part, last=not after)
            size += len(part)
            if not after:
                break
            # `after` lies in buffers[turn]; the other one is free now.
            part, turn = after, 1 - turn
            after = buffers[turn][: _fill(source, buffers[turn])]
        sealed = Sealed(name, key, size, digest.digest(), pack=pack)
        held = known(sealed.sha256)
        if held is not None:
            sealed.discard()
            return Sealed(held, b"", size, sealed.sha256)
        assert pack.size == sealed_size(size)
        pack.finish()
        return sealed
    except BaseException:
        pack.discard()
        raise


def _fill(source: BinaryIO, buffer: memoryview) -> int:
    """Fill a buffer as far as the source goes: pipes and sockets give less at a time."""
    filled = 0
    while filled < len(buffer):
        try:
            count = source.readinto(buffer[filled:])  # type: ignore[attr-defined]
        except OSError as unreadable:
            raise SourceError(unreadable.strerror or str(unreadable)) from unreadable
        if not count:
            break
        filled += count
    return filled
