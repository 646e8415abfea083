"""Reading a ledger folder as it lies, without believing anything: what each segment holds, and what is odd about it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malath.engines.ledger.errors import LedgerDamagedError
from malath.engines.ledger.records import open_record
from malath.engines.ledger.segments import Segment, segment_name, segment_paths

Told = Callable[[int, dict[str, Any]], None]
"""Is given each entry that opens with its index, in order; those of the last segment again when it is read again."""

_PATIENCE = 40
_PAUSE = 0.005


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where. Codes are listed in docs/reference/ledger-format.md."""

    code: str
    where: str
    message: str


@dataclass
class SegmentFacts:
    """What one segment file holds. `first` is by its name; the hash of a record that cannot be read is empty."""

    path: Path
    first: int
    hashes: list[bytes] = field(default_factory=list)
    leaves: bytearray = field(default_factory=bytearray)
    voids: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    torn: int = 0

    def note(self, code: str, message: str, index: int | None = None) -> None:
        """Add a finding about the file, or about one entry in it."""
        where = self.path.name if index is None else f"entry {index}"
        self.findings.append(Finding(code, where, message if index is None else f"{self.path.name}: {message}"))


def survey_segment(
    path: Path, key: Ed25519PublicKey | None, private: bytes | None, told: Told | None = None
) -> SegmentFacts:
    """Read one segment."""
    facts = SegmentFacts(path, int(path.name))
    try:
        segment = Segment(path)
    except LedgerDamagedError as bad:
        facts.note("segment", str(bad))
        return facts
    try:
        if key is not None:
            segment.check_header(key)
    except LedgerDamagedError as bad:
        facts.note("segment", str(bad))
    for record in segment.records:
        facts.hashes.append(record.hash)
        facts.leaves += record.leaf
        if record.sound and record.is_void:
            facts.voids.append(facts.first + record.index - segment.first)
        if not record.sound:
            facts.note("broken", "the record does not agree with its own check", record.index)
    facts.torn = segment.torn
    if private is not None:
        _open_all(segment, private, facts, told)
    return facts


def _open_all(segment: Segment, private: bytes, facts: SegmentFacts, told: Told | None) -> None:
    try:
        cipher = segment.cipher(private)
    except LedgerDamagedError as bad:
        facts.note("key", str(bad))
        return
    for record in segment.records:
        if record.sound and record.is_void:
            continue
        try:
            entry = open_record(record, cipher)
        except LedgerDamagedError as bad:
            facts.note("unreadable", str(bad), record.index)
            continue
        if told is not None:
            told(record.index, entry)


class Survey:
    """All segments and the checkpoint's text, read so that they belong together though a writer may be at work."""

    def __init__(
        self, folder: Path, key: Ed25519PublicKey | None, private: bytes | None, told: Told | None = None
    ) -> None:
        self.folder = folder
        self._key, self._private, self._told = key, private, told
        self.segments: list[SegmentFacts] = []
        self.head: bytes | None = None
        self._read()
        before: tuple[int, bytes | None] | None = None
        while not self._agree() and before != (self.count, self.head):
            # A writer may have come and gone between the list of the segments and the reading of the checkpoint.
            before = (self.count, self.head)
            self._read()
        if is_written(folder):
            self._wait_for_agreement()

    @property
    def count(self) -> int:
        """How many records."""
        return sum(len(segment.hashes) for segment in self.segments)

    def _read(self) -> None:
        """Read what is new: the last segment again, and those after it; then the checkpoint."""
        if self.segments:
            self.segments.pop()
        known = {segment.path for segment in self.segments}
        for path in segment_paths(self.folder):
            if path not in known:
                self.segments.append(survey_segment(path, self._key, self._private, self._told))
        try:
            self.head = (self.folder / "checkpoint").read_bytes()
        except FileNotFoundError:
            self.head = None

    def _wait_for_agreement(self) -> None:
        """A batch is in the segments a moment before it is in the checkpoint: look again until both agree, or until
        nothing moves any more."""
        still = 0
        while still < _PATIENCE and not self._agree():
            before = (self.count, self.head)
            time.sleep(_PAUSE)
            self._read()
            still = still + 1 if (self.count, self.head) == before else 0

    def _agree(self) -> bool:
        line = (self.head or b"").split(b"\n")[1:2]
        last = self.segments[-1:]
        return line == [str(self.count).encode()] and not any(one.torn or one.findings for one in last)

    def findings(self) -> list[Finding]:
        """What is odd about the segments, before anything is compared."""
        found: list[Finding] = []
        expected = 0
        for segment in self.segments:
            found += segment.findings
            if segment.first != expected:
                text = f"begins at entry {segment.first}, but {expected} entries come before it"
                found.append(Finding("gap", segment.path.name, text))
            expected += len(segment.hashes)
            if segment.torn:
                text = f"{segment.path.name}: {segment.torn} bytes at its end are no record: cut off, or added"
                found.append(Finding("torn", f"entry {segment.first + len(segment.hashes)}", text))
        return found

    def file_of(self, index: int) -> str:
        """The name of the segment file in which an entry should lie."""
        names = [segment.path.name for segment in self.segments if segment.first <= index]
        return names[-1] if names else segment_name(0)


def is_written(folder: Path) -> bool:
    """Whether a writer holds the folder just now."""
    try:
        lock = os.open(folder / "writer.lock", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
