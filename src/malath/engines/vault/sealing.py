"""The first half of taking something in: read once, hash, encrypt, write a pack. Needs no lock and no secret key."""

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
from malath.engines.vault.stream import CHANCE, FIRST, REST, Sealer, sealed_size

Claim = Callable[[bytes, str], str]
"""(SHA-256, a new object's id) -> the id of the object that is held under this digest already, as far as this caller may
know; otherwise the new one, which now counts as held."""


@dataclass
class Sealed:
    """Something read. When its object is new it lies encrypted in `pack` from `offset` on; otherwise it is held already
    and `pack` is None."""

    object: str
    size: int
    sha256: bytes
    key: bytes = field(default=b"", repr=False)
    pack: NewPack | None = None
    offset: int = 0

    @property
    def length(self) -> int:
        """Bytes of ciphertext."""
        return sealed_size(self.size)


class Sealing:
    """One worker's hands: buffers that are used again, and the pack that small objects share until `finish`."""

    def __init__(self, packs: Path, claim: Claim) -> None:
        self._folder, self._claim = packs, claim
        self._buffers = (memoryview(bytearray(REST)), memoryview(bytearray(REST)))
        self._shared: NewPack | None = None
        self._packs: list[NewPack] = []

    def seal(self, source: BinaryIO, *, may_be_held: Callable[[int], bool] | None = None) -> Sealed:
        """Read a source to its end. `may_be_held(size)` says that an object of this size is held: a seekable source is
        then hashed before anything is encrypted. Raises SourceError when it cannot be read, OSError when the vault's
        own disk fails."""
        current, following = self._buffers
        count = _fill(source, current[:FIRST])
        more = _fill(source, following) if count == FIRST else 0
        if not more:
            return self._seal_small(current[:count])
        if may_be_held is not None and source.seekable():
            held = self._hash_first(source, may_be_held)
            if held is not None:
                return held
            count, more = _fill(source, current[:FIRST]), _fill(source, following)
        return self._seal_large(source, current[:count], following[:more])

    def _seal_small(self, plain: memoryview) -> Sealed:
        chance = os.urandom(48 + CHANCE)
        digest, name, key = hashlib.sha256(plain).digest(), chance[:16].hex(), chance[16:48]
        held = self._claim(digest, name)
        if held != name:
            return Sealed(held, len(plain), digest)
        pack = self._shared = self._shared or self._new_pack()
        sealer = Sealer(key, chance[:16], chance[48:])
        begin = pack.add(sealer.header)
        pack.seal(sealer, plain, last=True)
        return Sealed(name, len(plain), digest, key, pack, begin)

    def _hash_first(self, source: BinaryIO, may_be_held: Callable[[int], bool]) -> Sealed | None:
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        if not may_be_held(size):
            return None
        digest, buffer = hashlib.sha256(), self._buffers[0]
        while count := _fill(source, buffer):
            digest.update(buffer[:count])
        source.seek(0)
        held = self._claim(digest.digest(), "")
        return Sealed(held, size, digest.digest()) if held else None

    def _seal_large(self, source: BinaryIO, part: memoryview, after: memoryview) -> Sealed:
        """A pack of its own. `part` lies in the first buffer, `after` in the second."""
        name, key, digest, size, turn = new_id(), os.urandom(32), hashlib.sha256(), 0, 0
        sealer, pack = Sealer(key, bytes.fromhex(name)), self._new_pack()
        pack.add(sealer.header)
        while True:
            digest.update(part)
            pack.seal(sealer, part, last=not after)
            size += len(part)
            if not after:
                break
            part, buffer = after, self._buffers[turn]
            after, turn = buffer[: _fill(source, buffer)], 1 - turn
        held = self._claim(digest.digest(), name)
        if held != name:
            self._packs.remove(pack)
            pack.discard()
            return Sealed(held, size, digest.digest())
        return Sealed(name, size, digest.digest(), key, pack)

    def _new_pack(self) -> NewPack:
        pack = NewPack(self._folder)
        self._packs.append(pack)
        return pack

    def finish(self) -> list[NewPack]:
        """Every pack since the last time, durable; they are the caller's now. Raises OSError."""
        for pack in self._packs:
            pack.finish()
        packs, self._packs, self._shared = self._packs, [], None
        return packs

    def discard(self) -> None:
        """Take away what was written since the last `finish`."""
        for pack in self._packs:
            pack.discard()
        self._packs, self._shared = [], None


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
