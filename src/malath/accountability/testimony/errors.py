"""What the testimony room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class ConsentEndsInPastError(DomainError):
    code = "testimony.consent-ends-in-past"
    message = _("The consent would end before it begins, or has ended already.")


class GivenInFutureError(DomainError):
    code = "testimony.given-in-future"
    message = _("A consent cannot be given on a day that has not come.")


class RecipientMissingError(DomainError):
    code = "testimony.recipient-missing"
    message = _("Say who may receive it: a consent for nobody in particular is none.")


class AlreadyTakenError(DomainError):
    code = "testimony.already-taken"
    status = 409
    message = _("This is kept as a testimony already.")


class NobodyToldError(DomainError):
    code = "testimony.nobody-told"
    message = _("A testimony has a person who gives it: name the source first.")


class MayNotLeaveError(DomainError):
    """What a person said, or did not say, stands against it; `why` says what, and no name."""

    code = "testimony.may-not-leave"
    status = 409
    message = _("A testimony in it may not go there. %(why)s")


class MayNotLeaveUntilError(DomainError):
    """It may go there today, but not until the day that was asked for."""

    code = "testimony.may-not-leave-until"
    status = 409
    message = _("A testimony in it may not stay there until that day. %(why)s")


class NameStaysError(DomainError):
    """Somebody agreed without any name; what is shared shows names, or initials."""

    code = "testimony.name-stays"
    status = 409
    message = _(
        "Somebody who gave a testimony in it agreed without any name. Who sees the event there would read at least initials: "
        "it is not shared. Ask them again, or make a text of it that holds no names."
    )


class FileNamesError(DomainError):
    """Somebody agreed to less than their name; a file on which their testimony rests shows who speaks."""

    code = "testimony.file-names"
    status = 409
    message = _(
        "A testimony rests on this file, and whoever gave it agreed to initials at most. A recording or a letter shows who "
        "speaks: it is not shared. Ask them again."
    )


class NotAnAssociationError(DomainError):
    code = "testimony.not-an-association"
    message = _("This organisation holds no seats: choose one victims' association.")


class OtherSeatError(DomainError):
    code = "testimony.other-seat"
    status = 409
    message = _("Another association holds the seat of this testimony. The person takes that back first.")


class NameTooMuchError(DomainError):
    code = "testimony.name-too-much"
    message = _("This says more of the name than the person allows the association to know.")


class NotSeatedError(DomainError):
    code = "testimony.not-seated"
    status = 409
    message = _("No association holds the seat of this testimony: nobody needs to be asked.")


class NotProposedError(DomainError):
    code = "testimony.not-proposed"
    message = _("This purpose is not proposed to an association.")


class UseEndsWronglyError(DomainError):
    code = "testimony.use-ends-wrongly"
    message = _("Choose a last day from today on, within five years, and not later than the one proposed.")


class AskedTooSoonError(DomainError):
    code = "testimony.asked-too-soon"
    status = 409
    message = _("The association refused this use less than thirty days ago. It can change its answer itself.")
