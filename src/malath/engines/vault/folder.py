"""A vault's folder: what lies where, and the settings and public keys that a sealed vault needs to take things in.

vault.json    origin, pack size, where the keyring and the log's signing key lie; signed by that key
keyring.json  the keys, wrapped (engines/keyring); in clear only the public half of the intake key
log.key       the log's signing key, a host key: a sealed vault signs what it takes in
ledger/       the sealed, signed log (engines/ledger): the truth about every object, and its key
batches       what each commit added, in clear and attested by the log: lets anyone check the packs without a key
packs/        the objects' ciphertexts
index.db      which ledger entry tells of which id: can be rebuilt
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.durable import put_durably, sync_folder
from malath.engines.keyring import KeyringFile
from malath.engines.ledger.records import canonical
from malath.engines.vault.errors import NotAVaultError, VaultDamagedError

VERSION = 1
PACK_BYTES = 16 << 20


@dataclass(frozen=True)
class VaultFolder:
    """Paths and settings. Use `create` or `open`."""

    path: Path
    origin: str
    pack_bytes: int
    keyring_path: Path
    signing_key_path: Path

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        origin: str,
        pack_bytes: int = PACK_BYTES,
        keyring: str = "keyring.json",
        signing_key: str = "log.key",
    ) -> VaultFolder:
        """Make an empty vault; `keyring` and `signing_key` are paths from the folder. The signing key is made where
        there is none; the keyring is the caller's. Raises FileExistsError."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (path / "vault.json").exists():
            raise FileExistsError(path / "vault.json")
        for part in ("packs", "ledger"):
            (path / part).mkdir(exist_ok=True, mode=0o700)
        _make_signing_key(path / signing_key)
        document = {
            "version": VERSION,
            "origin": origin,
            "pack_bytes": pack_bytes,
            "keyring": keyring,
            "signing_key": signing_key,
        }
        _write_settings(path, document, path / signing_key)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> VaultFolder:
        """Read the settings; raises NotAVaultError."""
        try:
            document = json.loads((path / "vault.json").read_bytes())
            if document["version"] != VERSION:
                raise NotAVaultError(f"{path} is a vault of version {document['version']}, not known here")
            return cls(
                path,
                str(document["origin"]),
                int(document["pack_bytes"]),
                path / document["keyring"],
                path / document["signing_key"],
            )
        except FileNotFoundError as missing:
            raise NotAVaultError(f"{path} is not a vault: `malath vault init` makes one") from missing
        except (OSError, ValueError, KeyError, TypeError) as bad:
            raise NotAVaultError(f"{path / 'vault.json'} is damaged") from bad

    def settings_are_signed(self, key: Ed25519PublicKey) -> bool:
        """Whether vault.json is, byte for byte, what the log's key signed."""
        try:
            body = (self.path / "vault.json").read_bytes()
            document = json.loads(body)
            signature = base64.b64decode(document.pop("signature"))
            key.verify(signature, canonical(document))
            return body == _settings({**document, "signature": base64.b64encode(signature).decode()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            return False

    @property
    def packs(self) -> Path:
        return self.path / "packs"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger"

    @property
    def batches(self) -> Path:
        return self.path / "batches"

    @property
    def index(self) -> Path:
        return self.path / "index.db"

    @property
    def is_writable(self) -> bool:
        """Whether this process can write here: not on a write-blocked disk, nor with an auditor's rights."""
        return os.access(self.path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)

    @property
    def has_own_keyring(self) -> bool:
        """Whether the keys lie in this folder, and so open this vault alone."""
        return self.keyring_path.resolve().parent == self.path.resolve()

    def recipient(self) -> bytes:
        """The public half of the intake key, read anew: it changes when the keys are rotated."""
        return KeyringFile.load(self.keyring_path).intake_public_key

    def signing_key(self) -> Ed25519PrivateKey:
        """The log's key; raises VaultDamagedError."""
        try:
            return Ed25519PrivateKey.from_private_bytes(self.signing_key_path.read_bytes())
        except (OSError, ValueError) as bad:
            raise VaultDamagedError(f"{self.signing_key_path.name} is missing or is no key") from bad

    def pack_names(self) -> list[str]:
        """The names of the packs that lie here."""
        return [entry.name for entry in os.scandir(self.packs) if len(entry.name) == 64]


def _settings(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1) + "\n").encode()


def _write_settings(path: Path, document: dict[str, Any], signing_key: Path) -> None:
    key = Ed25519PrivateKey.from_private_bytes(signing_key.read_bytes())
    signature = base64.b64encode(key.sign(canonical(document))).decode()
    put_durably(path / "vault.json", _settings({**document, "signature": signature}))


def _make_signing_key(path: Path) -> None:
    if path.exists():
        return
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
