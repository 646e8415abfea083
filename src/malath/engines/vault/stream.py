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
CHANCE = 39
FIRST = SEGMENT - HEADER - TAG
"""Bytes of plaintext in the first segment."""
REST = SEGMENT - TAG
"""Bytes of plaintext in every other one."""


def segments_in(size: int) -> int:
    """How many segments an object of so many bytes has."""
    return 1 if size <= FIRST else 1 + -(-(size - FIRST) // REST)


def segment_at(place: int) -> tuple[int, int]:
    """(segment, place in it) of a place in an object's plaintext."""
    number, within = divmod(place - FIRST, REST)
    return (0, place) if place < FIRST else (number + 1, within)


def sealed_size(size: int) -> int:
    """How long the ciphertext of so many bytes is."""
    return HEADER + size + TAG * segments_in(size)


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
    """Encrypts the segments of one object, in order. `header` goes before the first. `chance`: CHANCE fresh random
    bytes, if the caller has asked for some already."""

    def __init__(self, key: bytes, context: bytes, chance: bytes | None = None) -> None:
        chance = chance or os.urandom(CHANCE)
        salt, prefix = chance[:32], chance[32:]
        super().__init__(key, context, salt, prefix)
        self.header = bytes([HEADER]) + salt + prefix

    def seal_into(self, plain: Bytes, target: memoryview, *, last: bool) -> None:
        """Encrypt one segment into a buffer of the plaintext's length + 16."""
        self._cipher.encrypt_into(self._nonce(last), plain, None, target)


class Opener(_Segments):
    """Decrypts the segments of one object, in order from the first, or from the one that `at` names. Raises
    VaultDamagedError for a header that is none."""

    def __init__(self, key: bytes, context: bytes, header: bytes) -> None:
        if len(header) != HEADER or header[0] != HEADER:
            raise VaultDamagedError("not the beginning of an object")
        super().__init__(key, context, header[1:33], header[33:])

    def at(self, number: int) -> Opener:
        """The next segment to be opened is this one."""
        self._next = number
        return self

    def open_into(self, sealed: Bytes, target: memoryview, *, last: bool) -> memoryview:
        """One segment's plaintext, in the front of a buffer; raises VaultDamagedError when it was changed, moved or cut
        off."""
        length = len(sealed) - TAG
        try:
            self._cipher.decrypt_into(self._nonce(last), sealed, None, target[: max(length, 0)])
        except (InvalidTag, ValueError) as broken:
            raise VaultDamagedError("a part was changed, moved or cut off") from broken
        return target[:length]


def parts_of(body: memoryview) -> Iterator[tuple[memoryview, bool]]:
    """(part, is the last) of an object's ciphertext held in memory: the header, then one segment at a time."""
    yield body[:HEADER], False
    at, room = HEADER, SEGMENT - HEADER
    while True:
        part = body[at : at + room]
        at, room = at + len(part), SEGMENT
        yield part, at >= len(body)
        if at >= len(body):
            return


class Plain:
    """Opens an object's parts one by one into a buffer that is used again and again; a worker has one of its own."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(SEGMENT))

    def open(self, key: bytes, context: bytes, parts: Iterator[tuple[Bytes, bool]]) -> Iterator[memoryview]:
        """The plaintext, a segment at a time, each good until the next is asked for. Raises VaultDamagedError."""
        header, _last = next(parts, (b"", True))
        opener = Opener(key, context, bytes(header))
        for part, last in parts:
            yield opener.open_into(part, self._buffer, last=last)
