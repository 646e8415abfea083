"""What the ledger refuses, by name."""

from __future__ import annotations


class LedgerError(Exception):
    """Base of the ledger's errors; `code` never changes."""

    code = "ledger.error"


class LedgerBusyError(LedgerError):
    """Another process writes this ledger."""

    code = "ledger.busy"


class LedgerDamagedError(LedgerError):
    """The ledger cannot be continued: verify names what is wrong."""

    code = "ledger.damaged"


class BadNoteError(LedgerError):
    """A signed note that does not parse, or whose signature does not hold."""

    code = "ledger.bad-note"


class BadEntryError(LedgerError):
    """An entry that has no canonical JSON, or is too long to keep. Nothing of its batch was written."""

    code = "ledger.bad-entry"


class BadProofError(LedgerError):
    """A proof that does not parse, does not hold, or cannot be made for what was asked."""

    code = "ledger.bad-proof"


class ErasedEntryError(LedgerError):
    """The entry's body was erased: it can be proven that it stood there, not what it said."""

    code = "ledger.erased"


class TooFewWitnessesError(LedgerError):
    """Fewer witnesses cosigned a checkpoint than the policy asks for."""

    code = "ledger.too-few-witnesses"


class WitnessError(LedgerError):
    """A witness cannot be reached, or answers what cannot be used."""

    code = "ledger.witness"


class HistoryRefusedError(LedgerError):
    """A witness knows another history of this log than the one it was shown. `evidence` is what anybody can check: a
    proof of misconduct (misconduct.py), or where that cannot be made, both signed checkpoints."""

    code = "ledger.history-refused"

    def __init__(self, message: str, evidence: str) -> None:
        super().__init__(message)
        self.evidence = evidence


class BadTimestampError(LedgerError):
    """A time-stamp that does not hold, or is not of this checkpoint."""

    code = "ledger.bad-timestamp"
