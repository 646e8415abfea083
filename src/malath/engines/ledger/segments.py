"""Segments: where the entries themselves lie, sealed. They are the ledger's truth; tiles and checkpoint follow.

A segment file is named by its first entry's index (16 digits). Header: `malath-ledger-segment/1\\n`, the first index
(8 bytes), the length (2 bytes) and bytes of the segment's data key, sealed by HPKE to the keyring's intake key; the
log's Ed25519 signature over all that. Then records (records.py).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.ledger.errors import LedgerDamagedError
from malath.engines.ledger.records import Record, read_record, seal_record

MAGIC = b"malath-ledger-segment/1\n"
ENTRIES_A_SEGMENT = 4096
_FIRST = struct.Struct(">QH")
_SIGNATURE = 64
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"malath-ledger-segment/1"


def segment_name(first: int) -> str:
    """The file's name."""
    return f"{first:016d}"


class SegmentWriter:
    """Appends records to one new segment."""

    def __init__(self, folder: Path, first: int, recipient: bytes, key: Ed25519PrivateKey) -> None:
        self.first = self.next = first
        data_key = os.urandom(32)
        self._cipher = AESGCM(data_key)
        wrapped = bytes(_SUITE.encrypt(data_key, X25519PublicKey.from_public_bytes(recipient), info=_INFO))
        head = MAGIC + _FIRST.pack(first, len(wrapped)) + wrapped
        self.path = folder / segment_name(first)
        self._descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        self._pending = bytearray(head + key.sign(head))
        self._is_synced = False

    def add(self, body: bytes, salt: bytes, nonce: bytes) -> tuple[bytes, bytes]:
        """Seal one entry's canonical JSON; its leaf and the leaf's hash. Written and durable only after `sync`."""
        record, leaf, hashed = seal_record(body, self.next, self._cipher, salt, nonce)
        self._pending += record
        self._is_synced = False
        self.next += 1
        return leaf, hashed

    def sync(self) -> None:
        """Write what is pending; it survives a power cut after this."""
        if self._is_synced:
            return
        while self._pending:
            del self._pending[: os.write(self._descriptor, self._pending)]
        os.fsync(self._descriptor)
        self._is_synced = True

    def close(self) -> None:
        """Let the file go. What was not synced is dropped: nobody was told that it is kept."""
        os.close(self._descriptor)

    @property
    def is_full(self) -> bool:
        """Whether the next entry begins a new segment."""
        return self.next - self.first >= ENTRIES_A_SEGMENT


class Segment:
    """A segment file, read. Raises LedgerDamagedError for what is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.body = path.read_bytes()
        start = len(MAGIC) + _FIRST.size
        if self.body[: len(MAGIC)] != MAGIC or len(self.body) < start:
            raise LedgerDamagedError(f"{path.name}: not a segment")
        self.first: int
        self.first, length = _FIRST.unpack_from(self.body, len(MAGIC))
        self._wrapped = self.body[start : start + length]
        self._signed = start + length
        self.whole = self._signed + _SIGNATURE
        if len(self.body) < self.whole:
            raise LedgerDamagedError(f"{path.name}: its header is cut off")
        self.records = list(self._scan())

    def check_header(self, key: Ed25519PublicKey) -> None:
        """Raises LedgerDamagedError unless the log signed this header and the file bears its own name."""
        try:
            key.verify(self.body[self._signed : self._signed + _SIGNATURE], self.body[: self._signed])
        except InvalidSignature:
            raise LedgerDamagedError(f"{self.path.name}: the log did not sign its header") from None
        if self.path.name != segment_name(self.first):
            raise LedgerDamagedError(f"{self.path.name} is the segment of entry {self.first}, under another name")

    def _scan(self) -> Iterator[Record]:
        """The records in order; one that is damaged is given as such, and reading goes on at the next sound one."""
        index = self.first
        while self.whole < len(self.body):
            record = read_record(self.body, self.whole, index)
            if record is None or not record.sound:
                record = self._damaged(record, index)
                if record is None:
                    return
            yield record
            self.whole = record.end
            index += 1

    def _damaged(self, record: Record | None, index: int) -> Record | None:
        """A damaged record up to where the next sound one begins; None when nothing sound follows."""
        if record is not None and (record.end == len(self.body) or self._is_sound(record.end)):
            return record
        for at in range(self.whole + 1, len(self.body)):
            if self._is_sound(at):
                return Record(index, b"", b"", b"", False, self.whole, at)
        return None

    def _is_sound(self, at: int) -> bool:
        record = read_record(self.body, at, 0)
        return record is not None and record.sound

    @property
    def torn(self) -> int:
        """Bytes after the last record that can be read."""
        return len(self.body) - int(self.whole)

    def cipher(self, private: bytes) -> AESGCM:
        """What opens the records; raises LedgerDamagedError."""
        return AESGCM(self._data_key(private))

    def _data_key(self, private: bytes) -> bytes:
        try:
            return bytes(_SUITE.decrypt(self._wrapped, X25519PrivateKey.from_private_bytes(private), info=_INFO))
        except (InvalidTag, ValueError) as broken:
            raise LedgerDamagedError(f"{self.path.name}: the key does not open") from broken

    def opening_key(self, privates: list[bytes]) -> bytes:
        """The first of some private keys that opens this segment; raises LedgerDamagedError."""
        for private in privates:
            try:
                self._data_key(private)
            except LedgerDamagedError:
                continue
            return private
        raise LedgerDamagedError(f"{self.path.name}: none of the keys opens it")

    def resealed(self, private: bytes, recipient: bytes, key: Ed25519PrivateKey) -> bytes:
        """The file's bytes with its data key sealed to another recipient, and the header signed anew. The records stay
        as they are, and so does every leaf. Raises LedgerDamagedError."""
        data_key = self._data_key(private)
        wrapped = bytes(_SUITE.encrypt(data_key, X25519PublicKey.from_public_bytes(recipient), info=_INFO))
        head = MAGIC + _FIRST.pack(self.first, len(wrapped)) + wrapped
        return head + key.sign(head) + self.body[self._signed + _SIGNATURE :]

    def rewritten(self, changed: dict[int, bytes]) -> bytes:
        """The file's bytes with some records, by index, replaced."""
        head = self._signed + _SIGNATURE
        parts = [self.body[:head]]
        parts += [changed.get(record.index, self.body[record.start : record.end]) for record in self.records]
        return b"".join([*parts, self.body[self.whole :]])


def segment_paths(folder: Path) -> list[Path]:
    """The segments in order; none where there is no folder."""
    try:
        listed = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(listed) if len(name) == 16 and name.isascii() and name.isdigit()]
