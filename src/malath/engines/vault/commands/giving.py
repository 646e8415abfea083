"""`vault export` and `check-export`: giving things to others, and checking what was given."""

from __future__ import annotations

import argparse
from pathlib import Path

from malath.engines.vault.commands.common import (
    Progress,
    add_output,
    add_passphrase,
    counted,
    hand,
    human,
    must_be_free,
    now,
    opened,
    parser,
    print_json,
    read_text,
)
from malath.engines.vault.export.checking import check_export as check
from malath.engines.vault.export.exporting import export as write_export
from malath.engines.vault.export.exporting import recipients_of


def export(arguments: list[str]) -> int:
    """Write a package for others."""
    made = parser("export", "Write items, with their proofs and chain of custody, into a package encrypted to others.")
    made.add_argument("ids", metavar="ID", nargs="+", help="the items")
    made.add_argument("--recipient", action="append", required=True, metavar="AGE1…", help="who may open it")
    add_output(made)
    add_passphrase(made)
    options = made.parse_args(arguments)
    must_be_free(options)
    recipients_of(options.recipient)
    progress = Progress("packed")
    with opened(options) as (vault, writer):
        write_export(
            vault,
            writer,
            options.ids,
            options.output,
            recipients=options.recipient,
            by=hand(),
            at=now(),
            why=options.why,
            progress=progress,
        )
    progress.end()
    size = human(options.output.stat().st_size)
    print(
        f"{options.output}: {counted(len(set(options.ids)), 'item')}, {size}. VERIFY.txt inside says how to check it."
    )
    return 0


def check_export(arguments: list[str]) -> int:
    """Exit code 0 only if everything in a package holds."""
    about = "Check a package: the age file, its tar, or the unpacked bag."
    made = argparse.ArgumentParser(prog="malath vault check-export", description=about)
    made.add_argument("package", type=Path, metavar="PACKAGE")
    made.add_argument("--identity", type=Path, metavar="FILE", help="the age key that opens it")
    made.add_argument("--vkey", type=Path, metavar="FILE", help="the log's key, learnt by another way")
    made.add_argument("--json", action="store_true", help="print the report for machines")
    options = made.parse_args(arguments)
    report = check(
        options.package, identity=options.identity, vkey=read_text(options.vkey).strip() if options.vkey else None
    )
    if options.json:
        print_json({"ok": report.ok, **vars(report)})
        return 0 if report.ok else 1
    for finding in report.findings:
        print(finding)
    for stamp in report.stamps:
        print(f"time-stamp: {stamp}")
    verdict = (
        "The package holds" if report.ok else f"The package does NOT hold: {counted(len(report.findings), 'finding')}"
    )
    held = ", ".join(
        counted(*pair) for pair in ((report.files, "file"), (report.items, "item"), (report.receipts, "receipt"))
    )
    print(f"{verdict}. {held}. The log's key:")
    print(f"  {report.vkey}")
    return 0 if report.ok else 1
