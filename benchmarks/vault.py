"""The vault's speed and memory: python benchmarks/vault.py [--json] [--quick].

Everything is measured in one run on one machine: durable intake against `restic backup` and against a copy that syncs
each file; processor time and verification against hashlib alone. Rounds are interleaved, medians are given. `--quick`
leaves out the 10 GiB file and the million ledger entries, and says so; no goal is scaled.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PASSPHRASE = "every byte here is invented"
GIB = 1 << 30
ZEROS = bytes(1 << 20)
WORDS = [
    "شهادة",
    "شاهد",
    "تاريخ",
    "مكان",
    "طريق",
    "بيت",
    "نافذة",
    "witness",
    "date",
    "place",
    "street",
    "house",
    "window",
    "letter",
    "lettre",
    "fenêtre",
]

COPY = """
import os, sys
number = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        number += 1
        with open(os.path.join(folder, name), "rb", buffering=0) as source, open(f"{sys.argv[2]}/{number}", "wb", buffering=0) as target:
            while part := source.read(1 << 20):
                target.write(part)
            os.fsync(target.fileno())
"""
HASH = """
import hashlib, os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            hashlib.file_digest(file, "sha256")
"""
# A process's peak memory counts what its parent held when it was started: a small parent stands in between.
MEASURE = """
import json, os, subprocess, sys, time
begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_pid, status, used = os.wait4(process.pid, 0)
wall = time.perf_counter() - begun
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)]))
"""
VAULT = [sys.executable, "-m", "malath.cli.main", "vault"]


def make_corpus(folder: Path, scale: float) -> int:
    """Files as a documentation office has them: photographs, copies of them, videos, texts; how many bytes. The same
    every time."""
    dice = random.Random(20261121)
    noise = Cipher(algorithms.AES(b"n" * 32), modes.CTR(bytes(16))).encryptor()
    total = 0

    def put(name: str, parts: list[bytes]) -> None:
        nonlocal total
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            total += sum(file.write(part) for part in parts)

    for number in range(int(4500 * scale)):
        size = int(min(6e6, max(12e3, dice.lognormvariate(math.log(150e3), 0.85))))
        put(f"photos/{number % 97:02d}/IMG-{number:05d}.jpg", [noise.update(bytes(size))])
        if number % 10 == 9:
            twin = folder / f"photos/{(number - 5) % 97:02d}/IMG-{number - 5:05d}.jpg"
            put(f"whatsapp/{number % 13}/copy-{number:05d}.jpg", [twin.read_bytes()])
    for number, mebibytes in enumerate((16, 24, 32, 48, 64, 96, 128, 192, 256)):
        put(f"video/VID-{number}.mp4", [noise.update(ZEROS) for _ in range(max(1, int(mebibytes * scale)))])
    for number in range(int(4000 * scale)):
        size = int(min(4e6, max(400, dice.lognormvariate(math.log(6e3), 1.2))))
        text = " ".join(dice.choices(WORDS, k=size // 6)) + f" {dice.random()}"
        put(f"text/{number % 61}/doc-{number:05d}.txt", [text.encode()])
    return total


def as_installed() -> dict[str, str]:
    """The environment of what is measured: compiled modules are kept and output is buffered, as on an installed machine,
    whatever this shell says."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


