"""Bringing back what is broken or gone, from a replica: single packs and segments, or the whole vault on an empty disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from malath.engines.durable import put_durably
from malath.engines.ledger import verify as verify_ledger
from malath.engines.vault import entries
from malath.engines.vault.batches import read_batches
from malath.engines.vault.errors import ReplicaError, VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.replica.replicating import (
    fetch_file,
    fetch_lines,
    fetch_log_key,
    fetch_pack,
    fetch_proofs,
    newest_checkpoint,
    newest_listing,
)
from malath.engines.vault.replica.stores import Store
from malath.engines.vault.verifying import verify
from malath.engines.vault.writer import Writer


@dataclass
class Repaired:
    """What was brought back, and what could not be."""

    packs: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def repair(folder: VaultFolder, store: Store, *, by: str, at: str) -> Repaired:
    """Bring back the packs, lines and segments that verify finds broken or missing; each is checked before it takes the
    broken one's place, and the broken one is kept beside it until then. What was mended is in the log. Raises
    ReplicaError when the store does not answer, VaultDamagedError when the log itself cannot be brought back."""
    done = Repaired()
    _repair_log(folder, store, done)
    report = verify(folder)
    for finding in report.findings:
        name = finding.where.split(" ")[1] if finding.where.startswith("pack ") else ""
        if finding.code in {"missing", "pack", "size", "unreadable"} and name and name not in done.packs + done.failed:
            try:
                fetch_pack(folder, store, name)
                done.packs.append(name)
            except ReplicaError as refused:
                done.failed.append(name)
                done.files.append(str(refused))
    if done.packs or done.files:
        with Writer(folder) as writer:
            writer.commit([{"verb": entries.REPAIR, "packs": done.packs, "files": done.files, "by": by, "at": at}])
    return done


def _repair_log(folder: VaultFolder, store: Store, done: Repaired) -> None:
    """Segments, head and lines. A segment that has grown since it was copied keeps its own end."""
    listing = newest_listing(store)
    if not verify_ledger(folder.ledger).ok:
        for name, digest in listing.items():
            if name.startswith("ledger/"):
                _repair_file(folder.path / name, fetch_file(store, name, digest), name, done)
        if not (folder.ledger / "checkpoint").exists():
            put_durably(folder.ledger / "checkpoint", newest_checkpoint(store))
            done.files.append("ledger/checkpoint")
    if not _lines_are_whole(folder):
        body = fetch_lines(store)
        own = folder.batches.read_bytes() if folder.batches.exists() else b""
        put_durably(folder.batches, body + own[len(body) :])
        if not _lines_are_whole(folder):
            put_durably(folder.batches, body)
        done.files.append("batches")


def _repair_file(path: Path, copy: bytes, name: str, done: Repaired) -> None:
    own = path.read_bytes() if path.exists() else b""
    grown = copy + own[len(copy) :]
    if own != grown:
        put_durably(path, grown)
        done.files.append(name)


def _lines_are_whole(folder: VaultFolder) -> bool:
    try:
        lines, _whole = read_batches(folder.batches)
    except VaultDamagedError:
        return False
    firsts = [0, *(line.index + 1 for line in lines)]
    size = verify_ledger(folder.ledger).size
    return [line.first for line in lines] == firsts[:-1] and firsts[-1] >= size


def restore_vault(path: Path, store: Store) -> VaultFolder:
    """Bring a whole vault back to an empty folder, but for the log's signing key: see `restore_log_key`. Raises
    FileExistsError, ReplicaError."""
    if path.exists() and any(path.iterdir()):
        raise FileExistsError(path)
    listing = newest_listing(store)
    if not {"vault.json", "keyring.json", "ledger/log.vkey"} <= set(listing):
        raise ReplicaError("the replica lacks settings, keyring or the log's key")
    bodies = {name: fetch_file(store, name, digest) for name, digest in listing.items()}
    for part in ("packs", "ledger"):
        (path / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    put_durably(path / "vault.json", bodies.pop("vault.json"))
    folder = VaultFolder.open(path)
    homes = {path.resolve(), (path.parent / "keys").resolve()}
    if not {folder.keyring_path.resolve().parent, folder.signing_key_path.resolve().parent} <= homes:
        (path / "vault.json").unlink()
        raise ReplicaError("the replica's vault.json names files that do not belong to a vault")
    keyring = bodies.pop("keyring.json")
    if not folder.keyring_path.exists():
        put_durably(folder.keyring_path, keyring)
    for name, body in bodies.items():
        put_durably(path / name, body)
    put_durably(folder.batches, fetch_lines(store))
    put_durably(folder.ledger / "checkpoint", newest_checkpoint(store))
    for name, body in fetch_proofs(store):
        (folder.ledger / name).parent.mkdir(exist_ok=True, mode=0o700)
        put_durably(folder.ledger / name, body)
    return folder


def restore_log_key(folder: VaultFolder, store: Store, private: bytes) -> None:
    """Bring back the log's signing key; needs the vault's own key."""
    if folder.signing_key_path.exists():
        return
    body = fetch_log_key(store, private)
    descriptor = os.open(folder.signing_key_path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
