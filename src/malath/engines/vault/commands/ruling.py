"""`vault hold`, `erase`, `rotate`: what must stay, what must go, and who holds the keys."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from malath.engines.keyring import KeyringFile, WrongKeyError
from malath.engines.vault.commands.common import (
    add_passphrase,
    cost,
    counted,
    hand,
    now,
    opened,
    opened_root,
    parser,
    shown,
)
from malath.engines.vault.commands.keeping import new_passphrase, print_shares, split
from malath.engines.vault.errors import SharedKeysError, VaultError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.holding import erase as erase_items
from malath.engines.vault.holding import hold as hold_items
from malath.engines.vault.holding import holds
from malath.engines.vault.holding import release as release_items
from malath.engines.vault.rotating import begin_rotation, finish_rotation


def _with_items(name: str, about: str) -> argparse.ArgumentParser:
    made = parser(name, about)
    made.add_argument("ids", metavar="ID", nargs="*", help="the items")
    made.add_argument("--reason", default="", help="why, for the chain of custody")
    add_passphrase(made)
    return made


def hold(arguments: list[str]) -> int:
    """Forbid the erasure of items, or end that."""
    made = _with_items("hold", "Put items under a hold, so that they cannot be erased. Without ids: list the holds.")
    made.add_argument("--release", action="store_true", help="end the hold")
    options = made.parse_intermixed_args(arguments)
    with opened(options) as (vault, writer):
        if not options.ids:
            for item, reason in holds(vault).items():
                print(f"{item}  {reason}")
            return 0
        if not options.reason:
            raise VaultError("a reason is needed: --reason TEXT")
        act = release_items if options.release else hold_items
        act(vault, writer, options.ids, reason=options.reason, by=hand(), at=now())
    print(f"{len(options.ids)} {'released' if options.release else 'held'}.")
    return 0


def _is_meant() -> bool:
    try:
        return input("Type `erase` to destroy these for good: ").strip() == "erase"
    except EOFError:
        print("\nNobody answered: --yes does not ask.", file=sys.stderr)
        return False


def erase(arguments: list[str]) -> int:
    """Destroy items for good."""
    made = _with_items("erase", "Destroy items for good: their keys are destroyed, the log says that it was done.")
    made.add_argument("--yes", action="store_true", help="do not ask")
    options = made.parse_intermixed_args(arguments)
    if not options.ids or not options.reason:
        raise VaultError("ids and a reason are needed: erase DIR ID… --reason TEXT")
    with opened(options) as (vault, writer):
        names = [f"  {item}  {shown(vault.item(item).name)}" for item in options.ids]
        if not options.yes:
            print("\n".join(names))
            if not _is_meant():
                print("Nothing was erased.")
                return 1
        kept = erase_items(vault, writer, options.ids, reason=options.reason, by=hand(), at=now())
        for gone, twins in kept.items():
            for twin in twins:
                print(f"{gone}: THE SAME BYTES STAY, as {twin}  {shown(vault.item(twin).name)}")
    print(f"{len(set(options.ids))} erased. Copies of the ledger folder made before today can still open them.")
    return 0


def _opens(keyring: KeyringFile, passphrase: str) -> bool:
    try:
        keyring.unseal_with_passphrase(passphrase)
    except WrongKeyError:
        return False
    return True


def rotate(arguments: list[str]) -> int:
    """New keys; also finishes a rotation that was interrupted."""
    made = parser("rotate", "Make new keys. Afterwards the old passphrase or shares open nothing. Can be interrupted.")
    add_passphrase(made)
    made.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="the new one; asked for without")
    made.add_argument("--holders", metavar="K/N", help="split the new keys between holders")
    options = made.parse_args(arguments)
    folder = VaultFolder.open(options.vault)
    if not folder.has_own_keyring:
        raise SharedKeysError(folder.keyring_path.resolve())
    keyring, root = opened_root(folder, options.passphrase_file)
    if not keyring.retired:
        shares: list[str] = []
        if options.holders or keyring.holders:
            needed, count = split(options.holders) if options.holders else keyring.holders or (2, 3)
            made_keyring, shares, new = KeyringFile.create_with_shares(needed, count)
            print_shares(shares, needed)
        else:
            text = new_passphrase(options.new_passphrase_file, asked="--new-passphrase-file FILE")
            if _opens(keyring, text):
                raise VaultError("this is the passphrase that the vault has already: nothing was changed")
            made_keyring, new = KeyringFile.create_with_passphrase(text, cost=cost())
        begin_rotation(folder, root, made_keyring, new)
        root = new
    changed = finish_rotation(folder, root, by=hand(), at=now())
    print(f"New keys. {counted(changed, 'segment')} of the log sealed anew; no object had to be encrypted again.")
    return 0
