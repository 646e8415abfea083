"""Sealing texts and small files under a subject's key.

A text: version 0x01, the subject's UUID, nonce, AES-256-GCM of the padded UTF-8; the context and the first 17 bytes are
authenticated, so that a ciphertext opens only in its own row and field. A file: version 0x02, UUID, a salt of 16 bytes,
then segments of 1 MiB in the STREAM construction (Hoang et al. 2015): nonce = counter and a last-segment flag under a
key derived from the salt, so that cutting off, repeating or reordering is found.
"""

from __future__ import annotations

import os
import struct
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.keyring.errors import UnreadableError
from malath.engines.keyring.primitives import decrypt, encrypt, pad, subkey, unpad

TEXT, FILE = 1, 2
SEGMENT = 1 << 20
_TAG = 16
_NONCE = struct.Struct(">7xIB")


class SubjectKey:
    """One subject's key, ready to use."""

    __slots__ = ("_cipher", "_key", "subject")

    def __init__(self, subject: uuid.UUID, key: bytes) -> None:
        self.subject = subject
        self._key = key
        self._cipher = AESGCM(subkey(key, "texts"))

    @property
    def cipher(self) -> AESGCM:
        return self._cipher

    def file_cipher(self, salt: bytes) -> AESGCM:
        """A cipher for one file."""
        return AESGCM(subkey(self._key, "file|" + salt.hex()))


def subject_of(blob: bytes) -> uuid.UUID:
    """Whose key a ciphertext stands under; raises UnreadableError for what is none."""
    if len(blob) < 17 or blob[0] not in (TEXT, FILE):
        raise UnreadableError("not a sealed value")
    return uuid.UUID(bytes=bytes(blob[1:17]))


def seal_text(key: SubjectKey, context: bytes, text: str) -> bytes:
    """Encrypt a text for its place."""
    head = bytes([TEXT]) + key.subject.bytes
    return head + encrypt(key.cipher, pad(text.encode()), head + context)


def open_text(key: SubjectKey, context: bytes, blob: bytes) -> str:
    """The text; raises UnreadableError when it was changed or stands in another place."""
    if not blob or blob[0] != TEXT:
        raise UnreadableError("not a sealed text")
    head = bytes(blob[:17])
    return unpad(decrypt(key.cipher, blob[17:], head + context)).decode()


def seal_segments(key: SubjectKey, context: bytes, body: bytes) -> bytes:
    """Encrypt a file's bytes; the size is hidden up to Padmé."""
    salt = os.urandom(16)
    head = bytes([FILE]) + key.subject.bytes + salt
    cipher = key.file_cipher(salt)
    padded = memoryview(pad(body))
    parts = [head]
    count = max(1, -(-len(padded) // SEGMENT))
    for number in range(count):
        nonce = _NONCE.pack(number, number == count - 1)
        parts.append(cipher.encrypt(nonce, bytes(padded[number * SEGMENT : (number + 1) * SEGMENT]), head + context))
    return b"".join(parts)


def open_segments(key: SubjectKey, context: bytes, blob: bytes) -> bytes:
    """The file's bytes; raises UnreadableError when anything was changed, cut off, added or reordered."""
    if len(blob) < 33 + _TAG or blob[0] != FILE:
        raise UnreadableError("not a sealed file")
    head, body = bytes(blob[:33]), memoryview(blob)[33:]
    cipher = key.file_cipher(head[17:])
    step = SEGMENT + _TAG
    count = -(-len(body) // step)
    parts = []
    try:
        for number in range(count):
            nonce = _NONCE.pack(number, number == count - 1)
            parts.append(cipher.decrypt(nonce, bytes(body[number * step : (number + 1) * step]), head + context))
    except (InvalidTag, ValueError) as broken:
        raise UnreadableError("changed, cut off, or from another place") from broken
    return unpad(b"".join(parts))
