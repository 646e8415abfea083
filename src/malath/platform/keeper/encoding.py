"""Keyed bit vectors of a person's features (CLK; Schnell, Bachteler and Reiher 2009), under the coalition's secret.

Each feature sets a few bits, at places that only the secret gives; who holds vectors without it can compare them and
learns no feature. The secret is derived from the root key and never leaves the keeper's process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from malath.engines.keyring import RootKeys
from malath.engines.keyring.primitives import subkey

BITS = 1024
BITS_A_FEATURE = 8


def coalition_secret(root: RootKeys) -> bytes:
    """The secret of this coalition: HKDF-SHA256 of the root key."""
    return subkey(root.root, "coalition|who is known")


def encode(root: RootKeys, rows: Sequence[Sequence[str]]) -> list[bytes]:
    """A vector of 128 bytes for each row of features."""
    secret = coalition_secret(root)
    return [_vector(secret, row) for row in rows]


def _vector(secret: bytes, features: Sequence[str]) -> bytes:
    bits = 0
    for feature in features:
        digest = hashlib.blake2b(feature.encode(), key=secret, digest_size=2 * BITS_A_FEATURE).digest()
        for at in range(0, len(digest), 2):
            bits |= 1 << (int.from_bytes(digest[at : at + 2]) % BITS)
    return bits.to_bytes(BITS // 8)
