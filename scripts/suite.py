"""Run the suite on SQLite, and what touches the database again on PostgreSQL; count both in one closing line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

# In the order of their folders: the walks with a browser begin first, so that no worker is left alone with one at the end.
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# Rooms, access, sealing, backups: all that reads or writes rows. Engines know no database; browsers see no difference.
ON_POSTGRES = ["tests/permissions", "tests/reliability", "tests/architecture/test_scoped.py", "src"]


def run(title: str, command: list[str], report: Path) -> Counter[str]:
    """Run pytest and count its outcomes from its report; a run that broke counts as one failure."""
    print(f"\n── {title} ──", flush=True)
    begun = time.monotonic()
    code = subprocess.run([*command, f"--junitxml={report}"], env={**os.environ, "PYTHONUNBUFFERED": "1"}).returncode
    counts: Counter[str] = Counter()
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (written by the run just above)
            kinds = {child.tag for child in case}
            counts["failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"] += 1
    if code and not counts["failed"]:
        counts["failed"] += 1
    print(f"{title}: {dict(counts)} in {time.monotonic() - begun:.0f} s", flush=True)
    return counts


def main(arguments: list[str]) -> int:
    """Both runs; 1 when anything failed or was left out."""
    total: Counter[str] = Counter()
    chosen = [one for one in arguments if Path(one.split("::")[0]).exists()]
    with tempfile.TemporaryDirectory() as folder:
        # Tables straight from the models; that migrations make the same is checked, and they run on PostgreSQL and in every
        # installation that the tests make.
        total += run("SQLite", [*PYTEST, "--nomigrations", *arguments], Path(folder) / "sqlite.xml")
        again = [*PYTEST, *(arguments if chosen else [*ON_POSTGRES, *arguments])]
        postgres = [sys.executable, str(Path(__file__).with_name("postgres.py"))]
        total += run("PostgreSQL", [*postgres, *again], Path(folder) / "postgres.xml")
    if total["skipped"]:
        print(f"{total['skipped']} left out")
    print(f"{total['passed']} passed, {total['failed'] + total['skipped']} failed")
    return int(bool(total["failed"] or total["skipped"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
