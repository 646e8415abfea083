"""The vault: what is put in stays what it was, and anyone can check it without us (SC1, SC2).

    a file -> sealed under a key of its own -> a pack -> the signed, sealed ledger, where its key and digest lie

A sealed vault takes in and cannot read back. Pure Python on a plain folder: no Django, no settings, no clock of its own.
Formats: docs/reference/vault-format.md.
"""

from malath.engines.vault.entries import Item
from malath.engines.vault.errors import (
    BadExportError,
    ErasedItemError,
    HeldItemError,
    KeysChangedError,
    NoSuchItemError,
    NotAVaultError,
    ReadOnlyError,
    ReplicaError,
    SharedKeysError,
    UnfinishedRotationError,
    VaultBusyError,
    VaultDamagedError,
    VaultError,
)
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.holding import erase, hold, holds, release
from malath.engines.vault.intake import Intake, Summary
from malath.engines.vault.reading import OpenVault, VaultKeys
from malath.engines.vault.settling import settle
from malath.engines.vault.verifying import Report, verify
from malath.engines.vault.writer import Writer

__all__ = [
    "BadExportError",
    "ErasedItemError",
    "HeldItemError",
    "Intake",
    "Item",
    "KeysChangedError",
    "NoSuchItemError",
    "NotAVaultError",
    "OpenVault",
    "ReadOnlyError",
    "ReplicaError",
    "Report",
    "SharedKeysError",
    "Summary",
    "UnfinishedRotationError",
    "VaultBusyError",
    "VaultDamagedError",
    "VaultError",
    "VaultFolder",
    "VaultKeys",
    "Writer",
    "erase",
    "hold",
    "holds",
    "release",
    "settle",
    "verify",
]
