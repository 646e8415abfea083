"""What has arrived of an upload, on the disk: pieces encrypted under a key that the sender's page alone has.

The server keeps only a digest of that key, so that what lies here while a telephone is out of reach cannot be read by
whoever takes the machine, sealed or not. MALATH_HOME/arriving/<id>: nonce and AES-256-GCM ciphertext, piece after piece.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.accountability.evidence.errors import UploadGoneError
from malath.accountability.evidence.rules import PIECE
from malath.platform.keeper.client import home

_NONCE, _TAG = 12, 16
_MORE = _NONCE + _TAG


def folder() -> Path:
    """Where uploads wait."""
    path = home() / "arriving"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def path_of(upload: uuid.UUID) -> Path:
    """An upload's file."""
    return folder() / upload.hex


def digest_of(key: bytes) -> bytes:
    """What the database keeps of a key."""
    return hashlib.sha256(b"malath upload" + key).digest()


def _stored(received: int) -> int:
    """How long the file is when so many bytes have arrived; all pieces but the last are whole."""
    return received + _MORE * -(-received // PIECE)


def append(upload: uuid.UUID, key: bytes, at: int, piece: bytes) -> None:
    """Keep a piece that begins at `at`, durably; what a crash left behind it is cut off."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, piece, _context(upload, at))
    with open(os.open(path_of(upload), os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(_stored(at))
        file.seek(_stored(at))
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def _context(upload: uuid.UUID, at: int) -> bytes:
    return upload.bytes + at.to_bytes(8, "big")


def _pieces(upload: uuid.UUID, key: bytes, size: int) -> Iterator[bytes]:
    cipher = AESGCM(key)
    try:
        with open(path_of(upload), "rb") as file:
            for at in range(0, size, PIECE):
                sealed = file.read(_MORE + min(PIECE, size - at))
                yield cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _context(upload, at))
    except (OSError, InvalidTag, ValueError) as lost:
        raise UploadGoneError from lost


class Arrived(io.RawIOBase):
    """What has arrived, as a file that is read once."""

    def __init__(self, upload: uuid.UUID, key: bytes, size: int) -> None:
        self._pieces = _pieces(upload, key, size)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def sha256_of(upload: uuid.UUID, key: bytes, size: int) -> str:
    """The digest of what has arrived."""
    digest = hashlib.sha256()
    for piece in _pieces(upload, key, size):
        digest.update(piece)
    return digest.hexdigest()


def forget(upload: uuid.UUID) -> None:
    """Remove what has arrived."""
    path_of(upload).unlink(missing_ok=True)
