"""Months and money of a rent: whole cents, whole months (TA2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices


class Currency(TextChoices):
    """The currencies in which rent is paid."""

    EUR = "EUR", "EUR"
    GBP = "GBP", "GBP"
    CHF = "CHF", "CHF"
    USD = "USD", "USD"
    TRY = "TRY", "TRY"


MOST_CENTS = 10_000_000_00


def first_of(day: date) -> date:
    """The first day of the month, by which the month is called."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from the first to the last, both included."""
    month = first_of(first)
    while month <= last:
        yield month
        month = next_month(month)


def in_units(cents: int) -> Decimal:
    """An amount as people write it."""
    return Decimal(cents) / 100


def in_cents(amount: Decimal) -> int:
    """An amount in whole cents; the form takes no third decimal place."""
    return int((amount * 100).to_integral_value())


@dataclass(frozen=True)
class MonthDue:
    """A month of an agreement: what it costs, and whether it was paid."""

    month: date
    cents: int
    payment: object | None
    is_due: bool


def months_due(first: date, last: date, cents: int, paid: dict[date, object], today: date) -> list[MonthDue]:
    """The months of an agreement in order; due is what began and is not paid."""
    return [
        MonthDue(month, cents, paid.get(month), month not in paid and month <= today)
        for month in months_between(first, last)
    ]


def cents_promised(agreements: Iterable[tuple[date, date, int]]) -> int:
    """What these agreements cost over all their months."""
    return sum(cents * sum(1 for _ in months_between(first, last)) for first, last, cents in agreements)
