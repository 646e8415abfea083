"""`vault init`, `add`, `list`, `get`, `log`: making a vault, putting things in, finding them and taking them out."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from pathlib import Path

from malath.engines.keyring import KeyringFile
from malath.engines.vault.commands.common import (
    Progress,
    add_output,
    add_passphrase,
    cost,
    counted,
    first_lines,
    hand,
    human,
    must_be_free,
    now,
    opened,
    parser,
    print_json,
    shown,
)
from malath.engines.vault.entries import Item
from malath.engines.vault.errors import VaultError
from malath.engines.vault.folder import PACK_BYTES, VaultFolder
from malath.engines.vault.intake import Intake, Summary
from malath.engines.vault.reading import save
from malath.engines.vault.writer import Writer

SHORTEST = 12


def init(arguments: list[str]) -> int:
    """Make an empty vault and its keys."""
    made = parser("init", "Make an empty vault, locked by a passphrase or by k of n holders' shares.")
    add_passphrase(made)
    made.add_argument("--holders", metavar="K/N", help="split the keys so that any k of n holders open the vault")
    made.add_argument("--origin", help="the log's name, such as example.org/vault; by default a random one")
    made.add_argument("--pack-bytes", type=int, default=PACK_BYTES, help="size of packs; 4194304 for poor lines")
    options = made.parse_args(arguments)
    if (options.vault / "vault.json").exists():
        raise VaultError(f"{options.vault} is a vault already: nothing was changed")
    shares: list[str] = []
    if options.holders:
        needed, holders = split(options.holders)
        keyring, shares, _root = KeyringFile.create_with_shares(needed, holders)
    else:
        keyring, _root = KeyringFile.create_with_passphrase(new_passphrase(options.passphrase_file), cost=cost())
    options.vault.mkdir(parents=True, exist_ok=True, mode=0o700)
    keyring.save(options.vault / "keyring.json")
    folder = VaultFolder.create(
        options.vault, origin=options.origin or f"vault-{secrets.token_hex(8)}", pack_bytes=options.pack_bytes
    )
    with Writer(folder) as writer:
        writer.commit([{"verb": "vault.init", "at": now(), "by": hand()}])
    if shares:
        print_shares(shares, needed)
    print(f"Made in {folder.path}. The log's key, for those who will check it:")
    print("  " + (folder.ledger / "log.vkey").read_text().strip())
    return 0


def print_shares(shares: list[str], needed: int) -> None:
    """Each holder's share. They are shown once."""
    for number, share in enumerate(shares, 1):
        print(
            f"Share {number} of {len(shares)} (any {needed} open the vault). Write it down; keep it apart:\n  {share}\n"
        )


def split(text: str) -> tuple[int, int]:
    """`2/3` as (2, 3); raises VaultError."""
    try:
        needed, holders = (int(part) for part in text.split("/"))
    except ValueError:
        raise VaultError("--holders wants k/n, such as 2/3") from None
    if not 2 <= needed <= holders <= 16:
        raise VaultError("--holders wants at least 2 of at most 16")
    return needed, holders


def new_passphrase(given: Path | None, *, asked: str = "--passphrase-file FILE") -> str:
    """From a file or asked twice; raises VaultError, which names the option (`asked`) where nobody answers."""
    if given:
        text = first_lines(given)[0]
    else:
        try:
            text = getpass.getpass(f"Choose a passphrase ({SHORTEST} characters or more): ")
            if getpass.getpass("Once more: ") != text:
                raise VaultError("the two differ: nothing was made")
        except EOFError as silent:
            raise VaultError(f"a new passphrase is needed: {asked}") from silent
    if len(text) < SHORTEST:
        raise VaultError(f"the passphrase is too short: {SHORTEST} characters or more, best six words")
    return text


def add(arguments: list[str]) -> int:
    """Take files and folders in; needs no passphrase, and finds duplicates against the whole vault with one."""
    made = parser("add", "Put files and folders into the vault. Needs no passphrase: a sealed vault takes in.")
    made.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    made.add_argument("--json", action="store_true", help="print the receipts for machines")
    add_passphrase(made)
    options = made.parse_args(arguments)
    for path in options.paths:
        if not path.exists() and not path.is_symlink():
            raise VaultError(f"{path}: no such file or folder; nothing was added")
    if options.passphrase_file:
        with opened(options) as (vault, writer):
            sizes = {item.size for item in vault.items()}
            intake = Intake(
                writer, by=hand(), clock=now, identity=vault.keys.identity, sizes=sizes, is_whole=vault.is_whole
            )
            return _add(intake, writer, options)
    with Writer(VaultFolder.open(options.vault)) as writer:
        return _add(Intake(writer, by=hand(), clock=now), writer, options)


