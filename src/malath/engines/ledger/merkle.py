"""The Merkle tree of RFC 6962 (section 2.1), kept as the complete hashes of tile levels (C2SP tlog-tiles, height 8)."""

from __future__ import annotations

import hashlib

HASH = 32
TILE = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """All hashes at tile levels: `levels[0]` the leaves, `levels[k]` one hash for each 256 of the level below."""

    def __init__(self) -> None:
        self.levels: list[bytearray] = [bytearray()]

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self.levels[0]) // HASH

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.levels[0] += leaf
        level, count = 0, self.size
        while count % TILE == 0:
            count //= TILE
            if len(self.levels) == level + 1:
                self.levels.append(bytearray())
            self.levels[level + 1] += self._full(level, len(self.levels[level]) // HASH - TILE, TILE)
            level += 1

    def truncate(self, size: int) -> None:
        """Forget every leaf from `size` on."""
        for level, row in enumerate(self.levels):
            del row[HASH * (size // TILE**level) :]

    def leaf(self, index: int) -> bytes:
        """The hash of one leaf."""
        return bytes(self.levels[0][HASH * index : HASH * (index + 1)])

    def _full(self, level: int, first: int, count: int) -> bytes:
        row = self.levels[level]
        hashes = [bytes(row[HASH * i : HASH * (i + 1)]) for i in range(first, first + count)]
        while len(hashes) > 1:
            hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    def subtree(self, low: int, high: int) -> bytes:
        """MTH(D[low:high]); aligned powers of two come from the stored levels."""
        size = high - low
        if size & (size - 1) == 0 and low % size == 0:
            level, span = 0, size
            while span >= TILE:
                span //= TILE
                level += 1
            return self._full(level, low >> (8 * level), span)
        split = largest_power_below(size)
        return node_hash(self.subtree(low, low + split), self.subtree(low + split, high))

    def root(self, size: int | None = None) -> bytes:
        """The root at a size, today's by default."""
        size = self.size if size is None else size
        return self.subtree(0, size) if size else EMPTY_ROOT


def largest_power_below(size: int) -> int:
    """The largest power of two smaller than size (RFC 6962's k)."""
    return 1 << ((size - 1).bit_length() - 1)
