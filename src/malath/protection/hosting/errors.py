"""What hosting refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class StepNotPossibleError(DomainError):
    code = "hosting.step-not-possible"
    message = _("The home cannot go this way from where it stands now.")


class ReasonMissingError(DomainError):
    code = "hosting.reason-missing"
    message = _("Say why, in a few words: the reason is kept, sealed.")


class ChecksMissingError(DomainError):
    code = "hosting.checks-missing"
    message = _("Not yet: these checks are missing or have ended: %(checks)s.")


class CoolingOffError(DomainError):
    code = "hosting.cooling-off"
    message = _("Not before %(day)s: a host has a week to think again after the offer.")


class SecondLookError(DomainError):
    code = "hosting.second-look"
    message = _("Whoever visited the home does not approve it alone. Ask another coordinator.")


class HomeLivedInError(DomainError):
    code = "hosting.lived-in"
    message = _("Somebody lives here, or will: end or move their stay first.")


class NightsTakenError(DomainError):
    code = "hosting.nights-taken"
    message = _("Somebody sleeps here on some of these nights: move their stay first.")


class NightsBackwardsError(DomainError):
    code = "hosting.nights-backwards"
    message = _("The last day must come after the first, and not more than three years later.")


class CheckInFutureError(DomainError):
    code = "hosting.check-in-future"
    message = _("A check is written down once it is done.")


class CheckEndError(DomainError):
    code = "hosting.check-end"
    message = _("A check of this kind ends by %(day)s at the latest.")


class OfferSettledError(DomainError):
    code = "hosting.offer-settled"
    message = _("This offer was answered already.")


class OfferClosedError(DomainError):
    code = "hosting.offer-closed"
    message = _("No more offers can be taken in today. Please come back tomorrow.")


class OfferFormError(DomainError):
    code = "hosting.offer-form"
    message = _("This page was open too short or too long. Look it over and send it again.")


class NetworkKnownError(DomainError):
    code = "hosting.network-known"
    message = _("This city has a hosting network already.")


class CapacityBackwardsError(DomainError):
    code = "hosting.capacity-backwards"
    message = _("The last day must come after the first.")
