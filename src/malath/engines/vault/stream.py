"""Sealing one object: Tink's streaming AEAD AES256-GCM-HKDF-1MB, written with `cryptography` alone.

Wire format (https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming): header = length (1 byte, 40),
salt (32), nonce prefix (7). Segment key = HKDF-SHA256(key, salt, info = associated data). Segment i = AES-256-GCM with
nonce = prefix, i (4 bytes, big-endian), 1 for the last segment and 0 before. A ciphertext segment is 2**20 bytes, the
first one with the header. Any Tink reads it: Java, Go, C++, Python.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from malath.engines.vault.errors import VaultDamagedError

Bytes = bytes | bytearray | memoryview

SEGMENT = 1 << 20
HEADER = 40
TAG = 16
FIRST = SEGMENT - HEADER - TAG
"""Bytes of plaintext in the first segment."""
REST = SEGMENT - TAG
"""Bytes of plaintext in every other one."""


def sealed_size(size: int) -> int:
    """How long the ciphertext of so many bytes is."""
    segments = 1 if size <= FIRST else 1 + -(-(size - FIRST) // REST)
    return HEADER + size + TAG * segments


class _Segments:
    def __init__(self, key: bytes, context: bytes, salt: bytes, prefix: bytes) -> None:
        self._cipher = AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=context).derive(key))
        self._prefix = prefix
        self._next = 0

    def _nonce(self, last: bool) -> bytes:
        nonce = self._prefix + self._next.to_bytes(4, "big") + (b"\1" if last else b"\0")
        self._next += 1
        return nonce


class Sealer(_Segments):
    """Encrypts the segments of one object, in order. `header` goes before the first."""

    def __init__(self, key: bytes, context: bytes) -> None:
        salt, prefix = os.urandom(32), os.urandom(7)
        super().__init__(key, context, salt, prefix)
        self.header = bytes([HEADER]) + salt + prefix

    def seal_into(self, plain: Bytes, target: memoryview, *, last: bool) -> None:
        """Encrypt one segment into a buffer of the plaintext's length + 16."""
        self._cipher.encrypt_into(self._nonce(last), plain, None, target)


class Opener(_Segments):
    """Decrypts the segments of one object, in order. Raises VaultDamagedError for a header that is none."""

    def __init__(self, key: bytes, context: bytes, header: bytes) -> None:
        if len(header) != HEADER or header[0] != HEADER:
            raise VaultDamagedError("not the beginning of an object")
        super().__init__(key, context, header[1:33], header[33:])

    def open(self, sealed: Bytes, *, last: bool) -> bytes:
        """One segment's plaintext; raises VaultDamagedError when it was changed, moved or cut off."""
        try:
            return self._cipher.decrypt(self._nonce(last), sealed, None)
        except (InvalidTag, ValueError) as broken:
            raise VaultDamagedError("a part was changed, moved or cut off") from broken


def seal_bytes(key: bytes, context: bytes, plain: Bytes) -> bytearray:
    """A whole object held in memory, sealed."""
    view = memoryview(plain)
    sealer = Sealer(key, context)
    out = bytearray(sealed_size(len(view)))
    out[:HEADER] = sealer.header
    target, at, room = memoryview(out), HEADER, FIRST
    while True:
        part, view = view[:room], view[room:]
        sealer.seal_into(part, target[at : at + len(part) + TAG], last=not view)
        at, room = at + len(part) + TAG, REST
        if not view:
            return out


def open_parts(key: bytes, context: bytes, sealed: Bytes) -> Iterator[bytes]:
    """The plaintext of a whole object held in memory, a segment at a time. Raises VaultDamagedError."""
    view = memoryview(sealed)
    opener = Opener(key, context, bytes(view[:HEADER]))
    view, room = view[HEADER:], SEGMENT - HEADER
    while True:
        part, view = view[:room], view[room:]
        yield opener.open(part, last=not view)
        room = SEGMENT
        if not view:
            return
