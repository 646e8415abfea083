"""What free housing does to a household's allowance, shown before they agree (SH3, SH4).

Rules are dated and carry their source: a figure that nobody has looked at for a year says so on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from malath.people.rules import StatusKind

MONTH_DAYS = 30
LOOK_AGAIN_DAYS = 365


@dataclass(frozen=True)
class AllowanceRule:
    """An allowance as it is paid from a day on, in the currency of its country, by the day.

    `first` for one person, `further` for each other person of the household; `unhoused` on top for each adult, only
    while nobody houses them for free.
    """

    country: str
    code: str
    kinds: frozenset[str]
    since: date
    until: date | None
    first: Decimal
    further: Decimal
    unhoused: Decimal
    currency: str
    source: str
    address: str
    checked_on: date


# The additional amount is paid only to an adult who asked for housing, was given none, and does not have "accès
# gratuitement à un hébergement ou un logement à quelque titre que ce soit": a host's spare room counts.
ADA_2018 = AllowanceRule(
    country="FR",
    code="ada",
    kinds=frozenset({StatusKind.ASYLUM_SEEKER.value, StatusKind.TEMPORARY_PROTECTION.value}),
    since=date(2018, 6, 1),
    until=None,
    first=Decimal("6.80"),
    further=Decimal("3.40"),
    unhoused=Decimal("7.40"),
    currency="EUR",
    source="CESEDA, art. D. 553-8 s. et annexe 8 ; décret n° 2018-426 du 31 mai 2018",
    address="https://www.legifrance.gouv.fr/",
    checked_on=date(2026, 11, 21),
)
RULES: tuple[AllowanceRule, ...] = (ADA_2018,)


@dataclass(frozen=True)
class AllowanceEffect:
    """What changes by the day, and in thirty days."""

    rule: AllowanceRule
    persons: int
    adults: int
    before: Decimal
    after: Decimal
    is_old: bool

    @property
    def lost(self) -> Decimal:
        """So much less a day."""
        return self.before - self.after

    @property
    def lost_a_month(self) -> Decimal:
        """So much less in thirty days."""
        return self.lost * MONTH_DAYS


def rule_for(country: str, on: date) -> AllowanceRule | None:
    """The rule that holds in a country on a day."""
    for rule in RULES:
        if rule.country == country and rule.since <= on and (rule.until is None or on <= rule.until):
            return rule
    return None


def allowance_effect(country: str, *, persons: int, adults: int, on: date, today: date) -> AllowanceEffect | None:
    """What a household of so many persons, so many of them adults, gets before and after it is housed for free."""
    rule = rule_for(country, on)
    if rule is None or persons < 1:
        return None
    base = rule.first + rule.further * (persons - 1)
    return AllowanceEffect(
        rule=rule,
        persons=persons,
        adults=adults,
        before=base + rule.unhoused * adults,
        after=base,
        is_old=(today - rule.checked_on).days > LOOK_AGAIN_DAYS,
    )
