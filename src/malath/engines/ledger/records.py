"""One entry as it lies in a segment: sealed, or blanked after its erasure; and the canonical form of what is sealed.

Record: length (4 bytes), commitment (32), check (8), body. The commitment is SHA-256(salt || JSON); the body is nonce
and AES-256-GCM of salt (16 bytes) and JSON, with the entry's index authenticated. The leaf of an entry is 64 bytes:
commitment || SHA-256(body). The check is the beginning of the leaf's hash: without any key it tells a record that a
crash or a failing disk left half written. A length with the highest bit set marks a void: the body was erased, and the
32 bytes that follow are its digest, so that the leaf stays the same.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.ledger.errors import BadEntryError, LedgerDamagedError
from malath.engines.ledger.merkle import leaf_hash

HEADER = struct.Struct(">I32s8s")
_INDEX = struct.Struct(">Q")
_VOID = 1 << 31
_DIGEST = 32
SALT = 16
NONCE = 12
LARGEST = 1 << 24
SMALLEST = NONCE + SALT + len(b"{}") + 16


@dataclass(slots=True)
class Record:
    """One entry. `sound` says that its check holds; what cannot be read at all has an empty leaf."""

    index: int
    leaf: bytes
    sealed: bytes
    hash: bytes
    sound: bool
    start: int
    end: int

    @property
    def is_void(self) -> bool:
        """Whether the body was erased."""
        return not self.sealed


def canonical(entry: dict[str, Any]) -> bytes:
    """The entry's JSON, the same for everybody: sorted keys, no spaces, UTF-8, no NaN. Raises BadEntryError."""
    try:
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        body = text.encode()
    except (TypeError, ValueError) as bad:
        raise BadEntryError(f"the entry has no canonical JSON: {bad}") from bad
    if len(body) > LARGEST - SMALLEST:
        raise BadEntryError("the entry is longer than a record may be")
    return body


def seal_record(body: bytes, index: int, cipher: AESGCM, salt: bytes, nonce: bytes) -> tuple[bytes, bytes, bytes]:
    """(the record's bytes, the leaf, its hash) of an entry's canonical JSON. Salt (16 bytes) and nonce (12) are random,
    and never used twice."""
    sealed = nonce + cipher.encrypt(nonce, salt + body, _INDEX.pack(index))
    leaf = hashlib.sha256(salt + body).digest() + hashlib.sha256(sealed).digest()
    hashed = leaf_hash(leaf)
    return HEADER.pack(len(sealed), leaf[:_DIGEST], hashed[:8]) + sealed, leaf, hashed


def void_record(record: Record) -> bytes:
    """The bytes that take an erased record's place."""
    return HEADER.pack(_VOID | _DIGEST, record.leaf[:_DIGEST], record.hash[:8]) + record.leaf[_DIGEST:]


def read_record(body: bytes, at: int, index: int) -> Record | None:
    """The record at a place, sound or not; None when no record can begin there."""
    start = at + HEADER.size
    if start > len(body):
        return None
    length, commitment, check = HEADER.unpack_from(body, at)
    if length == _VOID | _DIGEST:
        end = start + _DIGEST
        sealed, digest = b"", body[start:end]
    else:
        end = start + length
        if not SMALLEST <= length <= LARGEST or end > len(body):
            return None
        sealed = body[start:end]
        digest = hashlib.sha256(sealed).digest()
    if end > len(body):
        return None
    leaf = commitment + digest
    hashed = leaf_hash(leaf)
    return Record(index, leaf, sealed, hashed, hashed[:8] == check, at, end)


def open_record(record: Record, cipher: AESGCM) -> dict[str, Any]:
    """The entry; raises LedgerDamagedError when it was changed, was erased, or stands in another place."""
    try:
        plain = cipher.decrypt(record.sealed[:NONCE], record.sealed[NONCE:], _INDEX.pack(record.index))
    except (InvalidTag, ValueError) as broken:
        raise LedgerDamagedError(f"entry {record.index} does not open") from broken
    if hashlib.sha256(plain).digest() != record.leaf[:_DIGEST]:
        raise LedgerDamagedError(f"entry {record.index}: not what was committed to")
    entry: dict[str, Any] = json.loads(plain[SALT:])
    return entry


def opening_of(record: Record, cipher: AESGCM) -> tuple[bytes, bytes]:
    """(salt, JSON) by which one entry is shown to an outsider: SHA-256 of the two is the leaf's first half."""
    open_record(record, cipher)
    plain = cipher.decrypt(record.sealed[:NONCE], record.sealed[NONCE:], _INDEX.pack(record.index))
    return plain[:SALT], plain[SALT:]
