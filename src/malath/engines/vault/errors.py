"""What the vault refuses, by name. Messages are for the person at the terminal."""

from __future__ import annotations

from pathlib import Path


class VaultError(Exception):
    """Base of the vault's errors; `code` never changes."""

    code = "vault.error"


class NotAVaultError(VaultError):
    """The folder holds no vault, or one of another version."""

    code = "vault.not-a-vault"


class VaultBusyError(VaultError):
    """Another process has been writing this vault for too long."""

    code = "vault.busy"


class VaultDamagedError(VaultError):
    """The vault cannot be continued, or an object does not open: verify names what is wrong."""

    code = "vault.damaged"


class NoSuchItemError(VaultError):
    """No item has this id."""

    code = "vault.no-such-item"

    def __init__(self, item: str) -> None:
        super().__init__(f"no item {item} in this vault")


class ErasedItemError(VaultError):
    """The item was erased: its key is gone."""

    code = "vault.erased"

    def __init__(self, item: str, day: str) -> None:
        super().__init__(f"{item} was erased on {day}; what remains is the proof that it was here")


class HeldItemError(VaultError):
    """The item is under a hold: it must not be erased."""

    code = "vault.held"

    def __init__(self, item: str, reason: str) -> None:
        super().__init__(f"{item} is held and was not erased: {reason}")


class UnfinishedRotationError(VaultError):
    """The keys are being changed, or a change was interrupted."""

    code = "vault.unfinished-rotation"

    def __init__(self) -> None:
        super().__init__("the change of keys was interrupted: run `malath vault rotate` again")


class KeysChangedError(VaultError):
    """The keys were changed since this process was given them: nothing was done with the old ones."""

    code = "vault.keys-changed"

    def __init__(self) -> None:
        super().__init__("the keys were changed meanwhile: nothing was done, run this again")


class ReadOnlyError(VaultError):
    """The folder cannot be written, and what was asked must stand in the log before it is done."""

    code = "vault.read-only"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} cannot be written, and whoever takes something out must stand in its log first: nothing was done. "
            "`list`, `log` and `verify` work here; for the rest copy the whole folder to a disk that can be written"
        )


class SharedKeysError(VaultError):
    """The vault's keys are a server's: they open more than this vault."""

    code = "vault.shared-keys"

    def __init__(self, keyring: Path) -> None:
        super().__init__(
            f"its keys are a server's ({keyring}) and open everything there: nothing was changed. "
            "`malath holders` gives the server's keys a new passphrase or new shares"
        )


class SourceError(VaultError):
    """What was to be taken in cannot be read."""

    code = "vault.source"


class BadExportError(VaultError):
    """A package cannot be made as asked."""

    code = "vault.bad-export"


class ReplicaError(VaultError):
    """A replica cannot be reached, or does not do what it must."""

    code = "vault.replica"
