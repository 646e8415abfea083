"""The ledger, open for writing: append durably, read back with the private key, erase bodies."""

from __future__ import annotations

import fcntl
import os
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.durable import put_file, replace_and_destroy, sync_folder
from malath.engines.ledger.erasures import Erasure, blank_bodies, read_erasures, write_erasures
from malath.engines.ledger.errors import BadNoteError, LedgerBusyError, LedgerDamagedError
from malath.engines.ledger.merkle import Tree
from malath.engines.ledger.note import Checkpoint, sign, verifier_key
from malath.engines.ledger.records import NONCE, SALT, Record, canonical, open_record
from malath.engines.ledger.recovery import cut_back, replay, resume
from malath.engines.ledger.segments import Segment, SegmentWriter, segment_name, segment_paths
from malath.engines.ledger.tiles import TileStore

_READ_SEGMENTS = 8
_LOCK_TRIES = 10


class Ledger:
    """One writer's hold of a ledger folder. Use `Ledger.open`. Not for two threads at once."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, recipient: bytes, origin: str) -> None:
        self.folder = folder
        self.origin = origin
        self._key = key
        self._recipient = recipient
        self._tree = Tree()
        self._tiles = TileStore(folder)
        self._writer: SegmentWriter | None = None
        self._read: dict[int, tuple[Segment, AESGCM]] = {}
        self._starts: list[int] = []
        self._erased: dict[int, Erasure] = {}
        self._must_cut = False

    @classmethod
    def open(
        cls, folder: Path, signing_key: Ed25519PrivateKey, recipient: bytes, *, origin: str, thorough: bool = True
    ) -> Ledger:
        """Open or begin a ledger. A record cut off by a crash was never acknowledged and is dropped; whole records
        beyond the last checkpoint are kept and signed. A ledger that does not hold what its checkpoint says is left as
        it is. Without `thorough`, and when the last writer ended quietly, only tiles and the last segment are read: for
        writers that come and go. Raises LedgerBusyError, LedgerDamagedError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ledger = cls(folder, signing_key, recipient, origin)
        ledger._lock()
        try:
            ledger._begin(thorough)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _lock(self) -> None:
        self._lock_file = os.open(self.folder / "writer.lock", os.O_CREAT | os.O_RDWR, 0o600)
        for left in reversed(range(_LOCK_TRIES)):
            try:
                fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError as held:
                # A verifier asks for an instant whether somebody writes; a writer stays.
                if not left:
                    os.close(self._lock_file)
                    raise LedgerBusyError(f"another process writes {self.folder}") from held
                time.sleep(0.01)

    def _begin(self, thorough: bool) -> None:
        verifier = self.folder / "log.vkey"
        mine = verifier_key(self.origin, self._key) + "\n"
        if not verifier.exists() and not segment_paths(self.folder):
            put_file(verifier, mine.encode())
        elif not verifier.exists() or verifier.read_text() != mine:
            raise LedgerDamagedError("log.vkey is missing, or is that of another key")
        if not thorough and self._resume():
            return
        self._tree, leaves = replay(self.folder, self.origin, self._key.public_key())
        self._starts = [int(path.name) for path in segment_paths(self.folder)]
        self._tiles.mend(self._tree, leaves)
        self._sign()
        sync_folder(self.folder)
        try:
            self._erased = read_erasures(self.folder, self.origin, self._key.public_key())
        except BadNoteError as bad:
            raise LedgerDamagedError(f"erased: {bad}") from bad
        blank_bodies(self.folder, self._erased)

    def _resume(self) -> bool:
        """Go on where the last writer ended; whether that could be."""
        found = resume(self.folder, self.origin, self._key.public_key())
        if found is None:
            return False
        self._tree, unfinished = found
        self._tiles.resume(self._tree, unfinished)
        self._starts = [int(path.name) for path in segment_paths(self.folder)]
        try:
            self._erased = read_erasures(self.folder, self.origin, self._key.public_key())
        except BadNoteError as bad:
            raise LedgerDamagedError(f"erased: {bad}") from bad
        return (self.folder / "checkpoint").exists()

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

    def append(self, entries: list[dict[str, Any]], *, salts: dict[int, bytes] | None = None) -> range:
        """Write entries, all or none; they survive a power cut before this returns. Their indexes. `salts` gives, by
        place in the list, the salt (16 bytes) of an entry that is published with it.

        Order: segments synced, tiles, checkpoint synced. When anything fails (a full disk), what was written is taken
        back and the error is raised: the same entries can be given again. Raises BadEntryError before anything is
        written.
        """
        bodies = [canonical(entry) for entry in entries]
        first = self._tree.size
        if not bodies:
            return range(first, first)
        if self._must_cut:
            self._take_back(first)
        try:
            leaves = self._write(bodies, salts or {})
            for _leaf, hashed in leaves:
                self._tree.append(hashed)
            self._tiles.write(self._tree, [leaf for leaf, _hashed in leaves])
            self._sign()
        except BaseException:
            self._must_cut = True
            self._take_back(first)
            raise
        self._tiles.settle()
        return range(first, self._tree.size)

    def _write(self, bodies: list[bytes], salts: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
        """(leaf, its hash) of each entry."""
        leaves = []
        # Asked for at once: a call for each entry is a good part of its cost.
        chance, each = os.urandom((SALT + NONCE) * len(bodies)), SALT + NONCE
        for number, body in enumerate(bodies):
            if self._writer is None or self._writer.is_full:
                self._begin_segment(self._tree.size + number)
            assert self._writer is not None
            salt, nonce = (
                chance[each * number : each * number + SALT],
                chance[each * number + SALT : each * (number + 1)],
            )
            leaves.append(self._writer.add(body, salts.get(number, salt), nonce))
        if self._writer is not None:
            self._writer.sync()
        return leaves

    def _begin_segment(self, first: int) -> None:
        self._end_segment()
        self._writer = SegmentWriter(self.folder, first, self._recipient, self._key)
        self._starts.append(first)
        sync_folder(self.folder)

    def _end_segment(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            try:
                writer.sync()
            finally:
                writer.close()

    def _take_back(self, size: int) -> None:
        """Leave nothing of a batch that failed. If that fails too, the next append tries again before it writes."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()
        self._tree.truncate(size)
        self._tiles.roll_back(size)
        self._read.clear()
        cut_back(self.folder, size)
        self._starts = [int(path.name) for path in segment_paths(self.folder)]
        self._must_cut = False

    def _sign(self) -> None:
        note = sign(Checkpoint(self.origin, self._tree.size, self._tree.root()), self._key)
        put_file(self.folder / "checkpoint", note.encode())

    def read(self, index: int, private: bytes) -> dict[str, Any]:
        """One entry; of an erased one only `{"erased_on": day}`. Raises IndexError, LedgerDamagedError."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        start = self._starts[bisect_right(self._starts, index) - 1]
        held = self._read.get(start)
        if held is None or held[0].first + len(held[0].records) <= index:
            segment = Segment(self.folder / segment_name(start))
            held = (segment, held[1] if held else segment.cipher(private))
            self._read.pop(start, None)
            if len(self._read) >= _READ_SEGMENTS:
                self._read.pop(next(iter(self._read)))
            self._read[start] = held
        segment, cipher = held
        if index - segment.first >= len(segment.records):
            raise LedgerDamagedError(f"entry {index} is missing from {segment.path.name}")
        return self._opened(segment.records[index - segment.first], cipher)

    def _opened(self, record: Record, cipher: AESGCM) -> dict[str, Any]:
        if record.is_void and record.index in self._erased:
            return {"erased_on": self._erased[record.index].day}
        return open_record(record, cipher)

    def read_range(self, indexes: range, private: bytes) -> list[dict[str, Any]]:
        """Some entries, in the order asked."""
        return [self.read(index, private) for index in indexes]

    def iterate(self, private: bytes, *, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every entry with its index from `start` on; an erased one as in `read`."""
        for path in segment_paths(self.folder)[max(0, bisect_right(self._starts, start) - 1) :]:
            segment = Segment(path)
            cipher = segment.cipher(private)
            for record in segment.records:
                if record.index >= start:
                    yield record.index, self._opened(record, cipher)

    def erase_bodies(self, indexes: Iterable[int], on: str) -> None:
        """Destroy the sealed bodies of entries (day in ISO form). The log stays valid; verify says when each was
        erased. Raises IndexError."""
        new = {}
        for index in indexes:
            if not 0 <= index < self.size:
                raise IndexError(index)
            new[index] = Erasure(on, self._tree.leaf(index))
        erased = {**new, **self._erased}
        self._end_segment()
        write_erasures(self.folder, self.origin, self._key, erased)
        self._erased = erased
        self._read.clear()
        blank_bodies(self.folder, new)

    def reseal(self, old: list[bytes], new: bytes) -> int:
        """Seal every segment's key to a new recipient, the one that this ledger was opened with; how many were not yet.
        `old` and `new` are private keys. Can be interrupted and called again: a segment is the old one or the new one,
        whole. Raises LedgerDamagedError when a segment opens with none."""
        self._end_segment()
        self._read.clear()
        changed = 0
        for path in segment_paths(self.folder):
            segment = Segment(path)
            private = segment.opening_key([new, *old])
            if private != new:
                replace_and_destroy(path, segment.resealed(private, self._recipient, self._key))
                changed += 1
        return changed

    def close(self) -> None:
        """Let the folder go."""
        try:
            self._end_segment()
        finally:
            os.close(self._lock_file)
