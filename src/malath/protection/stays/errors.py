"""What the room of stays refuses, by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError
from malath.platform.interface.formats import date_text
from malath.protection.stays.rules import spans


class HomeFullError(DomainError):
    """Not enough beds; `nights` names those on which they lack."""

    code = "stays.home-full"
    status = 409
    message = _("There is no room for them on these nights: %(nights)s.")

    def __init__(self, nights: Iterable[date] = ()) -> None:
        self.nights = sorted(nights)
        super().__init__(nights=_said(self.nights))


class NotOpenError(DomainError):
    """The home is not open; `nights` names those on which it is not."""

    code = "stays.not-open"
    status = 409
    message = _("The home is not open on these nights: %(nights)s.")

    def __init__(self, nights: Iterable[date] = ()) -> None:
        self.nights = sorted(nights)
        super().__init__(nights=_said(self.nights))


def _said(nights: list[date]) -> str:
    """At most three stretches of nights."""
    parts = [
        date_text(first)
        if first == last
        else _("%(first)s to %(last)s") % {"first": date_text(first), "last": date_text(last)}
        for first, last in spans(nights)[:3]
    ]
    return ", ".join(parts) + (" …" if len(spans(nights)) > 3 else "")


class NotBookableError(DomainError):
    code = "stays.not-bookable"
    status = 409
    message = _("This home cannot be booked: it is not approved, or one of its safety checks is missing or has ended.")


class WrongDaysError(DomainError):
    code = "stays.wrong-days"
    message = _("The day of leaving comes after the day of arrival, within two years.")


class DayNotOfStayError(WrongDaysError):
    """A day on which something happened."""

    code = "stays.day-not-of-stay"
    message = _("This day is not possible: it must lie within the stay, and not after today.")


class TooManyPersonsError(DomainError):
    code = "stays.too-many-persons"
    message = _("Say for how many people, from 1 to %(most)s.")


class AlreadyHousedError(DomainError):
    code = "stays.already-housed"
    status = 409
    message = _("This household has a home on some of these nights already. Move it, or end that stay first.")


class StayStateError(DomainError):
    code = "stays.state"
    status = 409
    message = _("The stay cannot change in this way any more.")


class AllowanceNotShownError(DomainError):
    code = "stays.allowance-not-shown"
    message = _("Show them first what free housing does to their allowance.")


class KeptApartError(DomainError):
    code = "stays.kept-apart"
    status = 409
    message = _("This household cannot live there.")


class LegStateError(DomainError):
    code = "stays.leg-state"
    status = 409
    message = _("This part of the journey was settled already.")


class WatcherCannotSeeError(DomainError):
    code = "stays.watcher-cannot-see"
    message = _("This member does not see the case. Put them on the team first.")


class VisitDoneError(DomainError):
    code = "stays.visit-done"
    status = 409
    message = _("This visit is written down already.")


class MonthPaidError(DomainError):
    code = "stays.month-paid"
    status = 409
    message = _("This month is paid already. Nothing was written.")


class NoSuchMonthError(DomainError):
    code = "stays.no-such-month"
    message = _("This month is not part of the agreement.")


class RentOverlapsError(DomainError):
    code = "stays.rent-overlaps"
    status = 409
    message = _("Rent is agreed for some of these months already.")


class BudgetError(DomainError):
    code = "stays.budget"
    status = 409
    message = _("The budget line does not hold so much: %(left)s are left.")


class BudgetPromisedError(DomainError):
    code = "stays.budget-promised"
    status = 409
    message = _(
        "Rent is promised from this line already: it can hold no less, and end no earlier. Nothing was changed."
    )


class ComplaintStateError(DomainError):
    code = "stays.complaint-state"
    status = 409
    message = _("This complaint was answered already.")


class NobodyHearsError(DomainError):
    code = "stays.nobody-hears"
    message = _("Nobody in this organisation hears complaints who is not part of the local network. Choose another.")
