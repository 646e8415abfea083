"""Segments: where the entries themselves lie, sealed. They are the ledger's truth; tiles and checkpoint follow.

A segment file is named by its first entry's index (16 digits). Header: `malath-ledger-segment/1\\n`, the first index
(8 bytes), the length (2 bytes) and bytes of the segment's data key, sealed by HPKE to the keyring's intake key. Then
records: length (4 bytes), commitment (32 bytes), sealed entry. The sealed entry is nonce and AES-256-GCM of salt
(16 bytes) and canonical JSON, with the index authenticated; the commitment is SHA-256(salt || JSON).
The leaf of an entry is 64 bytes: commitment || SHA-256(sealed entry).
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.ledger.errors import LedgerDamagedError

MAGIC = b"malath-ledger-segment/1\n"
ENTRIES_A_SEGMENT = 4096
_FIRST = struct.Struct(">QH")
_RECORD = struct.Struct(">I32s")
_INDEX = struct.Struct(">Q")
LARGEST_RECORD = 1 << 24
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"malath-ledger-segment/1"


def canonical(entry: dict[str, Any]) -> bytes:
    """The entry's JSON, the same for everybody: sorted keys, no spaces, UTF-8."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Record:
    """One entry as it lies in a segment."""

    index: int
    commitment: bytes
    sealed: bytes

    @property
    def leaf(self) -> bytes:
        return self.commitment + hashlib.sha256(self.sealed).digest()


class SegmentWriter:
    """Appends records to one new segment."""

    def __init__(self, folder: Path, first: int, recipient: bytes) -> None:
        self.first = self.next = first
        key = os.urandom(32)
        self._cipher = AESGCM(key)
        wrapped = bytes(_SUITE.encrypt(key, X25519PublicKey.from_public_bytes(recipient), info=_INFO))
        self.path = folder / f"{first:016d}"
        self._file: BinaryIO = open(self.path, "xb", opener=lambda p, f: os.open(p, f, 0o600))
        self._file.write(MAGIC + _FIRST.pack(first, len(wrapped)) + wrapped)

    def add(self, entry: dict[str, Any]) -> Record:
        """Seal and write one entry; durable only after `sync`."""
        body = canonical(entry)
        salt, nonce = os.urandom(16), os.urandom(12)
        sealed = nonce + self._cipher.encrypt(nonce, salt + body, _INDEX.pack(self.next))
        record = Record(self.next, hashlib.sha256(salt + body).digest(), sealed)
        self._file.write(_RECORD.pack(len(sealed), record.commitment) + sealed)
        self.next += 1
        return record

    def sync(self) -> None:
        """Everything written so far survives a power cut after this."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self.sync()
        self._file.close()

    @property
    def is_full(self) -> bool:
        return self.next - self.first >= ENTRIES_A_SEGMENT


class Segment:
    """A segment file, read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.body = path.read_bytes()
        start = len(MAGIC) + _FIRST.size
        if self.body[: len(MAGIC)] != MAGIC or len(self.body) < start:
            raise LedgerDamagedError(f"{path.name}: not a segment")
        self.first, length = _FIRST.unpack_from(self.body, len(MAGIC))
        if len(self.body) < start + length:
            raise LedgerDamagedError(f"{path.name}: cut off inside its key")
        self.wrapped = self.body[start : start + length]
        self.records: list[Record] = []
        self.whole = start + length
        self._scan()

    def _scan(self) -> None:
        at, index = self.whole, self.first
        while at + _RECORD.size <= len(self.body):
            length, commitment = _RECORD.unpack_from(self.body, at)
            end = at + _RECORD.size + length
            if length > LARGEST_RECORD or end > len(self.body):
                break
            self.records.append(Record(index, commitment, self.body[at + _RECORD.size : end]))
            at, index = end, index + 1
            self.whole = at

    @property
    def torn(self) -> int:
        """Bytes after the last whole record."""
        return len(self.body) - self.whole

    def cipher(self, private: bytes) -> AESGCM:
        """The segment's data key, opened; raises LedgerDamagedError."""
        try:
            key = _SUITE.decrypt(self.wrapped, X25519PrivateKey.from_private_bytes(private), info=_INFO)
        except (InvalidTag, ValueError) as broken:
            raise LedgerDamagedError(f"{self.path.name}: the key does not open") from broken
        return AESGCM(bytes(key))


def open_record(record: Record, cipher: AESGCM) -> dict[str, Any]:
    """The entry; raises LedgerDamagedError when it was changed or stands in another place."""
    try:
        plain = cipher.decrypt(record.sealed[:12], record.sealed[12:], _INDEX.pack(record.index))
    except (InvalidTag, ValueError) as broken:
        raise LedgerDamagedError(f"entry {record.index} does not open") from broken
    if hashlib.sha256(plain).digest() != record.commitment:
        raise LedgerDamagedError(f"entry {record.index}: not what was committed to")
    entry: dict[str, Any] = json.loads(plain[16:])
    return entry


def segment_paths(folder: Path) -> list[Path]:
    """The segments in order."""
    return sorted(path for path in folder.glob("[0-9]*") if path.name.isdigit())


def read_segments(folder: Path) -> Iterator[Segment]:
    """Each segment in order; raises LedgerDamagedError for a file that is none."""
    for path in segment_paths(folder):
        yield Segment(path)
