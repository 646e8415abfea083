"""The primitives that the keyring uses, each by the book: AES-256-GCM (SP 800-38D), AES key wrap (RFC 3394), HKDF
(RFC 5869), HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM), padding that hides lengths."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke, keywrap
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from malath.engines.keyring.errors import UnreadableError, WrongKeyError

KEY_BYTES = 32
NONCE_BYTES = 12
_LENGTH = struct.Struct(">I")
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def subkey(key: bytes, label: str) -> bytes:
    """A key for one use, derived by HKDF-SHA256 with the label as info."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label.encode()).derive(key)


def wrap(wrapping: bytes, key: bytes) -> bytes:
    """AES key wrap (RFC 3394): 40 bytes."""
    return keywrap.aes_key_wrap(wrapping, key)


def unwrap(wrapping: bytes, wrapped: bytes) -> bytes:
    """The key; raises WrongKeyError when the wrapping key is another or the bytes were changed."""
    try:
        return keywrap.aes_key_unwrap(wrapping, wrapped)
    except (keywrap.InvalidUnwrap, ValueError):
        raise WrongKeyError from None


def padme(size: int) -> int:
    """The length to which what has this size is padded (Nikitin et al. 2019): at most 12% more, 3% from 1 MiB on."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def padded_size(length: int) -> int:
    """How long a body of this length becomes with its length before it: 64 bytes, then Padmé."""
    return max(64, padme(_LENGTH.size + length))


def pad(body: bytes) -> bytes:
    """Length (4 bytes, big-endian), body, zeros up to `padded_size`."""
    return (length_prefix(len(body)) + body).ljust(padded_size(len(body)), b"\0")


def length_prefix(length: int) -> bytes:
    """The four bytes before a padded body; raises ValueError beyond 4 GiB."""
    if length > 0xFFFFFFFF:
        raise ValueError("longer than 4 GiB")
    return _LENGTH.pack(length)


def unpad(padded: bytes) -> bytes:
    """The body; raises UnreadableError when the length makes no sense."""
    if len(padded) < _LENGTH.size:
        raise UnreadableError("too short")
    (length,) = _LENGTH.unpack_from(padded)
    if length > len(padded) - _LENGTH.size:
        raise UnreadableError("length beyond the end")
    return padded[_LENGTH.size : _LENGTH.size + length]


def encrypt(cipher: AESGCM, body: bytes, context: bytes) -> bytes:
    """Nonce and ciphertext, the context authenticated."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, body, context)


def decrypt(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes:
    """The body; raises UnreadableError."""
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as broken:
        raise UnreadableError("changed, or from another place") from broken


def new_intake_pair() -> tuple[bytes, bytes]:
    """(private, public) X25519 keys, raw."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def intake_public(private: bytes) -> bytes:
    """The public half of an intake key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to_intake(public: bytes, context: bytes, body: bytes) -> bytes:
    """Encrypt to a public key whose private half need not be here (HPKE base mode, context as info)."""
    return bytes(_SUITE.encrypt(body, X25519PublicKey.from_public_bytes(public), info=context))


def open_from_intake(private: bytes, context: bytes, sealed: bytes) -> bytes:
    """The body; raises UnreadableError."""
    try:
        return bytes(_SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=context))
    except (InvalidTag, ValueError) as broken:
        raise UnreadableError("changed, or sealed to another key") from broken


def keyed_digest(key: bytes, text: str) -> bytes:
    """HMAC-SHA256 cut to 16 bytes: an exact look-up that tells nothing without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()[:16]
