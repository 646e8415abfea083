"""An open vault: what is in it, and reading things back. Each reading is an entry in the ledger before the key is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from malath.engines.durable import whole_file
from malath.engines.keyring import KeyringFile, RootKeys
from malath.engines.keyring.primitives import intake_public, subkey
from malath.engines.ledger.erasures import read_erasures
from malath.engines.ledger.note import parse_verifier_key
from malath.engines.ledger.reading import LedgerReader
from malath.engines.vault import entries
from malath.engines.vault.entries import Item, ObjectEntry
from malath.engines.vault.errors import (
    ErasedItemError,
    KeysChangedError,
    NoSuchItemError,
    UnfinishedRotationError,
    VaultDamagedError,
)
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, ItemRow
from malath.engines.vault.packs import Parts
from malath.engines.vault.projecting import project
from malath.engines.vault.stream import Plain
from malath.engines.vault.writer import Writer


@dataclass(frozen=True)
class VaultKeys:
    """What opens a vault: the intake's private key, and the key for names. Never printed."""

    private: bytes = field(repr=False)
    identity: bytes = field(repr=False)

    @classmethod
    def of(cls, root: RootKeys) -> VaultKeys:
        """From an open keyring."""
        return cls(root.intake_private_key, subkey(root.root, "vault objects"))

    @property
    def public(self) -> bytes:
        """The public half of the intake key."""
        return intake_public(self.private)

    def must_stand(self, folder: VaultFolder) -> None:
        """Raises UnfinishedRotationError, KeysChangedError when these are not, or not yet, the keys of everything."""
        keyring = KeyringFile.load(folder.keyring_path)
        if keyring.retired:
            raise UnfinishedRotationError
        if keyring.intake_public_key != self.public:
            raise KeysChangedError


class OpenVault:
    """Reads a vault with its keys. Opening brings the index up to the ledger. Raises VaultDamagedError,
    UnfinishedRotationError, KeysChangedError."""

    def __init__(self, folder: VaultFolder, keys: VaultKeys) -> None:
        self.folder, self.keys = folder, keys
        keys.must_stand(folder)
        self.ledger = LedgerReader(folder.ledger, keys.private)
        # Where nothing can be written the log alone tells.
        self.index = Index(folder.index if folder.is_writable else None, check=lambda: keys.must_stand(folder))
        self.catch_up()

    def catch_up(self) -> None:
        """Bring the index up to the ledger, if a crash or its loss left it behind."""
        size = self.ledger.size
        if self.index.covered != size:
            self.index.replace(project(self.ledger.iterate(), self.keys.identity, size), size)

    def close(self) -> None:
        """Let the index go."""
        self.index.close()

    def items(self) -> list[Item]:
        """Every item that is here, in the order in which they came. An erased one is not among them."""
        wanted = {row.entry: row.object.hex() for row in self.index.items()}
        found = []
        for position, entry in self.ledger.iterate():
            if position in wanted and entry.get("verb") == entries.INGEST:
                found.append(Item.read({**entry, "object": wanted[position]}, position))
        return found

    def item(self, item: str) -> Item:
        """One item; raises NoSuchItemError, ErasedItemError."""
        row = self._row(item)
        entry = self.ledger.read(row.entry)
        if entry.get("erased"):
            raise ErasedItemError(item, self.erased_on(row.entry))
        return Item.read({**entry, "object": row.object.hex()}, row.entry)

    def _row(self, item: str) -> ItemRow:
        try:
            row = self.index.item(bytes.fromhex(item))
        except ValueError:
            raise NoSuchItemError(item) from None
        if row is None:
            for event in self.events(item):
                if event["verb"] == entries.ERASE:
                    raise ErasedItemError(item, event["at"][:10])
            raise NoSuchItemError(item)
        return row

    def erased_on(self, position: int) -> str:
        """The day on which an entry was erased, as the log signed it."""
        name, key = parse_verifier_key((self.folder.ledger / "log.vkey").read_text())
        erasure = read_erasures(self.folder.ledger, name, key).get(position)
        return erasure.day if erasure else "?"

    def object_of(self, item: Item) -> ObjectEntry:
        """An object's key and place; raises VaultDamagedError."""
        row = self.index.object(bytes.fromhex(item.object))
        if row is None:
            raise VaultDamagedError(f"{item.id}: its object {item.object} is unknown")
        entry = self.ledger.read(row.entry)
        if entry.get("verb") != entries.OBJECT or entry["object"] != item.object:
            raise VaultDamagedError(f"{item.id}: entry {row.entry} does not tell of its object")
        return ObjectEntry.read(entry)

    def read(self, item: Item) -> Iterator[memoryview]:
        """An item's bytes, part by part; the caller has written why (`view`). Raises VaultDamagedError at the latest
        after the last part: until then what was given is not proved."""
        yield from open_object(self.folder, self.object_of(item), item)

    def is_whole(self, name: bytes) -> bool:
        """Whether an object opens and is what the ledger says. Reads all of it."""
        for row in self.index.items_of(name)[:1]:
            try:
                item = Item.read({**self.ledger.read(row.entry), "object": name.hex()}, row.entry)
                for _part in self.read(item):
                    pass
            except (VaultDamagedError, OSError):
                return False
            return True
        return False

    def view(self, writer: Writer, item: Item, *, by: str, at: str, why: str = "") -> Iterator[memoryview]:
        """An item's bytes; that they were asked for is in the ledger before the key is used."""
        writer.commit([{"verb": entries.VIEW, "item": item.id, "by": by, "at": at, "why": why}])
        return self.read(item)

    def events(self, item: str | None = None) -> Iterator[dict[str, Any]]:
        """The custody events of one item, or of all, in order, each with its `entry`. Keys are not shown."""
        for position, entry in self.ledger.iterate():
            if entry.get("verb") in {entries.OBJECT, None, "vault.batch"}:
                continue
            if item is None or entry.get("item") == item or item in entry.get("items", ()):
                yield {"entry": position, **entry}


def open_object(folder: VaultFolder, held: ObjectEntry, item: Item) -> Iterator[memoryview]:
    """The plaintext of an object, each part good until the next is asked for; checked at the end against the size and
    SHA-256 that the ledger has of it: GCM alone does not bind a key to one text. Raises VaultDamagedError."""
    digest, size = hashlib.sha256(), 0
    where = f"{item.id} in pack {held.place.pack}"
    try:
        with open(folder.packs / held.place.pack, "rb", buffering=0) as file:
            parts = Parts().read(file.fileno(), held.place)
            for plain in Plain().open(held.key, bytes.fromhex(held.object), parts):
                digest.update(plain)
                size += len(plain)
                yield plain
    except FileNotFoundError:
        raise VaultDamagedError(f"{where}: the pack is missing") from None
    except VaultDamagedError as broken:
        raise VaultDamagedError(f"{where}: {broken}") from broken
    if size != item.size or digest.hexdigest() != item.sha256:
        raise VaultDamagedError(f"{where}: not what the ledger says")


def save(read: Callable[[], Iterator[memoryview]], target: Path) -> None:
    """Write an item to a file: whole, or not at all. The file is opened first, so that the log tells of no reading that
    could not be."""
    with whole_file(target) as file:
        for chunk in read():
            file.write(chunk)
