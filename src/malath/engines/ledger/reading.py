"""Reading a ledger beside its writer: what the signed checkpoint covers, with the private key."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from malath.engines.ledger.errors import BadNoteError, LedgerDamagedError
from malath.engines.ledger.note import open_checkpoint, parse_verifier_key
from malath.engines.ledger.records import Record, open_record
from malath.engines.ledger.segments import Segment, segment_name, segment_paths

_HELD = 8


class LedgerReader:
    """Opens entries. An erased one is `{"erased": True}`: on which day, verify says. Raises LedgerDamagedError."""

    def __init__(self, folder: Path, private: bytes) -> None:
        self.folder = folder
        self._private = private
        self._held: dict[int, tuple[Segment, AESGCM]] = {}
        self._starts: list[int] = []

    @property
    def size(self) -> int:
        """How many entries the checkpoint covers just now."""
        try:
            name, key = parse_verifier_key((self.folder / "log.vkey").read_text())
            return open_checkpoint((self.folder / "checkpoint").read_text(), name, key).size
        except FileNotFoundError:
            return 0
        except (BadNoteError, UnicodeDecodeError) as bad:
            raise LedgerDamagedError(f"checkpoint: {bad}") from bad

    def record(self, index: int) -> tuple[Record, AESGCM]:
        """One entry as it lies there, and what opens it. Raises IndexError."""
        for anew in (False, True):
            held = self._segment(index, anew=anew)
            if held is not None and index - held[0].first < len(held[0].records):
                return held[0].records[index - held[0].first], held[1]
        raise IndexError(index)

    def _segment(self, index: int, *, anew: bool) -> tuple[Segment, AESGCM] | None:
        """The segment in which an entry should lie; read `anew`, the folder too, when the one known has not got it."""
        if anew:
            self._starts = [int(path.name) for path in segment_paths(self.folder)]
        place = bisect_right(self._starts, index) - 1
        if place < 0:
            return None
        first = self._starts[place]
        if anew or first not in self._held:
            segment = Segment(self.folder / segment_name(first))
            self._held.pop(first, None)
            if len(self._held) >= _HELD:
                self._held.pop(next(iter(self._held)))
            self._held[first] = (segment, segment.cipher(self._private))
        return self._held[first]

    def forget(self) -> None:
        """Drop what is held in memory: bodies were destroyed."""
        self._held.clear()

    def read(self, index: int) -> dict[str, Any]:
        """One entry."""
        record, cipher = self.record(index)
        return _opened(record, cipher)

    def iterate(self, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every entry from `start` on with its index, up to the checkpoint of this moment."""
        for record, cipher in self.records(start):
            yield record.index, _opened(record, cipher)

    def records(self, start: int = 0) -> Iterator[tuple[Record, AESGCM]]:
        """The same, not yet opened."""
        size = self.size
        paths = segment_paths(self.folder)
        firsts = [int(path.name) for path in paths]
        for path in paths[max(0, bisect_right(firsts, start) - 1) :]:
            if int(path.name) >= size:
                return
            segment = Segment(path)
            cipher = segment.cipher(self._private)
            for record in segment.records:
                if start <= record.index < size:
                    yield record, cipher


def _opened(record: Record, cipher: AESGCM) -> dict[str, Any]:
    return {"erased": True} if record.is_void else open_record(record, cipher)
