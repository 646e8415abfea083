"""A receipt: what shows one entry to an outsider and lets them check it without us.

Its pieces: the entry's canonical JSON, the salt, the SHA-256 of the sealed body, and the proof (tlog_proof.py). The
leaf is SHA-256(salt || JSON) || body digest. Nothing else of the log is told by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from malath.engines.ledger.cosigning import Policy
from malath.engines.ledger.errors import BadProofError, ErasedEntryError
from malath.engines.ledger.log import Ledger
from malath.engines.ledger.reading import LedgerReader
from malath.engines.ledger.records import SALT, opening_of
from malath.engines.ledger.tlog_proof import Inclusion, Prover, check_proof

# Programs for people without Malath: verify.go, verify.py.
OUTSIDERS = Path(__file__).parent / "outsiders"


@dataclass(frozen=True)
class Receipt:
    """The pieces for one entry."""

    json: bytes
    salt: bytes
    body_digest: bytes
    leaf: bytes
    proof: str

    def pieces(self) -> dict[str, bytes]:
        """The files of a receipt by name, as the outsiders' verifiers take them."""
        return {
            "entry.json": self.json,
            "entry.salt": self.salt.hex().encode() + b"\n",
            "entry.body": self.body_digest.hex().encode() + b"\n",
            "entry.leaf": self.leaf,
            "entry.tlog-proof": self.proof.encode(),
        }


def leaf_of(json: bytes, salt: bytes, body_digest: bytes) -> bytes:
    """The leaf that an entry's pieces give."""
    return hashlib.sha256(salt + json).digest() + body_digest


def receipt_of(
    ledger: Path | Ledger | LedgerReader, index: int, private: bytes = b"", *, prover: Prover | None = None
) -> Receipt:
    """The receipt of one entry. For many, give a LedgerReader and one Prover. Raises IndexError, ErasedEntryError,
    LedgerDamagedError, BadProofError."""
    reader = ledger if isinstance(ledger, LedgerReader) else LedgerReader(_folder(ledger), private)
    prover = prover or Prover(reader.folder)
    proof = prover.proof(index)
    record, cipher = reader.record(index)
    if record.is_void:
        raise ErasedEntryError(f"the body of entry {index} was erased")
    salt, json = opening_of(record, cipher)
    receipt = Receipt(json, salt, record.leaf[32:], record.leaf, proof)
    if prover.tree.leaf(index) != record.hash:
        raise BadProofError(f"entry {index} is not the one that the log signed: run verify")
    return receipt


def _folder(ledger: Path | Ledger) -> Path:
    return ledger.folder if isinstance(ledger, Ledger) else ledger


def check_receipt(receipt: Receipt, vkey: str, *, policy: Policy | None = None) -> Inclusion:
    """Check that the pieces give the leaf and the proof holds. Raises BadProofError, BadNoteError,
    TooFewWitnessesError."""
    # With salts of any length, a byte could move from the salt to the JSON.
    if (len(receipt.salt), len(receipt.body_digest)) != (SALT, 32):
        raise BadProofError("the salt has 16 bytes, the body's digest 32")
    if leaf_of(receipt.json, receipt.salt, receipt.body_digest) != receipt.leaf:
        raise BadProofError("the pieces do not give the leaf")
    return check_proof(receipt.proof, receipt.leaf, vkey, policy=policy)
