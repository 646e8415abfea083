"""Sealing texts and small values under a subject's key.

Version 0x01, the subject's UUID, nonce, AES-256-GCM of the padded bytes. The context (such as
`cases.note|<row>|body`) and the first 17 bytes are authenticated, so that a ciphertext opens only in its own row and
field. Files: files.py.
"""

from __future__ import annotations

import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.keyring.errors import UnreadableError
from malath.engines.keyring.primitives import decrypt, encrypt, pad, subkey, unpad

TEXT, FILE = 1, 2
HEAD = 17


class SubjectKey:
    """One subject's key, ready to use."""

    __slots__ = ("_cipher", "_key", "subject")

    def __init__(self, subject: uuid.UUID, key: bytes) -> None:
        self.subject = subject
        self._key = key
        self._cipher = AESGCM(subkey(key, "texts"))

    @property
    def cipher(self) -> AESGCM:
        """The cipher of texts, made once."""
        return self._cipher

    def file_cipher(self, salt: bytes) -> AESGCM:
        """A cipher for one file."""
        return AESGCM(subkey(self._key, "file|" + salt.hex()))


def subject_of(blob: bytes) -> uuid.UUID:
    """Whose key a ciphertext stands under; raises UnreadableError for what is none."""
    if len(blob) < HEAD or blob[0] not in (TEXT, FILE):
        raise UnreadableError("not a sealed value")
    return uuid.UUID(bytes=bytes(blob[1:HEAD]))


def seal_bytes(key: SubjectKey, context: bytes, body: bytes) -> bytes:
    """Encrypt bytes for their place."""
    head = bytes([TEXT]) + key.subject.bytes
    return head + encrypt(key.cipher, pad(body), head + context)


def open_bytes(key: SubjectKey, context: bytes, blob: bytes) -> bytes:
    """The bytes; raises UnreadableError when they were changed or stand in another place."""
    if not blob or blob[0] != TEXT:
        raise UnreadableError("not a sealed text")
    return unpad(decrypt(key.cipher, bytes(blob[HEAD:]), bytes(blob[:HEAD]) + context))


def seal_text(key: SubjectKey, context: bytes, text: str) -> bytes:
    """Encrypt a text for its place."""
    return seal_bytes(key, context, text.encode())


def open_text(key: SubjectKey, context: bytes, blob: bytes) -> str:
    """The text; raises UnreadableError when it was changed or stands in another place."""
    return open_bytes(key, context, blob).decode()
