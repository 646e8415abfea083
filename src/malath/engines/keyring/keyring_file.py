"""The keyring's file: the root key, wrapped; and the public half of the intake key, in clear.

A passphrase or k of n shares give the unseal key (opening.py). The unseal key wraps the root key; the root wraps the
intake's private key. The check value of RFC 3394 tells a wrong key from a right one, and nothing else. Changing the
passphrase or the holders wraps the same root anew: no data is encrypted again.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from malath.engines.durable import replace_and_destroy
from malath.engines.keyring import opening
from malath.engines.keyring.errors import DamagedKeyringError, WrongKeyError
from malath.engines.keyring.opening import SALT_BYTES, PassphraseCost
from malath.engines.keyring.primitives import (
    intake_public,
    keyed_digest,
    new_intake_pair,
    new_key,
    subkey,
    unwrap,
    wrap,
)

VERSION = 1


@dataclass(frozen=True)
class RootKeys:
    """What an open server holds. Never printed."""

    root: bytes = field(repr=False)
    intake_private_key: bytes = field(repr=False)

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
    raw = base64.b64decode(text, validate=True)
    if _text(raw) != text:
        # Base64 ignores the last bits: what was changed there was changed all the same.
        raise ValueError("not as it was written")
    return raw


@dataclass
class KeyringFile:
    """The document as it stands on disk. `opening` says what opens it: a passphrase's salt and cost, or k and n."""

    wrapped_root: bytes
    wrapped_intake: bytes
    intake_public_key: bytes
    opening: dict[str, Any]
    retired: list[bytes] = field(default_factory=list)
    """Earlier intake keys, wrapped by the root key, while what was sealed to them is being sealed anew."""

    @classmethod
    def _create(cls, unseal_key: bytes, opened_by: dict[str, Any]) -> tuple[Self, RootKeys]:
        root = new_key()
        private, public = new_intake_pair()
        made = cls(wrap(unseal_key, root), wrap(subkey(root, "intake"), private), public, opened_by)
        return made, RootKeys(root, private)

    @classmethod
    def create_with_passphrase(cls, passphrase: str, *, cost: PassphraseCost | None = None) -> tuple[Self, RootKeys]:
        """Make new keys under one passphrase."""
        return cls._create(*_stretch_new(passphrase, cost or PassphraseCost()))

    @classmethod
    def create_with_shares(cls, needed: int, holders: int) -> tuple[Self, list[str], RootKeys]:
        """Make new keys split between holders; returns each holder's words. Raises ValueError for no sensible split."""
        unseal_key = new_key()
        shares = opening.split(unseal_key, needed, holders)
        made, root = cls._create(unseal_key, {"kind": "shares", "needed": needed, "holders": holders})
        return made, shares, root

    @property
    def holders(self) -> tuple[int, int] | None:
        """(k, n), or None when one passphrase opens."""
        if self.opening["kind"] != "shares":
            return None
        return self.opening["needed"], self.opening["holders"]

    def unseal_with_passphrase(self, passphrase: str) -> RootKeys:
        """Raises WrongKeyError; DamagedKeyringError when the intake's public key is not the one that was made."""
        if self.opening["kind"] != "passphrase":
            raise WrongKeyError
        cost = PassphraseCost(self.opening["memory_kib"], self.opening["iterations"], self.opening["lanes"])
        return self._open(opening.stretch(passphrase, _raw(self.opening["salt"]), cost))

    def unseal_with_shares(self, shares: list[str]) -> RootKeys:
        """Raises WrongKeyError, whichever share was wrong or missing; DamagedKeyringError as above."""
        if self.holders is None:
            raise WrongKeyError
        return self._open(opening.combine(shares, self.holders[0]))

    @staticmethod
    def check_share(share: str) -> None:
        """Raises WrongKeyError unless the words are a share by their own checksum."""
        opening.check_share(share)

    def _open(self, unseal_key: bytes) -> RootKeys:
        root = unwrap(unseal_key, self.wrapped_root)
        private = unwrap(subkey(root, "intake"), self.wrapped_intake)
        if intake_public(private) != self.intake_public_key:
            # The public half stands in clear: whoever could swap it would read all that a sealed server takes in.
            raise DamagedKeyringError("the intake's public key in the keyring file is not the one that was made")
        return RootKeys(root, private)

    def change_passphrase(self, root: RootKeys, passphrase: str, *, cost: PassphraseCost | None = None) -> None:
        """From the next unsealing on, this passphrase opens, and nothing else does."""
        unseal_key, self.opening = _stretch_new(passphrase, cost or PassphraseCost())
        self.wrapped_root = wrap(unseal_key, root.root)

    def reshare(self, root: RootKeys, needed: int, holders: int) -> list[str]:
        """New shares; the old ones open nothing any more. Raises ValueError for no sensible split."""
        unseal_key = new_key()
        shares = opening.split(unseal_key, needed, holders)
        self.opening = {"kind": "shares", "needed": needed, "holders": holders}
        self.wrapped_root = wrap(unseal_key, root.root)
        return shares

    def retire(self, root: RootKeys, private: bytes) -> None:
        """Keep an earlier intake key, wrapped, until nothing is sealed to it any more."""
        self.retired.append(wrap(subkey(root.root, "retired"), private))

    def retired_keys(self, root: RootKeys) -> list[bytes]:
        """The earlier intake keys; raises WrongKeyError."""
        return [unwrap(subkey(root.root, "retired"), wrapped) for wrapped in self.retired]

    def save(self, path: Path) -> None:
        """Write durably: a new file, synced, put in the old one's place. The old wrapping is overwritten."""
        document = {
            "version": VERSION,
            "root": _text(self.wrapped_root),
            "intake": _text(self.wrapped_intake),
            "intake_public": _text(self.intake_public_key),
            "opening": self.opening,
        }
        if self.retired:
            document["retired"] = [_text(wrapped) for wrapped in self.retired]
        replace_and_destroy(path, (json.dumps(document, indent=1) + "\n").encode())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the document; raises FileNotFoundError, DamagedKeyringError."""
        try:
            document = json.loads(path.read_bytes())
            version, opened_by = document["version"], document["opening"]
            root, intake, public = (_raw(document[name]) for name in ("root", "intake", "intake_public"))
            retired = [_raw(text) for text in document.get("retired", [])]
            _check_opening(opened_by)
        except (ValueError, KeyError, TypeError):
            raise DamagedKeyringError(f"{path.name} is not a whole keyring file") from None
        if version != VERSION:
            raise DamagedKeyringError(f"keyring version {version} is not known here")
        return cls(root, intake, public, opened_by, retired)


def _check_opening(opened_by: dict[str, Any]) -> None:
    """Raises KeyError, TypeError or ValueError unless everything that unsealing reads is there."""
    if opened_by["kind"] == "shares":
        names = ["needed", "holders"]
    elif opened_by["kind"] == "passphrase":
        names = ["memory_kib", "iterations", "lanes"]
        if len(_raw(opened_by["salt"])) != SALT_BYTES:
            raise ValueError("salt")
    else:
        raise ValueError("kind")
    if not all(isinstance(opened_by[name], int) and opened_by[name] > 0 for name in names):
        raise ValueError("numbers")


def _stretch_new(passphrase: str, cost: PassphraseCost) -> tuple[bytes, dict[str, Any]]:
    salt = os.urandom(SALT_BYTES)
    opened_by = {
        "kind": "passphrase",
        "salt": _text(salt),
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
    }
    return opening.stretch(passphrase, salt, cost), opened_by
