"""`vault verify`, `rebuild`: whether everything is what it was."""

from __future__ import annotations

from pathlib import Path

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
    made.add_argument("--since", type=Path, metavar="CHECKPOINT", help="a checkpoint that was kept elsewhere")
    made.add_argument("--vkey", type=Path, metavar="FILE", help="the log's verifier key, kept elsewhere")
    made.add_argument("--open", action="store_true", help="ask for the passphrase")
    add_passphrase(made)
    options = made.parse_args(arguments)
    folder = VaultFolder.open(options.vault)
    keys = None
    if options.passphrase_file or options.open:
        keys = VaultKeys.of(opened_root(folder, options.passphrase_file)[1])
    progress = Progress("packs read")
    report = verify_vault(
        folder,
        keys,
        since=read_text(options.since) if options.since else None,
        verifier=read_text(options.vkey) if options.vkey else None,
        progress=progress,
    )
    progress.end()
    _print(report, options.json)
    return 0 if report.ok else 1


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
    read = f"{report.packs} packs, {human(report.bytes)}; log of {report.entries} entries, root {report.root.hex()}"
    opened = f"{report.items} items, {report.objects} objects opened; " if report.items >= 0 else "no key given; "
    verdict = "The vault is whole" if report.ok else f"The vault is NOT whole: {len(report.findings)} findings"
    print(f"{verdict}. {opened}{read}")


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
