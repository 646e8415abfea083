"""A small ledger with its keys, for the ledger's tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from malath.engines.ledger import Ledger

ORIGIN = "malath.test/ledger"


class House:
    """A folder, the log's signing key and the key that reads the entries back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = Ed25519PrivateKey.generate()
        reader = X25519PrivateKey.generate()
        self.private, self.public = reader.private_bytes_raw(), reader.public_key().public_bytes_raw()

    @contextmanager
    def opened(self, folder: Path | None = None) -> Iterator[Ledger]:
        """The ledger, open for writing inside the block."""
        ledger = Ledger.open(folder or self.folder, self.key, self.public, origin=ORIGIN)
        try:
            yield ledger
        finally:
            ledger.close()

    def append(self, entries: list[str | dict[str, Any]]) -> None:
        """Open, append, close: as one start of the keeper does."""
        with self.opened() as ledger:
            ledger.append([{"verb": entry} if isinstance(entry, str) else entry for entry in entries])

    def verbs(self, folder: Path | None = None) -> list[str]:
        """What the entries say, in order."""
        with self.opened(folder) as ledger:
            return [entry["verb"] for _index, entry in ledger.iterate(self.private)]
