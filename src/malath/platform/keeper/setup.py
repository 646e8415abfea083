"""Making an installation's keys, once, and reading what stands in clear beside them.

MALATH_HOME/keys holds: keyring.json (the root key, wrapped; the intake key's public half), subjects.keys (wrapped keys
of organisations and subjects), ledger.key (the log's signing key, a host key). MALATH_HOME/ledger holds the log.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from malath.engines.keyring import KeyringFile, PassphraseCost


def keyring_path(home: Path) -> Path:
    return home / "keys" / "keyring.json"


def subjects_path(home: Path) -> Path:
    return home / "keys" / "subjects.keys"


def passphrase_cost() -> PassphraseCost:
    """Argon2id's cost; tests and the fictional demo lower it by MALATH_FAST_PASSPHRASE."""
    if os.environ.get("MALATH_FAST_PASSPHRASE"):
        return PassphraseCost(memory_kib=8 * 1024, iterations=1, lanes=1)
    return PassphraseCost()


def create_with_passphrase(home: Path, passphrase: str) -> None:
    """Make the keys under one passphrase (a laptop). Raises FileExistsError when there are keys already."""
    _prepare(home)
    keyring, _root = KeyringFile.create_with_passphrase(passphrase, cost=passphrase_cost())
    keyring.save(keyring_path(home))


def create_with_shares(home: Path, needed: int, holders: int) -> list[str]:
    """Make the keys split between holders, and return each holder's share as words (SLIP-39)."""
    _prepare(home)
    keyring, shares, _root = KeyringFile.create_with_shares(needed, holders)
    keyring.save(keyring_path(home))
    return shares


def intake_public_key(home: Path) -> bytes:
    """The key to which a sealed server encrypts what it takes in."""
    return KeyringFile.load(keyring_path(home)).intake_public_key


def ledger_signing_key(home: Path) -> Ed25519PrivateKey:
    """The log's signing key; made on first use."""
    path = home / "keys" / "ledger.key"
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def ledger_origin(home: Path) -> str:
    """The log's name: what it was begun under, or a new one made of its key, so that one witness can watch the logs of
    many installations."""
    begun = home / "ledger" / "log.vkey"
    if begun.exists():
        return begun.read_text().partition("+")[0]
    public = ledger_signing_key(home).public_key().public_bytes_raw()
    return f"malath-{hashlib.sha256(public).hexdigest()[:16]}/ledger"


def _prepare(home: Path) -> None:
    (home / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(home, 0o700)
    if keyring_path(home).exists():
        raise FileExistsError(keyring_path(home))
    ledger_signing_key(home)
