"""The ledger, open for writing: append durably, read back with the private key."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.ledger.errors import BadNoteError, LedgerBusyError, LedgerDamagedError
from malath.engines.ledger.merkle import Tree, leaf_hash
from malath.engines.ledger.note import Checkpoint, open_checkpoint, sign, verifier_key
from malath.engines.ledger.segments import (
    Segment,
    SegmentWriter,
    open_record,
    read_segments,
    segment_paths,
)
from malath.engines.ledger.tiles import TileStore

_READ_SEGMENTS = 8


class Ledger:
    """One writer's hold of a ledger folder. Use `Ledger.open`."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, recipient: bytes, origin: str) -> None:
        self.folder = folder
        self.origin = origin
        self._key = key
        self._recipient = recipient
        self._tree = Tree()
        self._tiles = TileStore(folder)
        self._writer: SegmentWriter | None = None
        self._segments: dict[Path, tuple[Segment, AESGCM]] = {}
        self._starts: list[tuple[int, Path]] = []

    @classmethod
    def open(cls, folder: Path, signing_key: Ed25519PrivateKey, recipient: bytes, *, origin: str) -> Ledger:
        """Open or begin a ledger. A record cut off by a crash was never acknowledged and is dropped; whole records
        beyond the last checkpoint are kept and signed. Raises LedgerBusyError, LedgerDamagedError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ledger = cls(folder, signing_key, recipient, origin)
        ledger._lock()
        vkey = folder / "log.vkey"
        if not vkey.exists():
            vkey.write_text(verifier_key(origin, signing_key) + "\n")
        ledger._replay()
        return ledger

    def _lock(self) -> None:
        self._lock_file = os.open(self.folder / "writer.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            os.close(self._lock_file)
            raise LedgerBusyError(str(self.folder)) from held

    def _replay(self) -> None:
        paths = segment_paths(self.folder)
        for path in paths:
            try:
                segment = Segment(path)
            except LedgerDamagedError:
                if path != paths[-1]:
                    raise
                # The newest segment was begun and not finished when the power went: nothing in it was acknowledged.
                path.unlink()
                continue
            if segment.first != self._tree.size:
                raise LedgerDamagedError(f"{path.name} begins at {segment.first}, expected {self._tree.size}")
            if segment.torn:
                if path != paths[-1]:
                    raise LedgerDamagedError(f"{path.name} is cut off")
                os.truncate(path, segment.whole)
            for record in segment.records:
                self._tree.append(leaf_hash(record.leaf))
            self._starts.append((segment.first, path))
        self._check_not_shorter()
        self._tiles.write(self._tree)
        self._sign()

    def _check_not_shorter(self) -> None:
        """A ledger that ends before its own checkpoint, or differs from it, is not continued."""
        path = self.folder / "checkpoint"
        if not path.exists():
            return
        try:
            head = open_checkpoint(path.read_text(), self.origin, self._key.public_key())
        except BadNoteError as bad:
            raise LedgerDamagedError(f"checkpoint: {bad}") from bad
        if head.size > self._tree.size or self._tree.root(head.size) != head.root:
            raise LedgerDamagedError("the entries are not those of the checkpoint: run verify")

    @property
    def size(self) -> int:
        """How many entries."""
        return self._tree.size

    @property
    def root(self) -> bytes:
        """The root of all entries."""
        return self._tree.root()

    @property
    def tree(self) -> Tree:
        """The tree, for proofs."""
        return self._tree

    def append(self, entries: list[dict[str, Any]]) -> range:
        """Write entries; they survive a power cut before this returns. Their indexes."""
        first = self._tree.size
        for entry in entries:
            if self._writer is None or self._writer.is_full:
                self._begin_segment()
            assert self._writer is not None
            self._tree.append(leaf_hash(self._writer.add(entry).leaf))
        if self._writer is not None:
            self._writer.sync()
        self._tiles.write(self._tree)
        self._sign()
        return range(first, self._tree.size)

    def _begin_segment(self) -> None:
        if self._writer is not None:
            self._writer.close()
        path = self.folder / f"{self._tree.size:016d}"
        # A segment that was begun and never written in has this very name.
        if path.exists():
            self._starts = [(first, known) for first, known in self._starts if known != path]
            path.unlink()
        self._writer = SegmentWriter(self.folder, self._tree.size, self._recipient)
        self._starts.append((self._tree.size, self._writer.path))
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _sign(self) -> None:
        note = sign(Checkpoint(self.origin, self._tree.size, self._tree.root()), self._key)
        part = self.folder / "checkpoint.part"
        part.write_text(note)
        part.rename(self.folder / "checkpoint")

    def read(self, index: int, private: bytes) -> dict[str, Any]:
        """One entry; raises IndexError, LedgerDamagedError."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        path = next(path for first, path in reversed(self._starts) if first <= index)
        held = self._segments.get(path)
        if held is None or held[0].first + len(held[0].records) <= index:
            segment = Segment(path)
            held = (segment, held[1] if held else segment.cipher(private))
            if len(self._segments) >= _READ_SEGMENTS:
                self._segments.pop(next(iter(self._segments)))
            self._segments[path] = held
        segment, cipher = held
        return open_record(segment.records[index - segment.first], cipher)

    def iterate(self, private: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every entry with its index, from the first."""
        for segment in read_segments(self.folder):
            cipher = segment.cipher(private)
            for record in segment.records:
                yield record.index, open_record(record, cipher)

    def close(self) -> None:
        """Let the folder go."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        os.close(self._lock_file)
