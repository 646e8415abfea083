"""A vault with its keys for one test, the commands as a person runs them, and what must always be true."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from malath.engines.keyring import KeyringFile, PassphraseCost
from malath.engines.vault import Intake, Item, OpenVault, Report, VaultFolder, VaultKeys, Writer, verify
from malath.engines.vault.index import Index

PASSPHRASE = "six quiet words for the tests"
ORIGIN = "malath.test/vault"
DAY = "2026-11-21T10:00:00Z"
QUICK = PassphraseCost(8 * 1024, 1, 1)
HAND = "amal"


class House:
    """A vault's folder beside its passphrase file; `keys` open it."""

    def __init__(self, path: Path, keys: VaultKeys, words: Path) -> None:
        self.path, self.keys, self.words = path, keys, words

    @classmethod
    def build(cls, place: Path, *, pack_bytes: int = 1 << 20) -> House:
        """A new, empty vault under a place."""
        words = place / "words"
        words.write_text(PASSPHRASE + "\n")
        keyring, root = KeyringFile.create_with_passphrase(PASSPHRASE, cost=QUICK)
        (place / "vault").mkdir()
        keyring.save(place / "vault" / "keyring.json")
        VaultFolder.create(place / "vault", origin=ORIGIN, pack_bytes=pack_bytes)
        house = cls(place / "vault", VaultKeys.of(root), words)
        with house.writing() as writer:
            writer.commit([{"verb": "vault.init", "at": DAY, "by": HAND}])
        return house

    @property
    def today(self) -> House:
        """The same folder with the keys that the passphrase opens now."""
        root = KeyringFile.load(self.folder.keyring_path).unseal_with_passphrase(PASSPHRASE)
        return House(self.path, VaultKeys.of(root), self.words)

    def at(self, path: Path) -> House:
        """The same keys for a copy of the folder."""
        return House(path, self.keys, self.words)

    @property
    def folder(self) -> VaultFolder:
        return VaultFolder.open(self.path)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with Writer(self.folder) as writer:
            yield writer

    @contextmanager
    def open(self) -> Iterator[OpenVault]:
        vault = OpenVault(self.folder, self.keys)
        try:
            yield vault
        finally:
            vault.close()

    def add(self, things: dict[str, bytes], *, writer: Writer | None = None) -> dict[str, Item]:
        """Take things in, each a batch of its own; the items by name."""
        if writer is None:
            with self.writing() as writer:
                return self.add(things, writer=writer)
        intake = Intake(writer, by=HAND, clock=lambda: DAY)
        return {name: intake.add_stream(io.BytesIO(body), name) for name, body in things.items()}

    def contents(self) -> dict[str, bytes]:
        """Everything that is in the vault by item id, read through the keys."""
        with self.open() as vault:
            return {item.id: b"".join(bytes(part) for part in vault.read(item)) for item in vault.items()}

    def verify(self, *, keys: bool = True, since: str | None = None) -> Report:
        return verify(self.folder, self.keys if keys else None, since=since)

    @property
    def checkpoint(self) -> str:
        return (self.path / "ledger" / "checkpoint").read_text()

    def must_be_whole(self) -> None:
        """With and without the keys."""
        for keys in (False, True):
            findings = self.verify(keys=keys).findings
            assert not findings, findings

    def must_hold(self, acknowledged: dict[str, str]) -> None:
        """Every acknowledged item (id to SHA-256) opens with its digest; no row of the index leads nowhere."""
        with self.open() as vault:
            for name, sha256 in acknowledged.items():
                item = vault.item(name)
                digest = hashlib.sha256()
                for part in vault.read(item):
                    digest.update(part)
                assert digest.hexdigest() == sha256 == item.sha256
        index = Index(self.folder.index)
        try:
            objects = {row.object for row in index.objects()}
            assert all(row.object in objects for row in index.items())
        finally:
            index.close()

    def must_be_tidy(self, *, but: str = "?") -> None:
        """No temporary file of anybody is left, and no pack of which no batch knows."""
        left = [path for path in self.files() if any(mark in path for mark in (".new-", ".part", "unfinished-"))]
        assert not [path for path in left if but not in path], left
        assert not [finding for finding in self.verify(keys=False).findings if finding.code == "stray"]

    def files(self) -> dict[str, bytes]:
        """Every file of the vault by its path in the folder."""
        found = sorted(path for path in self.path.rglob("*") if path.is_file())
        return {str(path.relative_to(self.path)): path.read_bytes() for path in found}

    # ── the commands ──

    def command(self, *arguments: object) -> list[str]:
        return [
            sys.executable,
            "-m",
            "malath.cli.main",
            "vault",
            str(arguments[0]),
            str(self.path),
            *map(str, arguments[1:]),
        ]

    def run(self, *arguments: object, text: bool = True) -> subprocess.CompletedProcess[str]:
        """`malath vault VERB DIR …`, to its end."""
        return subprocess.run(self.command(*arguments), capture_output=True, text=text, check=False, env=surroundings())

    def run_open(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """The same with the passphrase."""
        return self.run(*arguments, "--passphrase-file", self.words)


def surroundings() -> dict[str, str]:
    """The environment of a command: the cheap passphrase, and Amal's hand."""
    return {**os.environ, "MALATH_FAST_PASSPHRASE": "1", "MALATH_HAND": HAND}


def acknowledged(printed: str) -> dict[str, str]:
    """Item ids and SHA-256 of the whole lines that `add` printed."""
    rows = [line.split("  ") for line in printed.split("\n")[:-1] if not line.startswith(" ")]
    return {row[0]: row[1] for row in rows if len(row) >= 4 and len(row[0]) == 32 and len(row[1]) == 64}


def write_folder(folder: Path, bodies: Iterator[bytes] | list[bytes]) -> dict[str, bytes]:
    """Files in a folder of two levels; their contents by the name under which the vault keeps them."""
    made = {}
    for number, body in enumerate(bodies):
        path = folder / f"{number % 3}" / f"file {number:05}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        made[f"{folder.name}/{path.relative_to(folder)}"] = body
    return made


def names(word: str) -> Callable[[], str]:
    """A new name each time."""
    counter = itertools.count()
    return lambda: f"{word} {next(counter)}"
