"""What the vault writes into its ledger: plain dictionaries, sealed by the ledger. docs/reference/vault-format.md lists
their fields. An object's key and place stand in an entry of their own, so that an outsider can be shown how an item came
without being given its key, and an erasure destroys the key with that entry's body."""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass, field
from typing import Any

from malath.engines.vault.packs import Place

OBJECT = "vault.object"
INGEST = "vault.ingest"
SAME = "vault.same"
VIEW = "vault.view"
EXPORT = "vault.export"
HOLD = "vault.hold"
RELEASE = "vault.release"
ERASE = "vault.erase"
VERIFY = "vault.verify"
REPLICATE = "vault.replicate"
REPAIR = "vault.repair"
ROTATE = "vault.rotate"


def new_id() -> str:
    """A random id: 32 hexadecimal digits."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """Random ids."""
    digits = os.urandom(16 * count).hex()
    return [digits[at : at + 32] for at in range(0, len(digits), 32)]


def keyed_name(identity: bytes, sha256: bytes) -> bytes:
    """The keyed digest of an object's contents: HMAC-SHA256(identity key, SHA-256), cut to 16 bytes. Tells whether two
    objects are the same to whoever has the key, and nothing to others."""
    return hmac.digest(identity, sha256, "sha256")[:16]


@dataclass(frozen=True)
class ObjectEntry:
    """An object's key and place. The place's pack is named when it is finished."""

    object: str
    key: bytes = field(repr=False)
    place: Place

    def entry(self) -> dict[str, Any]:
        """As it stands in the ledger."""
        return {
            "verb": OBJECT,
            "object": self.object,
            "key": base64.b64encode(self.key).decode(),
            "pack": self.place.pack,
            "offset": self.place.offset,
            "length": self.place.length,
        }

    @classmethod
    def read(cls, entry: dict[str, Any]) -> ObjectEntry:
        """From the ledger."""
        place = Place(entry["pack"], entry["offset"], entry["length"])
        return cls(entry["object"], base64.b64decode(entry["key"]), place)


@dataclass(frozen=True)
class Item:
    """One thing that was put in: what it was called, how long it is, its SHA-256, when it came and by whose hand.
    `facts` are the caller's own (source, consent, …); `entry` is the index of its ledger entry."""

    id: str
    object: str
    name: str
    size: int
    sha256: str
    at: str
    by: str
    facts: dict[str, Any]
    entry: int = -1

    def document(self) -> dict[str, Any]:
        """As it stands in the ledger."""
        return {
            "verb": INGEST,
            "item": self.id,
            "object": self.object,
            "name": self.name,
            "size": self.size,
            "sha256": self.sha256,
            "at": self.at,
            "by": self.by,
            "facts": self.facts,
        }

    @classmethod
    def read(cls, entry: dict[str, Any], index: int) -> Item:
        """From the ledger."""
        return cls(
            entry["item"],
            entry["object"],
            entry["name"],
            entry["size"],
            entry["sha256"],
            entry["at"],
            entry["by"],
            entry["facts"],
            index,
        )
