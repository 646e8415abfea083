"""A small vault in which everything occurs that can: items for more than one tile, a large one, twins, a hold, an erasure, a reading; and
what verify says when somebody was at it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from malath.engines.keyring import KeyringError, KeyringFile
from malath.engines.vault import VaultError, VaultFolder, VaultKeys, erase, hold, settle, verify
from tests.vault.house import DAY, HAND, PASSPHRASE, House
from tests.vault.plan import chance


class Grown:
    """The vault as it should be in `whole`, a copy of it to be spoiled in `house`, and a checkpoint of yesterday."""

    def __init__(self, place: Path) -> None:
        dice = chance("grown")
        self.house = House.build(place)
        self.house.add({f"item {number}": dice.randbytes(dice.randrange(1, 2000)) for number in range(85)})
        self.house.add({"large": dice.randbytes(1_100_000), "twin": b"the same"})
        self.house.add({"other twin": b"the same"})
        with self.house.open() as vault, self.house.writing() as writer:
            assert settle(vault, writer, at=DAY) == 1
        self.yesterday = place / "yesterday"
        shutil.copytree(self.house.path, self.yesterday)
        items = self.house.add({f"late {number}": dice.randbytes(300) for number in range(5)})
        with self.house.open() as vault, self.house.writing() as writer:
            settle(vault, writer, at=DAY)
            hold(vault, writer, [items["late 0"].id], reason="a case", by=HAND, at=DAY)
            erase(vault, writer, [items["late 1"].id], reason="asked for", by=HAND, at=DAY)
            b"".join(bytes(part) for part in vault.view(writer, items["late 2"], by=HAND, at=DAY, why="reading"))
        self.house.must_be_whole()
        self.kept = self.house.checkpoint
        self.whole = self.house.files()

    def mend(self) -> None:
        """Put every file back as it was."""
        here = self.house.files()
        for name in here.keys() - self.whole.keys():
            (self.house.path / name).unlink()
        for name, body in self.whole.items():
            if here.get(name) != body:
                (self.house.path / name).parent.mkdir(parents=True, exist_ok=True)
                (self.house.path / name).write_bytes(body)

    def write(self, name: str, body: bytes) -> None:
        (self.house.path / name).write_bytes(body)

    def named(self, *, since: bool = False) -> str:
        """What a person who verifies with the passphrase is told; empty when everything is whole."""
        try:
            folder = VaultFolder.open(self.house.path)
            keys = VaultKeys.of(KeyringFile.load(folder.keyring_path).unseal_with_passphrase(PASSPHRASE))
            report = verify(folder, keys, since=self.kept if since else None)
        except (VaultError, KeyringError, OSError) as refused:
            return f"refused: {type(refused).__name__} {refused}"
        return "\n".join(f"{finding.where}: {finding.message} ({finding.code})" for finding in report.findings)


def told(path: Path) -> list[str]:
    """Everything that can be read out of the index: tables, rows, and what they are made of."""
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()
