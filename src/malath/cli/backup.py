"""`malath backup`: an encrypted backup, proved as it is made."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pyrage

KEYS_KEPT_DAYS = 30
_AGE = b"age-encryption.org/v1"


def main(arguments: list[str]) -> int:
    """Write NAME.malath and NAME.keys; `--new-identity FILE` makes the age key that opens them, to be kept offline.

    .keys files over 30 days old in the same folder are destroyed, and named, unless `--keep-old-keys` is given.
    """
    parser = argparse.ArgumentParser(prog="malath backup")
    parser.add_argument("name", type=Path, help="the backup's path without ending")
    parser.add_argument("--recipient", action="append", default=[], help="age1…: who can open it (may be repeated)")
    parser.add_argument("--new-identity", type=Path, help="make a new age identity in this file and encrypt to it")
    parser.add_argument("--keep-old-keys", action="store_true", help="leave older .keys files where they are")
    options = parser.parse_args(arguments)
    recipients = list(options.recipient)
    if options.new_identity and options.new_identity.exists():
        print(f"{options.new_identity} is there already; an identity is never overwritten.", file=sys.stderr)
        return 2
    if options.new_identity:
        recipients.append(_new_identity(options.new_identity))
    if not recipients:
        print("Say for whom: --recipient age1…, or --new-identity FILE (keep that file offline).", file=sys.stderr)
        return 2

    import django

    from malath.cli.databases import DatabaseRefusedError

    django.setup()
    try:
        code = _write(options.name, recipients)
    except DatabaseRefusedError as problem:
        print(f"{problem}. There is no backup.", file=sys.stderr)
        return 1
    if code == 0 and not options.keep_old_keys:
        _destroy_old_keys(options.name)
    return code


def _destroy_old_keys(name: Path) -> None:
    """An erasure becomes final when the last backup of the erased key is gone (security.md): 30 days."""
    for path in sorted(name.parent.glob("*.keys")):
        with path.open("rb") as file:
            ours = file.read(len(_AGE)) == _AGE
        if ours and time.time() - path.stat().st_mtime > KEYS_KEPT_DAYS * 86400:
            path.unlink()
            print(f"{path}  destroyed: over {KEYS_KEPT_DAYS} days old, so that what was erased stays erased")


def _new_identity(path: Path) -> str:
    identity = pyrage.x25519.Identity.generate()
    # Never over an older one: with it, every backup that it opens would be lost.
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{identity}\n")
    return str(identity.to_public())


def _write(name: Path, recipients: list[str]) -> int:
    from malath.cli import archive, databases
    from malath.engines.ledger import verify
    from malath.platform.keeper.client import home

    name.parent.mkdir(parents=True, exist_ok=True)
    data_path, keys_path = archive.pair_of(name)
    with tempfile.TemporaryDirectory(dir=home() / "run") as folder:
        # The database first: an act stands in its outbox or already in the ledger, never in neither.
        database = Path(folder) / databases.member_name()
        databases.copy_to(database)
        report = verify(home() / "ledger")
        if not report.ok:
            print(
                "The ledger is not whole: run `malath ledger verify`. The backup is made all the same.", file=sys.stderr
            )
        facts = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "ledger_size": report.size,
                 "ledger_root": report.root.hex()}  # fmt: skip
        packs, log = _vault(Path(folder))
        members = [
            (databases.member_name(), database),
            *_under("ledger"),
            *_under("files"),
            *_under("run/moved"),
            *packs,
        ]
        data = archive.write(members, facts, recipients, data_path)
        keys = archive.write([*_under("keys"), *log], facts, recipients, keys_path)
    print(f"{data_path}  sha256 {data}")
    print(f"{keys_path}  sha256 {keys}")
    print(
        f"Ledger: {report.size} entries, head {report.root.hex()}. Keep the two files apart; destroy .keys after 30 days."
    )
    print("Prove it on another machine with: malath restore NAME --identity FILE")
    return 0 if report.ok else 1


def _vault(folder: Path) -> tuple[list[tuple[str, Path]], list[tuple[str, Path]]]:
    """(the vault's packs and proofs; its log and the log's key) as they stand together at one moment."""
    from malath.engines.vault.snapshot import snapshot
    from malath.platform.keeper.client import home
    from malath.platform.keeper.vaulted import vault_of

    if not (home() / "vault" / "vault.json").exists():
        return [], []
    found = snapshot(vault_of(home()), folder / "vault")
    named = [[(f"vault/{name}", path) for name, path in part] for part in (found.packs + found.open, found.keys)]
    return named[0], named[1]


def _under(what: str) -> list[tuple[str, Path]]:
    from malath.platform.keeper.client import home

    root = home() / what
    if root.is_file():
        return [(what, root)]
    if not root.exists():
        return []
    found = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix not in {".part", ".lock"}]
    return [(path.relative_to(home()).as_posix(), path) for path in found]
