"""What lies in `cosigned/` and `timestamps/`, for verify: checkpoints that others have seen, and that the log must
extend. A log that does not was rolled back or rewritten after they saw it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malath.engines.ledger.cosigning import COSIGNED, cosignatures, cosigned_sizes
from malath.engines.ledger.errors import BadNoteError, BadTimestampError
from malath.engines.ledger.merkle import Tree
from malath.engines.ledger.note import Checkpoint, open_checkpoint
from malath.engines.ledger.stamped import TIMESTAMPS, StampFiles, stamp_files
from malath.engines.ledger.survey import Finding
from malath.engines.ledger.witness_list import known_witnesses


class _Seen(NamedTuple):
    """A checkpoint's file as it lay there: its place, the size in its name, its bytes."""

    where: str
    size: int
    note: bytes


class Outside:
    """Read before the log's own checkpoint is, so that a writer who goes on meanwhile is not taken for a fault."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps = stamp_files(folder)
        self._cosigned = [
            _Seen(f"{COSIGNED}/{size}", size, _bytes(folder / COSIGNED / str(size))) for size in cosigned_sizes(folder)
        ]
        self._stamped = [_Seen(f"{TIMESTAMPS}/{one.note.name}", one.size, _bytes(one.note)) for one in self._stamps]

    def findings(self, name: str, key: Ed25519PublicKey, head: Checkpoint, tree: Tree | None) -> list[Finding]:
        """What is wrong with them, or with the log beside them."""
        found = [*self._witnesses(), *(finding for one in self._stamps for finding in _stamp(one))]
        for seen, code in [
            *((one, "cosigned") for one in self._cosigned),
            *((one, "timestamp") for one in self._stamped),
        ]:
            found += _compared(seen, code, name, key, head, tree)
        return found

    def _witnesses(self) -> list[Finding]:
        """Cosignatures of known witnesses that do not hold."""
        try:
            known = list(known_witnesses(self._folder).values())
        except (BadNoteError, UnicodeDecodeError) as bad:
            return [Finding("cosigned", "witnesses", str(bad))] if self._cosigned else []
        found = []
        for seen in self._cosigned:
            try:
                cosignatures(seen.note.decode(), known)
            except (BadNoteError, UnicodeDecodeError) as bad:
                found.append(Finding("cosigned", seen.where, str(bad)))
        return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _stamp(files: StampFiles) -> list[Finding]:
    # Only a folder with stamps needs the library that reads them.
    from malath.engines.ledger.timestamps import check_stamp

    try:
        check_stamp(files)
    except BadTimestampError as bad:
        return [Finding("timestamp", f"{TIMESTAMPS}/{files.token.name}", str(bad))]
    return []


def _compared(
    seen: _Seen, code: str, name: str, key: Ed25519PublicKey, head: Checkpoint, tree: Tree | None
) -> list[Finding]:
    """Whether the log extends a checkpoint that others saw."""
    try:
        old = open_checkpoint(seen.note.decode(), name, key)
    except (BadNoteError, UnicodeDecodeError) as bad:
        return [Finding(code, seen.where, str(bad))]
    if old.size != seen.size:
        return [Finding(code, seen.where, f"it is a checkpoint of {old.size} entries")]
    if head.size < old.size:
        return [Finding("rolled-back", seen.where, f"the ledger ends at {head.size}; others saw {old.size} entries")]
    if tree is not None and tree.root(old.size) != old.root:
        return [Finding("rewritten", seen.where, "the ledger does not continue this checkpoint, which others saw")]
    return []