@dataclass
class Cost:
    """Wall and processor seconds, and peak memory in bytes, of each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0

    def run(self, command: list[str], **environment: str) -> None:
        """Run a program to its end; raises RuntimeError when it fails."""
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            capture_output=True,
            text=True,
            env={**as_installed(), **environment},
        )
        wall, cpu, peak, code = json.loads(done.stdout)
        self.wall.append(wall)
        self.cpu.append(cpu)
        self.peak = max(self.peak, peak)
        if code:
            raise RuntimeError(f"{command[:6]}: {done.stderr[-400:]}")

    @property
    def seconds(self) -> float:
        return statistics.median(self.wall)

    @property
    def processor(self) -> float:
        return statistics.median(self.cpu)


def row(name: str, value: float, goal: float, reference: str, *, least: bool = False) -> dict[str, Any]:
    """One line of the report: at most its goal, or at least with `least`."""
    reached = value >= goal if least else value <= goal
    return {
        "name": name,
        "value": round(value, 2),
        "goal": goal,
        "reached": reached,
        "reference": reference,
        "direction": "at least" if least else "at most",
    }


def of_corpus(work: Path, scale: float, rounds: int) -> list[dict[str, Any]]:
    """Intake and verification of a mixed corpus."""
    corpus = work / "corpus"
    size = make_corpus(corpus, scale)
    vault, copy, restic, hashed, verify = Cost(), Cost(), Cost(), Cost(), Cost()
    has_restic = shutil.which("restic") is not None
    for _round in range(rounds):
        out = work / "out"
        shutil.rmtree(out, ignore_errors=True)
        (out / "copy").mkdir(parents=True)
        Cost().run([*VAULT, "init", str(out / "vault"), "--passphrase-file", str(work / "passphrase")])
        vault.run([*VAULT, "add", str(out / "vault"), str(corpus)])
        copy.run([sys.executable, "-c", COPY, str(corpus), str(out / "copy")])
        if has_restic:
            arguments = ["restic", "-q", "--no-cache", "-r", str(out / "restic")]
            Cost().run([*arguments, "init"], RESTIC_PASSWORD=PASSPHRASE)
            restic.run([*arguments, "backup", str(corpus)], RESTIC_PASSWORD=PASSPHRASE)
        hashed.run([sys.executable, "-c", HASH, str(corpus)])
        # Both read from memory: the corpus was just read, and a first pass brings the packs in.
        Cost().run([*VAULT, "verify", str(out / "vault")])
        verify.run([*VAULT, "verify", str(out / "vault"), "--passphrase-file", str(work / "passphrase")])
    rate, gib = size / 1e6, size / GIB
    rows = []
    if has_restic:
        speed = f"restic: {rate / restic.seconds:.0f} MB/s; vault: {rate / vault.seconds:.0f} MB/s"
        rows.append(row("durable intake against restic backup", restic.seconds / vault.seconds, 2.5, speed, least=True))
    else:
        print("not measured: restic is not installed (apt-get install restic)", file=sys.stderr)
    plain = f"hashlib: {hashed.processor / gib:.2f} s a GiB; vault: {vault.processor / gib:.2f}"
    return [
        *rows,
        row(
            "durable intake against an fsynced copy",
            copy.seconds / vault.seconds,
            1.0,
            f"copy: {rate / copy.seconds:.0f} MB/s",
            least=True,
        ),
        row("processor time of intake against hashlib", vault.processor / hashed.processor, 2.5, plain),
        row(
            "verify with the keys against hashlib",
            hashed.seconds / verify.seconds,
            0.75,
            f"hashlib: {rate / hashed.seconds:.0f} MB/s; verify: {rate / verify.seconds:.0f} MB/s",
            least=True,
        ),
        row("peak memory of intake, mixed corpus, MiB over idle", (vault.peak - idle(work)) / (1 << 20), 128, "idle"),
    ]


def idle(work: Path) -> int:
    """Peak memory of the same command with next to nothing to take in."""
    cost, little = Cost(), work / "little"
    little.write_bytes(b"1")
    cost.run([*VAULT, "add", str(work / "out" / "vault"), str(little)])
    return cost.peak


def of_large_file(work: Path, size: int) -> dict[str, Any]:
    """Memory for one very large file."""
    source = work / "large"
    with open(source, "wb") as file:
        file.truncate(size)
    cost = Cost()
    cost.run([*VAULT, "add", str(work / "out" / "vault"), str(source)])
    base = idle(work)
    name = f"peak memory for a {size // GIB} GiB file, MiB over idle"
    return row(name, (cost.peak - base) / (1 << 20), 64, f"idle: {base / (1 << 20):.0f} MiB; {cost.seconds:.0f} s")


def of_ledger(work: Path, count: int) -> list[dict[str, Any]]:
    """A million entries, 256 at a time, each batch durable and signed; then proofs from them."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from malath.engines.ledger import Ledger, consistency_proof, inclusion_proof, is_consistent, is_included

    recipient = X25519PrivateKey.generate().public_key().public_bytes_raw()
    ledger = Ledger.open(work / "ledger", Ed25519PrivateKey.generate(), recipient, origin="bench.example/log")
    entry = {"verb": "vault.view", "item": "0" * 32, "by": "amal", "at": "2026-11-21T11:00:00Z", "why": "review"}
    begun = time.perf_counter()
    for first in range(0, count, 256):
        ledger.append([{**entry, "number": first + at} for at in range(min(256, count - first))])
    took = time.perf_counter() - begun
    tree, root, old = ledger.tree, ledger.root, count * 2 // 3
    picks = random.Random(3).sample(range(count), 200)
    inclusion = _each(lambda index: inclusion_proof(tree, index, count), picks)
    proofs = [(index, inclusion_proof(tree, index, count)) for index in picks]
    holds = all(is_included(index, count, tree.leaf(index), proof, root) for index, proof in proofs)
    consistency = _each(lambda index: consistency_proof(tree, index + 1, count), picks)
    holds = holds and is_consistent(old, count, tree.root(old), root, consistency_proof(tree, old, count))
    ledger.close()
    if not holds:
        raise RuntimeError("a proof does not hold")
    base = _write_rate(work / "plain", count, len(json.dumps(entry)) + 100)
    about = f"{count:,} lines of the same length in a file, synced each 256: {base:.1f} s; ledger: {took:.1f} s"
    step = _hash_seconds()
    return [
        row(f"{count:,} ledger entries appended, against plain lines", took / base, 40, about),
        row("an inclusion proof, in SHA-256 of two hashes", inclusion / step, 5_000, f"one: {step * 1e6:.2f} µs"),
        row("a consistency proof, in SHA-256 of two hashes", consistency / step, 5_000, f"one: {step * 1e6:.2f} µs"),
    ]


