"""The file `batches`: one line for each commit, in clear, that says which packs came and which went.

A line is the opening of the last ledger entry of its commit: index, salt and the entry itself. SHA-256(salt || canonical
JSON) is the first half of that entry's leaf, so the signed log attests the line, and anybody can check without a key that
every pack is here and whole. Each line's `first` is the index after the line before: none can be taken out, and the
log's last entry is always the last line's.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from malath.engines.ledger.records import canonical
from malath.engines.vault.errors import VaultDamagedError

VERB = "vault.batch"
_PACK = re.compile(r"[0-9a-f]{64}")
SALT = 16


@dataclass(frozen=True)
class Batch:
    """One commit: the entries from `first` to `index`, itself the last; packs added with their sizes; packs removed."""

    index: int
    salt: bytes
    first: int
    packs: dict[str, int]
    removed: list[str]

    @property
    def entry(self) -> dict[str, Any]:
        """What stands in the ledger."""
        return {"verb": VERB, "first": self.first, "packs": self.packs, "removed": self.removed}

    @property
    def commitment(self) -> bytes:
        """The first half of the entry's leaf."""
        return hashlib.sha256(self.salt + canonical(self.entry)).digest()

    @property
    def line(self) -> bytes:
        """As it stands in the file."""
        return canonical({"index": self.index, "salt": self.salt.hex(), "entry": self.entry}) + b"\n"


def read_batches(path: Path) -> tuple[list[Batch], int]:
    """(every whole line, bytes that they take). A torn last line is not among them; raises VaultDamagedError for a line
    that is none."""
    body = path.read_bytes() if path.exists() else b""
    found: list[Batch] = []
    whole = body.rfind(b"\n") + 1
    for number, line in enumerate(body[:whole].splitlines(), 1):
        found.append(_parsed(line, number))
    return found, whole


def last_batches(path: Path, count: int = 2) -> list[tuple[int, Batch]]:
    """The last whole lines with the place where each begins, oldest first, and nothing of the others read."""
    size = path.stat().st_size if path.exists() else 0
    reach = 1 << 16
    while True:
        start = max(0, size - reach)
        with open(path, "rb") if size else open(os.devnull, "rb") as file:
            file.seek(start)
            body = file.read()
        lines = list(_lines(body, start))
        if start == 0 or len(lines) > count:
            return [(at, _parsed(line, None)) for at, line in lines[-count:]] if lines else []
        reach *= 4


def _lines(body: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """(place, line) of the whole lines; the first is left out unless the body begins the file."""
    at = 0
    if start:
        at = body.find(b"\n") + 1
    while (end := body.find(b"\n", at)) >= 0:
        yield start + at, body[at:end]
        at = end + 1


def _pack_name(name: object) -> str:
    """A pack's name; raises ValueError for anything else. A line may come from a replica that others keep, and what it
    names is written and deleted: it must not lead out of the folder."""
    if not isinstance(name, str) or not _PACK.fullmatch(name):
        raise ValueError("not a pack's name")
    return name


def _parsed(line: bytes, number: int | None) -> Batch:
    where = f"line {number} of batches" if number else "a line of batches"
    try:
        document = json.loads(line)
        entry = document["entry"]
        batch = Batch(
            int(document["index"]),
            bytes.fromhex(document["salt"]),
            int(entry["first"]),
            {_pack_name(name): int(size) for name, size in entry["packs"].items()},
            [_pack_name(name) for name in entry["removed"]],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as bad:
        raise VaultDamagedError(f"{where} was changed") from bad
    if batch.line != line + b"\n":
        raise VaultDamagedError(f"{where} was changed")
    return batch


def append_line(path: Path, batch: Batch) -> None:
    """Write a line, durably."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            if file.write(batch.line) != len(batch.line):
                raise OSError("the disk took only a part")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def cut_line(path: Path, at: int) -> None:
    """Take away what stands from a place on, durably."""
    with open(path, "r+b") as file:
        file.truncate(at)
        os.fsync(file.fileno())
