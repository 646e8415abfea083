"""What the alert room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class AlreadyDecidedError(DomainError):
    code = "alerts.already-decided"
    status = 409
    message = _("Somebody decided on this alert meanwhile. Look at what was decided before you go on.")


class ReasonMissingError(DomainError):
    code = "alerts.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class TextMissingError(DomainError):
    code = "alerts.text-missing"
    message = _("Write something first.")


class NotScreeningError(DomainError):
    code = "alerts.not-screening"
    message = _("This organisation does not decide on alerts. Choose another.")


class NothingReadyError(DomainError):
    code = "alerts.nothing-ready"
    message = _("No row is ready. Fix a row first, or discard the file.")


class ImportClosedError(DomainError):
    code = "alerts.import-closed"
    status = 409
    message = _("This import was undone or discarded already.")


class UnknownColumnError(DomainError):
    code = "alerts.unknown-column"
    message = _("This column or field does not exist. Load the page again.")


class SheetRefusedError(DomainError):
    """The file cannot be read; the sentence is the engine's, in the member's language."""

    code = "alerts.sheet-refused"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class SameFileError(DomainError):
    """The same file was sent before."""

    code = "alerts.same-file"
    status = 409
    message = _("This file was imported already. Undo that import first, if you wish to begin anew.")


class AlertIsOpenError(DomainError):
    code = "alerts.is-open"
    status = 409
    message = _("This alert waits for a decision. Decline it first, or have its sender withdraw it.")


class AlertOfCaseError(DomainError):
    code = "alerts.of-case"
    status = 409
    message = _("A case was opened from this alert. It is erased with its case.")


class RiskEmptyError(DomainError):
    code = "alerts.risk-empty"
    message = _("Write at least one line.")
