"""`vault verify`, `rebuild`: whether everything is what it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from malath.engines.ledger import BadNoteError
from malath.engines.ledger.note import is_checkpoint, parse_verifier_key
from malath.engines.ledger.reading import LedgerReader
from malath.engines.vault.commands.common import (
    Progress,
    add_passphrase,
    counted,
    human,
    opened_root,
    parser,
    print_json,
    read_text,
)
from malath.engines.vault.errors import VaultError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Index, is_whole
from malath.engines.vault.projecting import project
from malath.engines.vault.reading import VaultKeys
from malath.engines.vault.verifying import Report
from malath.engines.vault.verifying import verify as verify_vault
from malath.engines.vault.writer import Writer


def verify(arguments: list[str]) -> int:
    """Exit code 0 only if everything is whole."""
    made = parser("verify", "Check the vault. Without a passphrase: log and ciphertext. With one: every object too.")
    made.add_argument("--json", action="store_true", help="print the report for machines")
    made.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="a checkpoint that was kept elsewhere, or `SIZE ROOT`"
    )
    made.add_argument("--vkey", type=Path, metavar="FILE", help="the log's verifier key, kept elsewhere")
    made.add_argument("--open", action="store_true", help="ask for the passphrase")
    add_passphrase(made)
    options = made.parse_args(arguments)
    folder = VaultFolder.open(options.vault)
    try:
        since = kept(options.since, is_checkpoint, "neither a checkpoint nor a line `SIZE ROOT`")
        verifier = kept(options.vkey, _is_key, "no log's key")
    except (VaultError, OSError) as bad:
        print(f"malath vault verify: {bad}", file=sys.stderr)
        return 2
    keys = None
    if options.passphrase_file or options.open:
        keys = VaultKeys.of(opened_root(folder, options.passphrase_file)[1])
    progress = Progress("packs read")
    report = verify_vault(
        folder,
        keys,
        since=since,
        verifier=verifier,
        progress=progress,
    )
    progress.end()
    _print(report, options.json)
    return 0 if report.ok else 1


def kept(path: Path | None, is_good: Callable[[str], bool], why: str) -> str | None:
    """What somebody kept elsewhere in a file. Raises VaultError, OSError: a slip in an argument is no finding."""
    if path is None:
        return None
    text = read_text(path)
    if not is_good(text):
        raise VaultError(f"{path} is {why}: nothing was checked")
    return text


def _is_key(text: str) -> bool:
    try:
        parse_verifier_key(text)
    except BadNoteError:
        return False
    return True


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "ok": report.ok,
                "entries": report.entries,
                "root": report.root.hex(),
                "packs": report.packs,
                "bytes": report.bytes,
                "items": report.items if report.items >= 0 else None,
                "objects": report.objects if report.objects >= 0 else None,
                "findings": [vars(finding) for finding in report.findings],
            }
        )
        return
    for finding in report.findings:
        print(f"{finding.where}: {finding.message} ({finding.code})")
    read = f"{counted(report.packs, 'pack')}, {human(report.bytes)}"
    log = f"log of {counted(report.entries, 'entry')}, root {report.root.hex()}"
    verdict = (
        "The vault is whole" if report.ok else f"The vault is NOT whole: {counted(len(report.findings), 'finding')}"
    )
    if report.items >= 0:
        print(f"{verdict}. {counted(report.items, 'item')}, {counted(report.objects, 'object')} opened; {read}; {log}")
    else:
        print(f"{verdict}. {read}, sealed; {log}. Contents were not opened: --open asks for the passphrase")


def rebuild(arguments: list[str]) -> int:
    """Make the index anew from the ledger."""
    made = parser("rebuild", "Make the index of items and objects anew, from the ledger and the keys alone.")
    add_passphrase(made)
    options = made.parse_args(arguments)
    folder = VaultFolder.open(options.vault)
    keys = VaultKeys.of(opened_root(folder, options.passphrase_file)[1])
    with Writer(folder, recipient=keys.public) as writer:
        writer.hold()
        reader = LedgerReader(folder.ledger, keys.private)
        size = reader.size
        rows = project(reader.iterate(), keys.identity, size)
        if is_whole(folder.index):
            # What is whole is written anew in its place: a server may have it open.
            for name in ("index.db", "index.db-wal", "index.db-shm"):
                (folder.path / name).unlink(missing_ok=True)
        index = Index(folder.index, check=lambda: keys.must_stand(folder))
        index.replace(rows, size)
        index.close()
    print(
        f"{counted(len(rows.items), 'item')} and {counted(len(rows.objects), 'object')}, from {counted(size, 'entry')}."
    )
    return 0
