"""How long the pages take, against an empty page of the same shell: python benchmarks/pages.py [--json] [--quick].

Real keeper, finder, jobs and gunicorn, as `malath serve` starts them, on SQLite, over a fictional coalition: 2,000 cases
and 20,000 timeline entries with `--quick`, 20,000 and 200,000 without. A value is the median wall time of whole requests
over a kept connection on the loopback address, divided by the same of `/empty/`, asked in turn with it by the same
member on the same server. Queries are counted by a wrapper of the connection at 500 cases and at the size measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from speed import house, pages, queries

# Small, yet large enough for each kind of matter to stand on Today: where there is none, its rows are not asked for.
SMALL, QUICK, FULL = 500, 2_000, 20_000
WHO = {"amal": "case worker", "rima": "coordinator"}


def rows_of_times(port: int, subjects: house.Subjects) -> list[dict[str, Any]]:
    """A row for each page and member: how many times the empty page's median."""
    rows = []
    for (handle, name), (page, empty) in pages.medians(port, subjects).items():
        value = round(page / empty, 2)
        rows.append({
            "name": f"{name}, {WHO[handle]}, {subjects.cases} cases", "value": value, "unit": "times the empty page",
            "goal": pages.GOAL, "reached": value <= pages.GOAL, "reference": round(empty * 1000, 2),
            "reference_is": "milliseconds of the empty page", "milliseconds": round(page * 1000, 1),
        })  # fmt: skip
    return rows


def rows_of_queries(few: dict[str, int], many: dict[str, int], cases: int) -> list[dict[str, Any]]:
    """A row for each page and member: as many queries as over the small coalition, or fewer."""
    return [
        {
            "name": f"queries of {name.partition(': ')[2]}, {WHO[name.partition(':')[0]]}, {cases} cases",
            "value": count, "unit": "queries", "goal": "same", "reached": count <= few[name], "reference": few[name],
            "reference_is": f"queries at {SMALL} cases",
        }
        for name, count in many.items()
    ]  # fmt: skip


def measured(cases: int) -> list[dict[str, Any]]:
    """Everything at one size."""
    apart = queries.begin_apart(SMALL)
    with house.folder() as home:
        house.prepare(home)
        begun = time.monotonic()
        subjects = house.invent(home, cases)
        print(f"{cases} cases, {subjects.entries} entries made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        few = queries.counts_of(apart)
        with house.served(home) as port:
            print(f"served after {time.monotonic() - begun:.0f} s", file=sys.stderr)
            rows = rows_of_times(port, subjects)
            return rows + rows_of_queries(few, queries.counted(subjects), cases)


def main(arguments: list[str]) -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    rows = measured(QUICK if options.quick else FULL)
    if options.quick:
        print(f"not measured with --quick: {FULL:,} cases and 200,000 entries", file=sys.stderr)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        mark = "reached" if row["reached"] else "MISSED "
        goal = f"{row['goal']:>5}" if isinstance(row["goal"], str) else f"{row['goal']:5.0f}"
        told = f"{row['milliseconds']:7} ms" if "milliseconds" in row else " " * 10
        print(f"{mark} {row['name']:46} {row['value']:7} goal {goal}  {told}  reference {row['reference']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
