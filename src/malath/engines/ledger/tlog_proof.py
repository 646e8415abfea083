"""Proofs for outsiders: one text file that says "this leaf stands at this place in a log that was signed" (C2SP
tlog-proof, v1). Made from the tiles on the disk, without any key; checked against the log's key and a policy of
witnesses. Go's own libraries and `outsiders/verify.py` check them without Malath."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from malath.engines.ledger.cosigning import Cosignature, Policy, cosigned_note
from malath.engines.ledger.errors import BadNoteError, BadProofError, LedgerDamagedError
from malath.engines.ledger.log import Ledger
from malath.engines.ledger.merkle import HASH, leaf_hash
from malath.engines.ledger.note import Checkpoint, open_checkpoint, parse_verifier_key
from malath.engines.ledger.proofs import inclusion_proof, is_included
from malath.engines.ledger.stamped import stamped_note
from malath.engines.ledger.tile_tree import TileTree

FIRST_LINE = "c2sp.org/tlog-proof@v1"
_LONGEST_PATH = 64


class ProofText(NamedTuple):
    """What a proof's file says, unchecked: the entry's index, the path, the checkpoint's note; `extra` is for the
    application."""

    entry: int
    path: list[bytes]
    note: str
    extra: bytes = b""

    def __str__(self) -> str:
        rows = [FIRST_LINE]
        if self.extra:
            rows.append(f"extra {base64.b64encode(self.extra).decode()}")
        rows += [f"index {self.entry}", *(base64.b64encode(step).decode() for step in self.path)]
        return "\n".join(rows) + "\n\n" + self.note


@dataclass(frozen=True)
class Inclusion:
    """A proof that holds: the leaf is entry `index` of the log's first `size`, and who cosigned that."""

    origin: str
    index: int
    size: int
    root: bytes
    cosignatures: tuple[Cosignature, ...]


def parse_proof(text: str) -> ProofText:
    """Read a proof's file; raises BadProofError."""
    head, blank, note = text.partition("\n\n")
    first, *rows = head.split("\n")
    if first != FIRST_LINE or not blank:
        raise BadProofError("not a proof file of the first version")
    extra = b""
    if rows and rows[0].startswith("extra "):
        extra = _decoded(rows.pop(0).removeprefix("extra "))
    word, space, number = rows.pop(0).partition(" ") if rows else ("", "", "")
    if word != "index" or not space or len(number) > 19 or not number.isascii() or not number.isdigit():
        raise BadProofError("the proof names no index")
    if number != str(int(number)):
        raise BadProofError("the proof names no index")
    path = [_decoded(row) for row in rows]
    if len(path) > _LONGEST_PATH or any(len(step) != HASH for step in path):
        raise BadProofError("the proof's path is not one of hashes")
    return ProofText(int(number), path, note, extra)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as bad:
        raise BadProofError("the proof has a line that is no base64") from bad


class Prover:
    """Makes proofs in one signed checkpoint of a ledger folder: the newest one by default; with `size` an earlier one
    that was cosigned or time-stamped; with `note` one that the caller kept. No key is needed. Raises BadProofError
    when no such checkpoint is kept, LedgerDamagedError when the tiles do not give its root."""

    def __init__(self, folder: Path, *, size: int | None = None, note: str | None = None) -> None:
        self.folder = folder
        self.head, self.note = _checkpoint(folder, size, note)
        self.tree = TileTree(folder, self.head.size)
        self.tree.check(self.head)

    def proof(self, index: int) -> str:
        """The proof's text for one entry; raises IndexError."""
        if not 0 <= index < self.head.size:
            raise IndexError(index)
        path = inclusion_proof(self.tree, index, self.head.size)
        if not is_included(index, self.head.size, self.tree.leaf(index), path, self.head.root):
            raise LedgerDamagedError("the tiles do not give the root that the log signed: run verify")
        return str(ProofText(index, path, self.note))


def proof_of(ledger: Path | Ledger, index: int, *, size: int | None = None, note: str | None = None) -> str:
    """One proof; a Prover makes many. Raises as it does."""
    return Prover(ledger.folder if isinstance(ledger, Ledger) else ledger, size=size, note=note).proof(index)


def _checkpoint(folder: Path, size: int | None, note: str | None) -> tuple[Checkpoint, str]:
    """The signed checkpoint to prove in, with all signatures that are kept under it."""
    try:
        name, key = parse_verifier_key((folder / "log.vkey").read_text())
        newest = note or (folder / "checkpoint").read_bytes().decode()
        head = open_checkpoint(newest, name, key)
        if note is not None or size in (None, head.size):
            return _with_cosignatures(folder, head, newest)
        assert size is not None
        text = cosigned_note(folder, size) or stamped_note(folder, size)
        if text is None:
            raise BadProofError(f"no signed checkpoint of {size} entries is kept")
        return open_checkpoint(text, name, key), text
    except (BadNoteError, FileNotFoundError, UnicodeDecodeError) as bad:
        raise BadProofError(f"the checkpoint cannot be used: {bad}") from bad


def _with_cosignatures(folder: Path, head: Checkpoint, note: str) -> tuple[Checkpoint, str]:
    cosigned = cosigned_note(folder, head.size)
    same = cosigned is not None and cosigned.partition("\n\n")[0] == note.partition("\n\n")[0]
    return head, cosigned if cosigned is not None and same else note


def check_proof(text: str, leaf: bytes, vkey: str, *, policy: Policy | None = None) -> Inclusion:
    """Check a proof's file for a leaf against the log's key line and, with `policy`, its witnesses (RFC 9162, 2.1.3.2).
    Raises BadProofError, BadNoteError, TooFewWitnessesError."""
    proof = parse_proof(text)
    name, key = parse_verifier_key(vkey)
    head = open_checkpoint(proof.note, name, key)
    if not is_included(proof.entry, head.size, leaf_hash(leaf), proof.path, head.root):
        raise BadProofError(f"the leaf is not entry {proof.entry} of {head.size} of this log")
    cosignatures = tuple(policy.check(proof.note)) if policy else ()
    return Inclusion(head.origin, proof.entry, head.size, head.root, cosignatures)
