"""A vault and a dictionary that are given the same orders: `there` is what must be in the vault, id to bytes."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path

import pyrage

from malath.engines.keyring import KeyringFile
from malath.engines.vault import (
    ErasedItemError,
    HeldItemError,
    Intake,
    OpenVault,
    VaultKeys,
    Writer,
    erase,
    hold,
    holds,
    release,
    settle,
)
from malath.engines.vault.export.checking import check_export
from malath.engines.vault.export.exporting import export
from malath.engines.vault.rotating import begin_rotation, finish_rotation
from tests.vault.house import DAY, HAND, PASSPHRASE, QUICK, House


class Pair:
    """Each method is one order to both."""

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="malath-model-"))
        self.house = House.build(self.place)
        self.root = KeyringFile.load(self.house.folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
        self.there: dict[str, bytes] = {}
        self.held: set[str] = set()
        self.gone: set[str] = set()
        self.writer = Writer(self.house.folder)
        self.vault: OpenVault | None = None
        self.court = pyrage.x25519.Identity.generate()

    @property
    def opened(self) -> OpenVault:
        """The vault, open, as far as the log goes."""
        if self.vault is None:
            self.vault = OpenVault(self.house.folder, self.house.keys)
        self.vault.catch_up()
        return self.vault

    def end(self) -> None:
        """Leave nothing."""
        self.forget()
        shutil.rmtree(self.place)

    def forget(self) -> None:
        """Let the vault go, in order."""
        self.writer.release()
        if self.vault:
            self.vault.close()
            self.vault = None

    def add(self, body: bytes) -> str:
        item = Intake(self.writer, by=HAND, clock=lambda: DAY).add_stream(io.BytesIO(body), "thing")
        self.there[item.id] = body
        return item.id

    def add_with_the_keys(self, body: bytes) -> str:
        vault = self.opened
        intake = Intake(self.writer, by=HAND, clock=lambda: DAY, identity=vault.keys.identity, sizes={1_050_000})
        item = intake.add_stream(io.BytesIO(body), "thing")
        intake.close()
        self.there[item.id] = body
        return item.id

    def get(self, item: str) -> None:
        vault = self.opened
        if item in self.gone:
            try:
                vault.item(item)
            except ErasedItemError:
                return
            raise AssertionError("an erased item is there")
        found = vault.item(item)
        parts = vault.view(self.writer, found, by=HAND, at=DAY)
        assert b"".join(bytes(part) for part in parts) == self.there[item]
        assert found.sha256 == hashlib.sha256(self.there[item]).hexdigest()

    def hold(self, item: str) -> None:
        if item in self.there:
            hold(self.opened, self.writer, [item], reason="a case", by=HAND, at=DAY)
            self.held.add(item)

    def release(self, item: str) -> None:
        if item in self.there:
            release(self.opened, self.writer, [item], reason="closed", by=HAND, at=DAY)
            self.held.discard(item)

    def erase(self, item: str) -> bool:
        """Whether the item is gone now."""
        if item not in self.there:
            return True
        try:
            erase(self.opened, self.writer, [item], reason="asked for", by=HAND, at=DAY)
        except HeldItemError:
            assert item in self.held
            return False
        assert item not in self.held
        del self.there[item]
        self.gone.add(item)
        return True

    def rotate(self, *, crash: bool) -> None:
        """New keys; or a crash between their beginning and their end, and both halves later."""
        self.forget()
        keyring, new = KeyringFile.create_with_passphrase(PASSPHRASE, cost=QUICK)
        begin_rotation(self.house.folder, self.root, keyring, new)
        self.root, self.house.keys = new, VaultKeys.of(new)
        if crash:
            self.add(b"taken in between the old keys and the new")
            self.crash()
        finish_rotation(self.house.folder, new, by=HAND, at=DAY)

    def export(self, item: str) -> None:
        if item not in self.there:
            return
        target, key = self.place / "package.age", self.place / "court"
        key.write_text(f"{self.court}\n")
        recipients = [str(self.court.to_public())]
        export(self.opened, self.writer, [item], target, recipients=recipients, by=HAND, at=DAY)
        report = check_export(target, identity=key)
        assert report.ok, report.findings
        assert report.items == 1

    def crash(self) -> None:
        """The process is gone: nothing is released in order, and a half line and a half pack are left."""
        ledger, index = self.writer._ledger, self.writer._index
        if ledger is not None:
            os.close(ledger._lock_file)
        if index is not None:
            index.close()
        with open(self.house.folder.batches, "ab") as file:
            file.write(b'{"entry":{"fir')
        (self.house.folder.packs / ".new-0123").write_bytes(b"half")
        self.writer = Writer(self.house.folder)
        if self.vault:
            self.vault.close()
            self.vault = None

    def rebuild(self) -> None:
        self.forget()
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (self.house.path / name).unlink(missing_ok=True)

    def settle(self) -> None:
        settle(self.opened, self.writer, at=DAY)
        assert len(self.opened.index.objects()) == len(set(self.there.values()))

    def verify(self) -> None:
        self.writer.mend()
        self.house.must_be_whole()
        vault = self.opened
        assert {item.id for item in vault.items()} == set(self.there)
        assert set(holds(vault)) == self.held
