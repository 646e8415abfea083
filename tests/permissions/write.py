"""`python -m tests.permissions.write`: propose rows of table.txt for new addresses, and say what else differs.

Rows that stand are never changed unless their address is named: `--accept ROUTE` (or `--accept-all`, to be read
afterwards line by line in the diff). Rows of addresses that are gone are dropped, and said.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.permissions.table import COLUMNS, Row, read_table, write_table


def observed() -> list[Row]:
    """What every row would say today, in the resolver's order."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "seen.json"
        os.environ["MALATH_PROPOSE"] = str(target)
        here = Path(__file__).parent / "proposing.py"
        if pytest.main(["-q", "-p", "no:cacheprovider", "-o", "python_files=proposing.py", str(here)]):
            raise SystemExit("the walk failed: see above")
        seen = json.loads(target.read_text())
    return [Row(key.partition(" ")[2], key.partition(" ")[0], codes) for key, codes in seen.items()]


def main(arguments: list[str]) -> int:
    """Write the table with its new rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.permissions.write")
    parser.add_argument("--accept", action="append", default=[], help="a route whose row may change")
    parser.add_argument("--accept-all", action="store_true")
    options = parser.parse_args(arguments)
    now, before, rows = observed(), read_table(), []
    for row in now:
        old = before.pop(row.key, None)
        if old is None:
            print(f"new      {row.method} /{row.route}: read the row and judge it")
        elif old.codes != row.codes:
            changes = [f"{c}: {old.codes[c]} -> {row.codes[c]}" for c in COLUMNS if old.codes[c] != row.codes[c]]
            accepted = options.accept_all or row.route in options.accept
            print(f"{'changed ' if accepted else 'differs '} {row.method} /{row.route}: {'; '.join(changes)}")
            row = row if accepted else old
        rows.append(row)
    for route, method in before:
        print(f"gone     {method} /{route}")
    write_table(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
