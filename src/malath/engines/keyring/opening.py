"""What opens the keyring: one passphrase (Argon2id, RFC 9106), or k of n holders' shares (SLIP-39)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import shamir_mnemonic  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from shamir_mnemonic.share import Share  # type: ignore[import-untyped]
from shamir_mnemonic.utils import MnemonicError  # type: ignore[import-untyped]

from malath.engines.keyring.errors import WrongKeyError
from malath.engines.keyring.primitives import KEY_BYTES

SALT_BYTES = 16


@dataclass(frozen=True)
class PassphraseCost:
    """Argon2id's parameters; the default takes about half a second on a small machine."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


def stretch(passphrase: str, salt: bytes, cost: PassphraseCost) -> bytes:
    """The unseal key of a passphrase, in Unicode's NFC: keyboards differ in how they write é or أ."""
    normal = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(normal)


def split(unseal_key: bytes, needed: int, holders: int) -> list[str]:
    """One share of 33 words for each holder; raises ValueError for a split that makes no sense."""
    if not 1 <= needed <= holders <= 16 or (needed == 1 and holders > 1):
        raise ValueError(f"{needed} of {holders} holders is no split: 2 of 3, 3 of 5, at most 16")
    return list(shamir_mnemonic.generate_mnemonics(1, [(needed, holders)], unseal_key)[0])


def combine(shares: list[str], needed: int) -> bytes:
    """The unseal key of shares: more than are needed are welcome, the same twice counts once. Raises WrongKeyError."""
    distinct = list(dict.fromkeys(" ".join(share.lower().split()) for share in shares))
    try:
        key = bytes(shamir_mnemonic.combine_mnemonics(distinct[:needed]))
    except (MnemonicError, ValueError):
        # The library's message tells which share differs from the others; nobody needs to learn that here.
        raise WrongKeyError from None
    if len(key) != KEY_BYTES:
        raise WrongKeyError
    return key


def check_share(share: str) -> None:
    """Raises WrongKeyError unless the words are a share by their own checksum (a slip of the pen)."""
    try:
        Share.from_mnemonic(share)
    except (MnemonicError, ValueError):
        raise WrongKeyError from None