def _add(intake: Intake, writer: Writer, options: argparse.Namespace) -> int:
    receipts: list[Item] = []
    progress, kept = Progress("added"), 0

    def done(items: list[Item]) -> None:
        nonlocal kept
        kept += len(items)
        if options.json:
            receipts.extend(items)
            return
        for item in items:
            print(f"{item.id}  {item.sha256}  {human(item.size):>10}  {shown(item.name)}")
        sys.stdout.flush()

    try:
        summary = intake.add_files(options.paths, done=done, progress=progress)
    except KeyboardInterrupt:
        text = f"{counted(kept, 'file')} kept. The same command goes on where this one stopped"
        print(f"\nmalath vault add: stopped. {text}.", file=sys.stderr)
        return 130
    finally:
        intake.close()
        progress.end()
        if options.json:
            print_json([_receipt(item) for item in receipts])
    for left in summary.left_out:
        print(f"left out: {shown(left.path)}: {left.why}", file=sys.stderr)
    if not options.json:
        _print_summary(summary, writer, is_sealed=not options.passphrase_file)
    named = {str(path.absolute()) for path in options.paths}
    return 1 if any(left.again or left.path in named for left in summary.left_out) else 0


def _print_summary(summary: Summary, writer: Writer, *, is_sealed: bool) -> None:
    already = f", {summary.already} came in before, with a run that was cut off" if summary.already else ""
    same = f", {summary.same} of them with the same bytes as others here" if summary.same else ""
    again = " Sealed: what was in before came in again." if is_sealed and summary.files else ""
    log = f"Log: {counted(writer.ledger.size, 'entry')}, root {writer.ledger.root.hex()}"
    print(f"{counted(summary.files, 'file')}, {human(summary.size)}{same}{already}.{again} {log}")


def _receipt(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "size": item.size,
        "sha256": item.sha256,
        "at": item.at,
        "entry": item.entry,
    }


def list_items(arguments: list[str]) -> int:
    """What is in the vault."""
    made = parser("list", "List what is in the vault.")
    made.add_argument("--json", action="store_true", help="print for machines")
    add_passphrase(made)
    options = made.parse_args(arguments)
    with opened(options) as (vault, _writer):
        items = vault.items()
    if options.json:
        print_json([{**_receipt(item), "by": item.by, "facts": item.facts} for item in items])
    else:
        for item in items:
            print(f"{item.id}  {item.at}  {human(item.size):>10}  {shown(item.name)}")
        print(counted(len(items), "item"))
    return 0


def get(arguments: list[str]) -> int:
    """Take one item out; that it was taken out is in the log before the key is used."""
    made = parser("get", "Write one item to a file, and that you did so into the log.")
    made.add_argument("id", metavar="ID")
    add_output(made)
    add_passphrase(made)
    options = made.parse_args(arguments)
    must_be_free(options)
    with opened(options) as (vault, writer):
        item = vault.item(options.id)
        save(lambda: vault.view(writer, item, by=hand(), at=now(), why=options.why), options.output)
    print(f"{options.output}: {shown(item.name)}, {human(item.size)}, SHA-256 {item.sha256}")
    return 0


def log(arguments: list[str]) -> int:
    """The chain of custody of one item, or of all."""
    made = parser("log", "Print the chain of custody of one item, or everything that happened in the vault.")
    made.add_argument("id", metavar="ID", nargs="?")
    made.add_argument("--json", action="store_true", help="print for machines")
    add_passphrase(made)
    options = made.parse_args(arguments)
    with opened(options) as (vault, _writer):
        events = list(vault.events(options.id))
    if options.json:
        print_json(events)
        return 0
    for event in events:
        about = event.get("item") or " ".join(event.get("items", [])) or ""
        why = event.get("why") or event.get("reason") or event.get("name") or ""
        print(
            f"{event['entry']:>8}  {event.get('at', ''):20}  {event['verb']:16}  {event.get('by', ''):12}  {about}  {shown(why)}"
        )
    return 0
