"""`malath ledger verify FOLDER`: a readable report; exit code 0 only when everything is whole."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from malath.engines.ledger.verifying import Report, verify


def verify_command(arguments: list[str]) -> int:
    """Verify and print; `--json` for machines, `--since FILE` a checkpoint remembered from before."""
    parser = argparse.ArgumentParser(prog="malath ledger verify")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--since", type=Path)
    options = parser.parse_args(arguments)
    report = verify(options.folder, since=options.since.read_text() if options.since else None)
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
        },
        indent=1,
    )


def _as_text(report: Report) -> str:
    rows = [f"{finding.where}: {finding.message} ({finding.code})" for finding in report.findings]
    if report.cut_short:
        rows.append("… and more: the report names the first 200.")
    verdict = "The ledger is whole" if report.ok else f"The ledger is NOT whole: {len(report.findings)} findings"
    return "\n".join([*rows, f"{verdict}. {report.size} entries, root {report.root.hex()}"])
