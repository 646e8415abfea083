"""What hosting refuses, by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError
from malath.platform.interface.formats import date_text
from malath.protection.hosting.occupancy import Taken
from malath.protection.hosting.rules import Span, merged

# So many stretches of nights are named; whoever moves stays sees the others then.
MOST_NAMED = 3


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


class _TakenError(DomainError):
    """Refused for stays that are booked: says on which nights, and never whose."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        spans = merged(Span(one.from_day, one.to_day) for one in taken)
        parts = [
            _("%(first)s to %(last)s") % {"first": date_text(one.from_day), "last": date_text(one.to_day)}
            for one in spans[:MOST_NAMED]
        ]
        super().__init__(days=", ".join(parts) + (" …" if len(spans) > MOST_NAMED else ""))


class HomeLivedInError(_TakenError):
    code = "hosting.lived-in"
    message = _("Somebody lives here, or will: %(days)s. End or move their stay first.")


class NightsTakenError(_TakenError):
    code = "hosting.nights-taken"
    message = _("Somebody sleeps here: %(days)s. Move their stay first.")


class BedsTakenError(_TakenError):
    code = "hosting.beds-taken"
    message = _("These beds are given: %(days)s. Move a stay first, or leave kind and beds as they are.")


class NightsBackwardsError(DomainError):
    code = "hosting.nights-backwards"
    message = _("The last day must come after the first, and not more than three years later.")


class CheckInFutureError(DomainError):
    code = "hosting.check-in-future"
    message = _("A check is written down once it is done.")


class CheckEndError(DomainError):
    code = "hosting.check-end"
    message = _("A check of this kind ends by %(day)s at the latest.")


class HostErasedError(DomainError):
    code = "hosting.host-erased"
    status = 409
    message = _("This host was erased: nothing more is written about them.")


class HostErasureOverError(DomainError):
    code = "hosting.host-erasure-over"
    status = 409
    message = _("This erasure was carried out or given up meanwhile.")


class WrongHostEraserError(DomainError):
    code = "hosting.wrong-eraser"
    message = _("Whoever asked for the erasure does not carry it out: another member must.")


class HostErasureBlockedError(DomainError):
    code = "hosting.erasure-blocked"
    status = 409
    message = _("Not yet: what happened in a home of theirs is not settled. Ask a director.")


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
