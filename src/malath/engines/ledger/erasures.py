"""The list of erased bodies: `erased`, a note signed by the log, one line `index day leaf-hash` for each.

An erased entry keeps its place, its commitment and its digest, so that every proof still holds. What is gone is the
sealed body and with it the salt: the commitment then tells nobody anything. The list is made durable before any body is
blanked; opening a ledger finishes what a power cut interrupted.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malath.engines.durable import put_durably, replace_and_destroy
from malath.engines.ledger.errors import BadNoteError
from malath.engines.ledger.note import open_note, sign_note
from malath.engines.ledger.records import void_record
from malath.engines.ledger.segments import Segment, segment_paths

FILE = "erased"
_TITLE = "malath-ledger-erased/1"


class Erasure(NamedTuple):
    """On which day an entry's body was erased, and the hash of its leaf."""

    day: str
    hash: bytes


def read_erasures(folder: Path, origin: str, key: Ed25519PublicKey) -> dict[int, Erasure]:
    """The erased entries by index; raises BadNoteError."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        title, name, *lines = open_note(path.read_text(), origin, key).splitlines()
        if title != _TITLE or name != origin:
            raise BadNoteError("not this log's list of erasures")
        rows = [line.split(" ") for line in lines]
        return {int(i): Erasure(date.fromisoformat(d).isoformat(), bytes.fromhex(h)) for i, d, h in rows}
    except (ValueError, UnicodeDecodeError) as bad:
        raise BadNoteError("not a list of erasures") from bad


def write_erasures(folder: Path, origin: str, key: Ed25519PrivateKey, erased: dict[int, Erasure]) -> None:
    """Write the list, durably."""
    lines = [f"{index} {erased[index].day} {erased[index].hash.hex()}" for index in sorted(erased)]
    put_durably(folder / FILE, sign_note("\n".join([_TITLE, origin, *lines, ""]), origin, key).encode())


def blank_bodies(folder: Path, erased: dict[int, Erasure]) -> None:
    """Blank, in the segments, every listed body that is still there."""
    paths = segment_paths(folder)
    firsts = [int(path.name) for path in paths]
    for place in sorted({bisect_right(firsts, index) - 1 for index in erased}):
        path = paths[place]
        segment = Segment(path)
        changed = {
            record.index: void_record(record)
            for record in segment.records
            if record.index in erased and not record.is_void and record.hash == erased[record.index].hash
        }
        if changed:
            replace_and_destroy(path, segment.rewritten(changed))
