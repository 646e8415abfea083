"""The ledger: an append-only, signed log that anyone can verify (RFC 6962 hashing; C2SP tlog-tiles and checkpoints).

Custody and audit share it: one log format, one proof, one verifier. Entries are sealed to the keyring's intake key, so
that a sealed server can append and nobody without the root key can read. Format: docs/reference/ledger-format.md.
"""

from malath.engines.ledger.errors import (
    BadEntryError,
    BadNoteError,
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
)
from malath.engines.ledger.log import Ledger
from malath.engines.ledger.proofs import consistency_proof, inclusion_proof, is_consistent, is_included
from malath.engines.ledger.verifying import Finding, Report, verify

__all__ = [
    "BadEntryError",
    "BadNoteError",
    "Finding",
    "Ledger",
    "LedgerBusyError",
    "LedgerDamagedError",
    "LedgerError",
    "Report",
    "consistency_proof",
    "inclusion_proof",
    "is_consistent",
    "is_included",
    "verify",
]
