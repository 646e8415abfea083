"""`malath ledger verify FOLDER`: a readable report; exit code 0 only when everything is whole."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from malath.engines.ledger.verifying import Report, verify


def verify_command(arguments: list[str]) -> int:
    """Verify and print; `--json` for machines, `--since FILE` a checkpoint remembered from before, `--vkey FILE` the
    log's key from somewhere else than the folder."""
    parser = argparse.ArgumentParser(prog="malath ledger verify", description="Check that a ledger is whole.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    parser.add_argument("--since", type=Path, metavar="CHECKPOINT", help="a checkpoint that was kept elsewhere")
    parser.add_argument("--vkey", type=Path, metavar="FILE", help="the log's verifier key, kept elsewhere")
    options = parser.parse_args(arguments)
    try:
        since = options.since.read_text() if options.since else None
        verifier = options.vkey.read_text() if options.vkey else None
    except (OSError, UnicodeDecodeError) as unreadable:
        parser.error(str(unreadable))
    report = verify(options.folder, since=since, verifier=verifier)
    print(_as_json(report) if options.json else _as_text(report))
    return 0 if report.ok else 1


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "ok": report.ok,
            "size": report.size,
            "root": report.root.hex(),
            "findings": [vars(finding) for finding in report.findings],
            "cut_short": report.cut_short,
            "erased": report.erased,
            "unmoved": report.unmoved,
        },
        indent=1,
    )


def _as_text(report: Report) -> str:
    rows = [f"{finding.where}: {finding.message} ({finding.code})" for finding in report.findings]
    rows += [f"entry {index}: its body was erased on {day}" for index, day in sorted(report.erased.items())]
    if report.cut_short:
        rows.append("… and more: the report names the first 200.")
    verdict = "The ledger is whole" if report.ok else f"The ledger is NOT whole: {len(report.findings)} findings"
    rows.append(f"{verdict}. {report.size} entries, root {report.root.hex()}")
    if report.unmoved:
        rows.append(f"{report.unmoved} entries wait to be written.")
    return "\n".join(rows)
