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
