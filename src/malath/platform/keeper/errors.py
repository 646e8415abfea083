"""What the keeper may answer instead of a result."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError, NotFoundError


class SealedError(DomainError):
    """The server is sealed: nothing can be read until its holders open it."""

    code = "keeper.sealed"
    status = 503
    message = _("The server is sealed. Nothing can be read until its key holders open it.")


class KeeperGoneError(DomainError):
    """The keeper's process does not answer."""

    code = "keeper.gone"
    status = 503
    message = _("The keeper of the keys does not answer. Nothing was changed. Try again in a moment.")


class WrongPassphraseError(DomainError):
    """The passphrase, or the shares together, do not open the keys."""

    code = "keeper.wrong-passphrase"
    message = _("This does not open the keys.")


class TooManyOpeningsError(DomainError):
    """A member opened more people and cases in an hour than anybody needs to."""

    code = "keeper.too-many-openings"
    status = 429
    message = _("You opened very many records in the last hour. Wait a little, or ask an administrator.")


class UnreadableError(DomainError):
    """A sealed value does not open: it was changed, or moved from another place."""

    code = "keeper.unreadable"
    status = 500
    message = _("A stored text was changed from outside and cannot be trusted. Tell your administrator.")


class VaultItemGoneError(NotFoundError):
    """The vault has no such item, or it was erased."""

    code = "vault.gone"


class VaultHeldError(DomainError):
    """The item stands under a hold: it must not be erased."""

    code = "vault.held"
    status = 409
    message = _("A legal hold stands on this: it may not be erased.")


class VaultBusyNowError(DomainError):
    """Another process has been writing the vault for too long."""

    code = "vault.busy"
    status = 503
    message = _("The vault is busy. Nothing was changed. Try again in a moment.")


class VaultDamagedNowError(DomainError):
    """What lies in the vault is not what its ledger says."""

    code = "vault.damaged"
    status = 500
    message = _("A stored file is not what the ledger says, and cannot be trusted. Tell your administrator.")


class NoTicketError(DomainError):
    """A part was asked for without opening the item, or too long after."""

    code = "vault.no-ticket"
    status = 409
    message = _("Open it again: it was opened too long ago.")


BY_CODE: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        SealedError,
        KeeperGoneError,
        WrongPassphraseError,
        TooManyOpeningsError,
        UnreadableError,
        VaultItemGoneError,
        VaultHeldError,
        VaultBusyNowError,
        VaultDamagedNowError,
        NoTicketError,
    )
}
