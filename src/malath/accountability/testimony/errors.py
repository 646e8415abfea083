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


class SeatConsentMissingError(DomainError):
    code = "testimony.seat-consent-missing"
    message = _("The person must agree first that this association holds the seat.")


class NotSeatedError(DomainError):
    code = "testimony.not-seated"
    status = 409
    message = _("No association holds the seat of this testimony.")


class AlreadyAnsweredError(DomainError):
    code = "testimony.already-answered"
    status = 409
    message = _("This proposal was answered already.")
