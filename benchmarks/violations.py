"""What the violations room reaches: python benchmarks/violations.py import [--rows 90000] [--json].

`import`: a generated list (nobody in it exists) is checked, written and undone by the real jobs, with the real keeper and
the real finder, on SQLite in a folder of its own. Asked: all three within five minutes, a memory that the number of rows
does not move far, and as many database rows written a second as a third of what `bulk_create` alone writes of the same
rows in the same run.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from speed import imports

MOST_SECONDS, LEAST_SHARE, MOST_MEGABYTES, ROWS = 300.0, 1 / 3, 600.0, 90_000


def of_import(rows: int) -> list[dict[str, Any]]:
    """What is asked of an import beside what it reaches."""
    took = imports.measured(rows)
    seconds = took.check + took.apply + took.undo
    share = (took.records / took.apply) / (took.records / took.plain)
    about = f"check {took.check:.0f} s, apply {took.apply:.0f} s, undo {took.undo:.0f} s; read {took.read:.0f} s"
    return [
        {"name": f"import of {rows:,} rows: check, apply, undo", "value": round(seconds, 1), "unit": "seconds",
         "asked": f"at most {MOST_SECONDS:.0f}", "reached": seconds <= MOST_SECONDS, "about": about},
        {"name": f"database rows written a second ({took.records:,})", "value": round(took.records / took.apply),
         "unit": "rows a second", "asked": f"a third of bulk_create, {took.records / took.plain / 3:.0f}",
         "reached": share >= LEAST_SHARE, "about": f"bulk_create alone: {took.records / took.plain:.0f}; share {share:.2f}"},
        {"name": "largest memory of the process", "value": round(took.memory), "unit": "MB",
         "asked": f"at most {MOST_MEGABYTES:.0f}", "reached": took.memory <= MOST_MEGABYTES,
         "about": f"{took.empty:.0f} MB before the file; keeper {took.keeper_memory:.0f} MB"},
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["import"])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = of_import(options.rows)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        mark = "reached" if row["reached"] else "MISSED "
        print(f"{mark} {row['name']:52} {row['value']:>9} {row['unit']:14} asked {row['asked']}  ({row['about']})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
