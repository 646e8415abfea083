"""The secret that the members of a coalition share, and the keys derived from it (HKDF, RFC 5869)."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from malath.engines.linkage.errors import LinkageError

BYTES = 32
_PURPOSE = b"malath private matching 1/"


class Secret:
    """32 random bytes that never leave those who encode. Every role and every salt has a key of its own."""

    def __init__(self, value: bytes) -> None:
        if len(value) != BYTES:
            raise LinkageError(f"a secret has {BYTES} bytes, this one {len(value)}; --new-secret makes one")
        self._value = value
        self._keys: dict[tuple[str, ...], bytes] = {}

    def __repr__(self) -> str:
        return "<Secret>"

    def key(self, *purpose: str) -> bytes:
        """The key for a purpose, the same for everybody who has the secret."""
        found = self._keys.get(purpose)
        if found is None:
            info = _PURPOSE + "\x00".join(purpose).encode()
            found = self._keys[purpose] = HKDF(SHA256(), BYTES, None, info).derive(self._value)
        return found

    def digest(self, message: str, *purpose: str) -> bytes:
        """HMAC-SHA-512 of a message under the key for a purpose: 64 bytes."""
        return hmac.digest(self.key(*purpose), message.encode("utf-8", "surrogatepass"), "sha512")

    @property
    def name(self) -> str:
        """What two files made with one secret have in common; says nothing of the secret."""
        return self.key("name")[:8].hex()


def read_secret(path: Path) -> Secret:
    """The secret in a file: 64 hexadecimal digits. Raises LinkageError where there is none."""
    try:
        text = path.read_text("ascii").strip()
        return Secret(bytes.fromhex(text))
    except OSError as problem:
        raise LinkageError(f"{path}: cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise LinkageError(f"{path}: a secret is {2 * BYTES} hexadecimal digits; --new-secret makes one") from problem


def new_secret(path: Path) -> Secret:
    """Write a new random secret that only its owner may read. Raises LinkageError where the file exists."""
    value = os.urandom(BYTES)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(value.hex() + "\n")
    except FileExistsError as problem:
        raise LinkageError(f"{path}: exists; a secret is never written over") from problem
    return Secret(value)
