"""What the evidence room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class StatusMoveError(DomainError):
    code = "evidence.status-move"
    status = 409
    message = _("The review cannot go from here to there. Look at the page again.")


class ReasonMissingError(DomainError):
    code = "evidence.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class EmptyEvidenceError(DomainError):
    code = "evidence.empty"
    message = _("The file is empty: nothing was taken in.")


class TooLargeError(DomainError):
    code = "evidence.too-large"
    message = _("The file is larger than 4 GB: nothing was taken in.")


class NoRoomError(DomainError):
    code = "evidence.no-room"
    status = 409
    message = _("There is no room left on the server for a file of this size. Tell those who sent you here.")


class NotWhatWasSentError(DomainError):
    code = "evidence.not-what-was-sent"
    message = _("What arrived is not what was sent. Nothing was taken in; send it again.")


class UploadGoneError(DomainError):
    code = "evidence.upload-gone"
    status = 404
    message = _("This upload is not known any more. Send the file again.")


class WrongPlaceError(DomainError):
    """A piece does not follow what has arrived; `at` says where to go on."""

    code = "evidence.wrong-place"
    status = 409
    message = _("The upload goes on from another place.")

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


class NotWholeError(DomainError):
    code = "evidence.not-whole"
    status = 409
    message = _("A part of the file is still missing.")


class LinkOverError(DomainError):
    code = "evidence.link-over"
    status = 404
    message = _("This link was used or has ended. Ask for a new one.")


class LinkEndError(DomainError):
    code = "evidence.link-end"
    message = _("A link ends between today and two months from now.")


class OwnOrganisationError(DomainError):
    code = "evidence.own-organisation"
    message = _("Those who work on evidence here see it already.")


class ConditionsOfUseError(DomainError):
    """The conditions of use do not let an item leave the organisation."""

    code = "evidence.conditions-of-use"
    status = 409
    message = _(
        "It is confidential, or nobody’s consent is noted. Change its conditions of use first, with the source."
    )


class HeldError(DomainError):
    code = "evidence.held"
    status = 409
    message = _("A legal hold stands on this item: nothing of it may be erased.")


class WrongEraserError(DomainError):
    code = "evidence.wrong-eraser"
    message = _("A second member must carry it out.")


class ErasureOverError(DomainError):
    code = "evidence.erasure-over"
    status = 409
    message = _("This erasure was carried out or withdrawn already.")


class NothingToShowError(DomainError):
    code = "evidence.nothing-to-show"
    status = 404
    message = _("There is nothing of this item that can be shown here.")
