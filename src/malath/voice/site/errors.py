"""What the site room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NothingReadyError(DomainError):
    code = "site.nothing-ready"
    message = _("Write a title and a text in at least one language first.")


class NotDraftError(DomainError):
    code = "site.not-draft"
    status = 409
    message = _("This is published already. Say what was wrong, as a correction.")


class NotOutError(DomainError):
    code = "site.not-out"
    status = 409
    message = _("This is not published.")


class HourPastError(DomainError):
    code = "site.hour-past"
    message = _("Choose an hour ahead, within a year.")


class NeedsSignedTextError(DomainError):
    code = "site.needs-signed-text"
    message = _("A statement or an appeal is published from the text that was signed: choose it.")


class NotFrozenYetError(DomainError):
    code = "site.not-frozen"
    status = 409
    message = _("This text is not frozen, or a change of it waits to be judged.")


class AlreadyPublishedError(DomainError):
    code = "site.already-published"
    status = 409
    message = _("This text is published already.")


class NotPictureError(DomainError):
    code = "site.not-picture"
    message = _(
        "This is not a picture that can be read here. Take JPEG, PNG, WebP or HEIC; a drawing as SVG is refused."
    )


class NotPaperError(DomainError):
    code = "site.not-paper"
    message = _("This is not a PDF.")


class FileDamagedError(DomainError):
    code = "site.file-damaged"
    message = _("This file is damaged, cut off or locked by a password. Take another copy of it.")


class TooManyPixelsError(DomainError):
    code = "site.too-many-pixels"
    message = _("This picture has too many pixels. Make it smaller first.")


class FileNotReadError(DomainError):
    code = "site.file-not-read"
    message = _("This file takes too much to read: it is too long, too large, or made to do harm.")


class NoRoomForFilesError(DomainError):
    code = "site.no-room-for-files"
    message = _(
        "This server cannot read files safely, so it reads none: bubblewrap or Poppler is missing. Tell whoever runs it."
    )


class PictureNotAllowedError(DomainError):
    code = "site.picture-not-allowed"
    message = _("No consent stands that allows a picture of them.")


class NoPapersHereError(DomainError):
    code = "site.no-papers-here"
    message = _("No papers can stand here.")


class TooManyPapersError(DomainError):
    code = "site.too-many-papers"
    message = _("There are as many papers here as one page can carry.")


class ErasureBlockedError(DomainError):
    code = "site.erasure-blocked"
    status = 409
    message = _("Something stands in the way of the erasure: it is named on its page.")


class ErasureOverError(DomainError):
    code = "site.erasure-over"
    status = 409
    message = _("This erasure was answered, or withdrawn, already.")


class WrongEraserError(DomainError):
    code = "site.wrong-eraser"
    message = _("Another member must carry it out than the one who asked.")
