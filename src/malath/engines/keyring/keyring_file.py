"""The keyring's file: the root key, wrapped; and the public half of the intake key, in clear.

Passphrase -> Argon2id (RFC 9106) -> unseal key; or any k of n holders' shares (SLIP-39) -> unseal key. The unseal key
wraps the root key. The root wraps the intake's private key. A key check value tells a wrong key from a right one, and
nothing else. Changing the passphrase or the holders wraps the same root anew: no data is encrypted again.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import shamir_mnemonic
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError

from malath.engines.keyring.errors import WrongKeyError
from malath.engines.keyring.primitives import (
    KEY_BYTES,
    keyed_digest,
    new_intake_pair,
    new_key,
    subkey,
    unwrap,
    wrap,
)

VERSION = 1


@dataclass(frozen=True)
class PassphraseCost:
    """Argon2id's parameters; the default takes about half a second on a small machine."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class RootKeys:
    """What an open server holds."""

    root: bytes
    intake_private_key: bytes

    @property
    def organisations(self) -> bytes:
        """The key that wraps organisations' keys."""
        return subkey(self.root, "organisations")

    @property
    def key_file(self) -> bytes:
        """The key that authenticates the lines of the key file."""
        return subkey(self.root, "key file")


def blind_index(root: RootKeys, name: str, value: str) -> bytes:
    """A keyed digest of a value for exact look-ups, one key for each name: 16 bytes."""
    return keyed_digest(subkey(root.root, "blind|" + name), value)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


@dataclass
class KeyringFile:
    """The document as it stands on disk."""

    wrapped_root: bytes
    wrapped_intake: bytes
    intake_public_key: bytes
    opening: dict[str, Any]

    @classmethod
    def _create(cls, unseal_key: bytes, opening: dict[str, Any]) -> tuple[Self, RootKeys]:
        root = new_key()
        private, public = new_intake_pair()
        made = cls(wrap(unseal_key, root), wrap(subkey(root, "intake"), private), public, opening)
        return made, RootKeys(root, private)

    @classmethod
    def create_with_passphrase(cls, passphrase: str, *, cost: PassphraseCost | None = None) -> tuple[Self, RootKeys]:
        """Make new keys under one passphrase."""
        unseal_key, opening = _stretch_new(passphrase, cost or PassphraseCost())
        return cls._create(unseal_key, opening)

    @classmethod
    def create_with_shares(cls, needed: int, holders: int) -> tuple[Self, list[str], RootKeys]:
        """Make new keys split between holders; returns each holder's words."""
        unseal_key = new_key()
        made, root = cls._create(unseal_key, {"kind": "shares", "needed": needed, "holders": holders})
        return made, _split(unseal_key, needed, holders), root

    @property
    def holders(self) -> tuple[int, int] | None:
        """(k, n), or None when one passphrase opens."""
        if self.opening["kind"] != "shares":
            return None
        return self.opening["needed"], self.opening["holders"]

    def unseal_with_passphrase(self, passphrase: str) -> RootKeys:
        """Raises WrongKeyError."""
        if self.opening["kind"] != "passphrase":
            raise WrongKeyError
        cost = PassphraseCost(self.opening["memory_kib"], self.opening["iterations"], self.opening["lanes"])
        return self._open(_stretch(passphrase, _raw(self.opening["salt"]), cost))

    def unseal_with_shares(self, shares: list[str]) -> RootKeys:
        """Raises WrongKeyError, whichever share was wrong or missing."""
        try:
            unseal_key = shamir_mnemonic.combine_mnemonics(shares)
        except (MnemonicError, ValueError) as wrong:
            raise WrongKeyError from wrong
        if len(unseal_key) != KEY_BYTES:
            raise WrongKeyError
        return self._open(unseal_key)

    @staticmethod
    def check_share(share: str) -> None:
        """Raises WrongKeyError unless the words are a share by their own checksum."""
        try:
            Share.from_mnemonic(share)
        except (MnemonicError, ValueError) as wrong:
            raise WrongKeyError from wrong

    def _open(self, unseal_key: bytes) -> RootKeys:
        root = unwrap(unseal_key, self.wrapped_root)
        return RootKeys(root, unwrap(subkey(root, "intake"), self.wrapped_intake))

    def change_passphrase(self, root: RootKeys, passphrase: str, *, cost: PassphraseCost | None = None) -> None:
        """From the next unsealing on, this passphrase opens, and nothing else does."""
        unseal_key, self.opening = _stretch_new(passphrase, cost or PassphraseCost())
        self.wrapped_root = wrap(unseal_key, root.root)

    def reshare(self, root: RootKeys, needed: int, holders: int) -> list[str]:
        """New shares; the old ones open nothing any more."""
        unseal_key = new_key()
        self.opening = {"kind": "shares", "needed": needed, "holders": holders}
        self.wrapped_root = wrap(unseal_key, root.root)
        return _split(unseal_key, needed, holders)

    def save(self, path: Path) -> None:
        """Write durably: a new file, synced, put in the old one's place."""
        document = {
            "version": VERSION,
            "root": _text(self.wrapped_root),
            "intake": _text(self.wrapped_intake),
            "intake_public": _text(self.intake_public_key),
            "opening": self.opening,
        }
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(document, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the document; raises FileNotFoundError, or ValueError for another version."""
        document = json.loads(path.read_text())
        if document["version"] != VERSION:
            raise ValueError(f"keyring version {document['version']} is not known here")
        return cls(
            _raw(document["root"]), _raw(document["intake"]), _raw(document["intake_public"]), document["opening"]
        )


def _split(unseal_key: bytes, needed: int, holders: int) -> list[str]:
    return list(shamir_mnemonic.generate_mnemonics(1, [(needed, holders)], unseal_key)[0])


def _stretch(passphrase: str, salt: bytes, cost: PassphraseCost) -> bytes:
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(passphrase.encode())


def _stretch_new(passphrase: str, cost: PassphraseCost) -> tuple[bytes, dict[str, Any]]:
    salt = os.urandom(16)
    opening = {
        "kind": "passphrase",
        "salt": _text(salt),
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
    }
    return _stretch(passphrase, salt, cost), opening
