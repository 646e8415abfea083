"""Proof that a log showed two histories: what a witness keeps, and anybody can check with the log's key alone.

Two checkpoints of one size and different roots, both signed by the log, prove it by themselves. Two of different sizes
need, besides, the root that the longer history has at the shorter one's size, and its consistency proof (RFC 6962,
2.1.2): when that root is not the signed one, no honest log signed both.

Text: `malath-ledger-misconduct/1`; for different sizes `root BASE64` and the proof's hashes, a line each; an empty
line; the shorter checkpoint's note; an empty line; the other's.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from malath.engines.ledger.errors import BadNoteError, BadProofError
from malath.engines.ledger.note import Checkpoint, open_checkpoint, parse_verifier_key
from malath.engines.ledger.proofs import Subtrees, consistency_proof, is_consistent

_TITLE = "malath-ledger-misconduct/1"


class Misconduct(NamedTuple):
    """Two checkpoints that no honest log signs both; the first is not the longer one."""

    first: Checkpoint
    second: Checkpoint


def same_size_text(first: str, second: str) -> str:
    """The proof from two notes of one size."""
    return f"{_TITLE}\n\n{first}\n{second}"


def rewritten_text(first: str, second: str, root: bytes, proof: list[bytes]) -> str:
    """The proof from notes of different sizes: `root` is what the second history has at the first's size, and `proof`
    leads from there to the second's root."""
    rows = [_TITLE, f"root {base64.b64encode(root).decode()}", *(base64.b64encode(step).decode() for step in proof)]
    return "\n".join(rows) + f"\n\n{first}\n{second}"


def tree_text(first: tuple[Checkpoint, str], second: tuple[Checkpoint, str], tree: Subtrees) -> str:
    """The proof where the second history's tree is at hand (the first is not the longer one, and not empty)."""
    old, new = first[0].size, second[0].size
    if old == new:
        return same_size_text(first[1], second[1])
    return rewritten_text(first[1], second[1], tree.subtree(0, old), consistency_proof(tree, old, new))


def check_misconduct(text: str, vkey: str) -> Misconduct:
    """The two histories, if the text proves them; raises BadProofError."""
    head, *parts = text.split("\n\n")
    rows = head.split("\n")
    if rows[0] != _TITLE or len(parts) != 4:
        raise BadProofError("not a proof of misconduct")
    name, key = parse_verifier_key(vkey)
    try:
        first = open_checkpoint(f"{parts[0]}\n\n{parts[1]}\n", name, key)
        second = open_checkpoint(f"{parts[2]}\n\n{parts[3]}", name, key)
        root, *proof = [base64.b64decode(row.removeprefix("root "), validate=True) for row in rows[1:]] or [b""]
    except (BadNoteError, ValueError) as bad:
        raise BadProofError(f"not a proof of misconduct: {bad}") from bad
    if first.size == second.size and not proof and first.root != second.root:
        return Misconduct(first, second)
    proven = is_consistent(first.size, second.size, root, second.root, proof)
    if 0 < first.size < second.size and root != first.root and proven:
        return Misconduct(first, second)
    raise BadProofError("these two checkpoints may belong to one history")
