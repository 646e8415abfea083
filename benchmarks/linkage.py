"""Linkage against its peers: python benchmarks/linkage.py --data DIR [--peers PYTHON] [--million]

DIR holds gaza_A.csv and gaza_B.csv (real dead people: only figures leave this script) and units.csv. Our rows are runs
of `malath link`, one process each. Peers (rapidfuzz and Splink on names normalised by us, nomenklatura's logic-v2) run as
processes of another Python that has them, on the same files; without --peers they are left out.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # Runs as a script too.

from benchmarks.coalition_list import NamePool, write_list

PEERS = Path(__file__).with_name("linkage_peers.py")
LINKS = {
    "Arabic to Arabic": ("name_ar", "name_ar", 0.978),
    "English to Arabic": ("name_en", "name_ar", 0.97),
    "English to English": ("name_en", "name_en", 0.97),
}
LIST_GOAL = 0.87
Truth = dict[str, str]


def cut(source: Path, name: str, target: Path) -> dict[str, str]:
    """A list with one name column and without the truth; the truth by id."""
    truth = {}
    with open(source, encoding="utf-8") as file, open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("rid", "name", "age", "sex"))
        for row in csv.DictReader(file):
            truth[row["rid"]] = row["pid"]
            writer.writerow((row["rid"], row[name], row["age"], row["sex"]))
    return truth


def ours(folder: Path, files: list[Path], *options: str) -> tuple[list[tuple[str, str, float]], float]:
    """The pairs of `malath link`, and the seconds of the whole process."""
    out = folder / "pairs.csv"
    start = time.monotonic()
    command = [sys.executable, "-m", "malath.cli.main", "link", *map(str, files), "-o", str(out), "--quiet", *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - start
    with open(out, encoding="utf-8") as file:
        return [(r["left_id"], r["right_id"], float(r["probability"])) for r in csv.DictReader(file)], seconds


def measures(
    pairs: list[tuple[str, str, float]], left: dict[str, str], right: dict[str, str], true: int
) -> tuple[float, float]:
    """F1 of the pairs at .5 or more, and the expected calibration error over ten bins of all of them."""
    hits = [(p, left[a] == right[b]) for a, b, p in pairs]
    good = sum(hit for p, hit in hits if p >= 0.5)
    said = sum(p >= 0.5 for p, _ in hits)
    error = 0.0
    for step in range(10):
        there = [(p, hit) for p, hit in hits if min(int(p * 10), 9) == step]
        error += abs(sum(hit for _, hit in there) - sum(p for p, _ in there))
    return 2 * good / max(said + true, 1), error / max(len(hits), 1)


def links(data: Path, folder: Path, peers: str | None) -> None:
    """The tasks between two lists."""
    for task, (one, other, goal) in LINKS.items():
        files = [folder / "left.csv", folder / "right.csv"]
        left, right = cut(data / "gaza_A.csv", one, files[0]), cut(data / "gaza_B.csv", other, files[1])
        true = len(set(left.values()) & set(right.values()))
        pairs, seconds = ours(folder, files, "--one-to-one")
        score, error = measures(pairs, left, right, true)
        print(
            f"{task:20} malath              F1 {score:.4f} (goal {goal})  ECE {error:.3f}  {seconds:6.1f} s", flush=True
        )
        for peer in ("rapidfuzz", "splink", "nomenklatura") if peers else ():
            _peer(task, peer, peers or "", folder, files, left, right, true)


def _peer(
    task: str, peer: str, python: str, folder: Path, files: list[Path], left: Truth, right: Truth, true: int
) -> None:
    out, start = folder / "peer.csv", time.monotonic()
    out.unlink(missing_ok=True)
    run = subprocess.run([python, str(PEERS), peer, *map(str, files), str(out)], capture_output=True, text=True)
    seconds = time.monotonic() - start
    if run.returncode or not out.exists():
        print(
            f"{task:20} {peer:19} no result: {(run.stderr.strip().splitlines() or ['it said nothing'])[-1][:80]}",
            flush=True,
        )
        return
    with open(out, encoding="utf-8") as file:
        pairs = [(a, b, float(p)) for a, b, p in csv.reader(file)]
    print(
        f"{task:20} {peer:19} F1 {measures(pairs, left, right, true)[0]:.4f}                          {seconds:6.1f} s",
        flush=True,
    )


def one_list(data: Path, folder: Path, count: int) -> None:
    """The task within one list."""
    source, shown = folder / "truth.csv", folder / "list.csv"
    write_list(source, count, 2024, NamePool.of_lists(data))
    truth: dict[str, str] = {}
    with open(source, encoding="utf-8") as file, open(shown, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("rid", "name", "mother", "birth", "event", "place", "sex"))
        for row in csv.DictReader(file):
            truth[row["rid"]] = row["pid"]
            writer.writerow([row[k] for k in ("rid", "name", "mother", "birth", "event", "place", "sex")])
    sizes: dict[str, int] = {}
    for pid in truth.values():
        sizes[pid] = sizes.get(pid, 0) + 1
    clusters = folder / "clusters.csv"
    pairs, seconds = ours(folder, [shown], "--clusters", str(clusters))
    score, error = measures(pairs, truth, truth, sum(n * (n - 1) // 2 for n in sizes.values()))
    with open(clusters, encoding="utf-8") as file:
        members: dict[str, int] = {}
        for row in csv.DictReader(file):
            members[row["cluster"]] = members.get(row["cluster"], 0) + 1
    mebibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count:,} records within one list: F1 {score:.4f} (goal {LIST_GOAL})  ECE {error:.3f}", end="  ")
    print(f"{seconds:.0f} s  {mebibytes:.0f} MiB  largest cluster {max(members.values())}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", help="a Python that has splink, pandas, nomenklatura and rapidfuzz")
    parser.add_argument("--million", action="store_true", help="1,000,000 records instead of 100,000 (and 4 GiB)")
    asked = parser.parse_args()
    if not asked.peers:
        print("peers are left out: no --peers PYTHON was given")
    with tempfile.TemporaryDirectory() as folder:
        links(asked.data, Path(folder), asked.peers)
        one_list(asked.data, Path(folder), 1_000_000 if asked.million else 100_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
