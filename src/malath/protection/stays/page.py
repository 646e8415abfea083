"""What the page of a stay shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from malath.platform.access.models import Member
from malath.protection.cases.selectors import may_write
from malath.protection.hosting.selectors import homes_visible
from malath.protection.stays.actions.rents import may_spend
from malath.protection.stays.models import ExitStep, Incident, Leg, RentAgreement, RentMonth, Stay, Visit
from malath.protection.stays.rent import MonthDue, in_units, months_due
from malath.protection.stays.rules import HOLDING, LAST_CALL_DAYS, Mood, StayState, is_overdue
from malath.protection.stays.selectors import exit_steps_of, incidents_of, legs_of, visits_of


@dataclass
class RentShown:
    """An agreement with its months."""

    agreement: RentAgreement
    months: list[MonthDue]

    @property
    def amount(self) -> str:
        """What a month costs, with its currency."""
        return f"{in_units(self.agreement.cents)} {self.agreement.line.currency}"


@dataclass
class StayPage:
    """One stay, read but not revealed: `rows` is what the page opens."""

    stay: Stay
    may_write: bool
    may_spend: bool
    sees_home: bool
    legs: list[Leg]
    visits: list[Visit]
    incidents: list[Incident]
    exit_steps: list[ExitStep]
    rents: list[RentShown]
    today: date = field(default_factory=timezone.localdate)

    @property
    def rows(self) -> list[Any]:
        """Everything that is opened, in one request."""
        members = [leg.member for leg in self.legs] + [visit.done_by for visit in self.visits if visit.done_by]
        agreements = [rent.agreement for rent in self.rents]
        return [self.legs, self.visits, self.incidents, self.exit_steps, agreements, members]

    @property
    def next_visit(self) -> Visit | None:
        """The first visit that nobody has made."""
        return next((visit for visit in self.visits if visit.done_on is None), None)

    @property
    def done_visits(self) -> list[Visit]:
        """What was written down, the latest first."""
        return [visit for visit in reversed(self.visits) if visit.done_on]

    @property
    def holds(self) -> bool:
        """Whether the stay has beds now."""
        return self.stay.state in HOLDING

    @property
    def ends_soon(self) -> bool:
        """Whether it must be said now what comes afterwards."""
        return self.stay.state == StayState.ARRIVED and (self.stay.to_day - self.today).days <= LAST_CALL_DAYS

    @property
    def late_legs(self) -> list[Leg]:
        """Journeys whose arrival should have been confirmed."""
        return [leg for leg in self.legs if is_overdue(leg.state, leg.arrival_at, timezone.now())]


def mood_label(code: str) -> str:
    """How it goes, in a word."""
    return str(dict(Mood.choices).get(code, ""))


def stay_page(viewer: Member, stay: Stay) -> StayPage:
    """Read it all; nothing is revealed yet."""
    legs = [leg for leg in legs_of(viewer, stay.case_id) if leg.stay_id in (None, stay.pk)]
    return StayPage(
        stay=stay,
        may_write=stay.case.is_open and may_write(viewer, stay.case),
        may_spend=may_spend(viewer, stay.case.organisation_id),
        sees_home=homes_visible(viewer).filter(pk=stay.home_id).exists(),
        legs=legs,
        visits=visits_of(viewer, stay),
        incidents=incidents_of(viewer, stay),
        exit_steps=exit_steps_of(viewer, stay),
        rents=rents_of(viewer, stay),
    )


def rents_of(viewer: Member, stay: Stay) -> list[RentShown]:
    """The rent agreements of a stay with their months, in order."""
    rows = RentAgreement.objects.visible_to(viewer).select_related("line", "case").filter(stay=stay)
    agreements = list(rows.order_by("first_month"))
    if not agreements:
        return []
    paid: dict[Any, dict[date, object]] = {}
    payments = RentMonth.objects.visible_to(viewer).filter(stay=stay, taken_back_on=None)
    for payment in payments:
        paid.setdefault(payment.agreement_id, {})[payment.month] = payment
    today = timezone.localdate()
    return [
        RentShown(one, months_due(one.first_month, one.last_month, one.cents, paid.get(one.pk, {}), today))
        for one in agreements
    ]