def _each(work: Callable[[int], object], picks: list[int]) -> float:
    begun = time.perf_counter()
    for pick in picks:
        work(pick)
    return (time.perf_counter() - begun) / len(picks)


def _write_rate(path: Path, count: int, length: int) -> float:
    begun = time.perf_counter()
    with open(path, "wb", buffering=0) as file:
        for first in range(0, count, 256):
            file.write(b"x" * length * min(256, count - first))
            os.fsync(file.fileno())
    return time.perf_counter() - begun


def _hash_seconds() -> float:
    import hashlib

    begun = time.perf_counter()
    for _turn in range(100_000):
        hashlib.sha256(ZEROS[:65]).digest()
    return (time.perf_counter() - begun) / 100_000


def main(arguments: list[str]) -> int:
    """Print the table, or JSON; exit code 0 also when a goal is missed: the table says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    os.environ["MALATH_FAST_PASSPHRASE"] = "1"
    work = Path(tempfile.mkdtemp(prefix="malath-bench-"))
    os.environ["PYTHONPYCACHEPREFIX"] = str(work / "compiled")
    try:
        (work / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
        rows = of_corpus(work, 0.25, 3) if options.quick else of_corpus(work, 1.0, 5)
        if options.quick:
            print("not measured with --quick: a corpus of 2 GB, the 10 GiB file, 1,000,000 entries", file=sys.stderr)
        else:
            rows += [of_large_file(work, 10 * GIB), *of_ledger(work, 1_000_000)]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in rows:
        mark = "reached" if one["reached"] else "MISSED "
        print(f"{mark}  {one['name']:52} {one['value']:9} {one['direction']} {one['goal']:6}   ({one['reference']})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
