"""`vault replicate` and `repair`: copies elsewhere, and back."""

from __future__ import annotations

import argparse
import sys

from malath.engines.vault.commands.common import (
    Progress,
    add_passphrase,
    counted,
    hand,
    human,
    now,
    opened_root,
    parser,
)
from malath.engines.vault.errors import ReplicaError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.reading import VaultKeys
from malath.engines.vault.replica.repairing import repair as repair_vault
from malath.engines.vault.replica.repairing import restore_log_key, restore_vault
from malath.engines.vault.replica.replicating import DAYS, KEY_DAYS
from malath.engines.vault.replica.replicating import replicate as copy_vault
from malath.engines.vault.replica.stores import Store, open_store
from malath.engines.vault.verifying import verify


def _with_store(made: argparse.ArgumentParser, option: str) -> None:
    made.add_argument(option, required=True, dest="store", metavar="ADDRESS", help="s3://bucket/prefix, or a folder")
    made.add_argument("--endpoint", metavar="URL", help="the S3 service, if it is not Amazon's")
    text = "COMPLIANCE: nobody can delete before the date; GOVERNANCE: whoever has a special right can"
    made.add_argument("--lock", default="COMPLIANCE", choices=("COMPLIANCE", "GOVERNANCE"), help=text)


def _store(options: argparse.Namespace) -> Store:
    if options.endpoint and not options.store.startswith("s3://"):
        raise ReplicaError(f"--endpoint is for s3://bucket/prefix; {options.store} is a folder")
    return open_store(options.store, endpoint=options.endpoint, mode=options.lock)


def replicate(arguments: list[str]) -> int:
    """Copy what a replica lacks; needs no passphrase."""
    made = parser("replicate", "Copy what the replica lacks. Needs no passphrase. Keys for S3: AWS_ACCESS_KEY_ID, …")
    _with_store(made, "--to")
    made.add_argument("--days", type=int, default=DAYS, help="how long packs and proofs are locked")
    text = "how long copies of keys are locked: an erasure is complete everywhere after so many days"
    made.add_argument("--key-days", type=int, default=KEY_DAYS, help=text)
    made.add_argument("--read-back", action="store_true", help="fetch each new pack again and compare")
    options = made.parse_args(arguments)
    progress, store = Progress("copied"), _store(options)
    copied = copy_vault(
        VaultFolder.open(options.vault),
        store,
        days=options.days,
        key_days=options.key_days,
        read_back=options.read_back,
        progress=progress,
    )
    progress.end()
    was = "was" if copied.there == 1 else "were"
    print(
        f"{counted(copied.files, 'file')}, {human(copied.bytes)} copied to {store}; "
        f"{counted(copied.there, 'pack')} {was} there."
    )
    if copied.removed or copied.locked:
        print(f"Older copies of keys: {copied.removed} removed, {copied.locked} locked until their day.")
    if copied.denied:
        print(
            f"malath vault replicate: {counted(copied.denied, 'older copy')} of keys could not be removed, though the lock "
            f"is over: what was erased can still be opened there. The credentials need DeleteObjectVersion on keys/*",
            file=sys.stderr,
        )
        return 1
    return 0


def repair(arguments: list[str]) -> int:
    """Bring back what is broken; on an empty folder, everything."""
    made = parser("repair", "Bring back from a replica what is broken or gone; into an empty folder, the whole vault.")
    _with_store(made, "--from")
    add_passphrase(made)
    options = made.parse_args(arguments)
    store = _store(options)
    is_new = not (options.vault / "vault.json").exists()
    folder = restore_vault(options.vault, store) if is_new else VaultFolder.open(options.vault)
    if not folder.signing_key_path.exists():
        _keyring, root = opened_root(folder, options.passphrase_file)
        restore_log_key(folder, store, VaultKeys.of(root).private)
    done = repair_vault(folder, store, by=hand(), at=now())
    for name in done.failed:
        print(f"NOT brought back: {name}")
    report = verify(folder)
    print(f"{counted(len(done.packs), 'pack')} and {counted(len(done.files), 'other file')} brought back.")
    for finding in report.findings:
        print(f"{finding.where}: {finding.message} ({finding.code})")
    print("The vault is whole." if report.ok else "The vault is NOT whole.")
    return 0 if report.ok else 1
