"""Rent: no month is paid twice, nothing is promised twice, and a stay that ends frees what was promised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Document
from malath.protection.hosting.models import Home
from malath.protection.stays.actions import rents
from malath.protection.stays.actions.living import end_stay
from malath.protection.stays.budgets import budget_lines_for
from malath.protection.stays.errors import (
    BudgetError,
    BudgetPromisedError,
    MonthPaidError,
    NoSuchMonthError,
    RentOverlapsError,
)
from malath.protection.stays.models import BudgetLine, RentAgreement, RentMonth, Stay
from malath.protection.stays.rent import first_of, next_month
from malath.protection.stays.rules import EndReason, WhereNext
from malath.protection.stays.tests.makers import day
from malath.protection.stays.tests.test_booking import living
from tests.people import Coalition


@pytest.fixture
def stay(case: Case, shared: Home, coalition: Coalition) -> Stay:
    return living(case, shared, coalition, since=-40, until=120)


@pytest.fixture
def line(coalition: Coalition) -> BudgetLine:
    """A thousand euros."""
    return rents.make_budget_line(
        coalition.haven, name="Winter", cents=100_000, currency="EUR", since=day(-90), until=day(365), by=coalition.rima
    )


def agree(stay: Stay, line: BudgetLine, c: Coalition, cents: int = 20_000, months: int = 3) -> RentAgreement:
    last = first = first_of(day(-30))
    for _ in range(months - 1):
        last = next_month(last)
    return rents.agree_rent(stay, line, cents=cents, first_month=first, last_month=last, payee="Le Goff", by=c.rima)


def totals(c: Coalition) -> tuple[int, int]:
    (shown,) = budget_lines_for(c.rima)
    return shown.promised, shown.paid


def test_what_is_promised_and_paid_is_told_by_line(stay: Stay, line: BudgetLine, coalition: Coalition) -> None:
    agreement = agree(stay, line, coalition)

    rents.pay_month(agreement, day(-30), paid_on=day(0), by=coalition.rima)

    assert totals(coalition) == (60_000, 20_000)
    assert budget_lines_for(coalition.boris) == []


def test_a_line_is_raised_and_closed_but_never_below_what_it_promised(
    stay: Stay, line: BudgetLine, coalition: Coalition, as_member: Any
) -> None:
    agree(stay, line, coalition)

    for cents, until in ((59_999, line.until), (100_000, day(-20))):
        with pytest.raises(BudgetPromisedError):
            rents.change_budget_line(line, cents=cents, until=until, is_closed=False, by=coalition.rima)
    with pytest.raises(NotAllowedError):
        rents.change_budget_line(line, cents=200_000, until=line.until, is_closed=True, by=coalition.amal)
    sent = {"cents": "2000", "until": line.until.isoformat(), "is_closed": "on"}
    assert as_member(coalition.rima).post(f"/stays/budget/{line.pk}/", sent).status_code == 303
    assert as_member(coalition.boris).get(f"/stays/budget/{line.pk}/").status_code == 404

    held = BudgetLine.objects.visible_to(coalition.rima).get()
    assert (held.cents, held.closed_on) == (200_000, day(0))
    with pytest.raises(NoSuchMonthError):
        rents.agree_rent(stay, held, cents=1, first_month=day(60), last_month=day(60), payee="x", by=coalition.rima)


def test_a_month_is_paid_once(stay: Stay, line: BudgetLine, coalition: Coalition) -> None:
    agreement = agree(stay, line, coalition)
    payment = rents.pay_month(agreement, day(-30), paid_on=day(0), by=coalition.rima)

    with pytest.raises(MonthPaidError):
        rents.pay_month(agreement, day(-30), paid_on=day(0), by=coalition.dalia)
    with pytest.raises(IntegrityError), transaction.atomic():
        RentMonth(
            case=stay.case, agreement=agreement, stay=stay, line=line, month=payment.month, cents=1, paid_on=day(0),
            paid_by=coalition.rima,
        ).save(force_insert=True)  # fmt: skip

    rents.take_back_payment(payment, why="Sent to another account", by=coalition.rima)
    assert totals(coalition) == (60_000, 0)
    assert rents.pay_month(agreement, day(-30), paid_on=day(0), by=coalition.rima).pk
    with pytest.raises(MonthPaidError):
        rents.take_back_payment(payment, why="again", by=coalition.rima)


def test_a_receipt_becomes_a_document_of_the_case(stay: Stay, line: BudgetLine, coalition: Coalition) -> None:
    agreement = agree(stay, line, coalition)

    payment = rents.pay_month(
        agreement, day(-30), paid_on=day(0), upload=SimpleUploadedFile("rent.txt", b"paid"), by=coalition.rima
    )

    document = Document.objects.visible_to(coalition.amal).get(pk=payment.receipt)
    reveal(document, by=coalition.amal, why="test")
    assert document.details["title"] == "rent.txt"


def test_a_line_promises_no_more_than_it_holds(
    stay: Stay, line: BudgetLine, other_case: Case, shared: Home, coalition: Coalition
) -> None:
    with pytest.raises(BudgetError) as refusal:
        agree(stay, line, coalition, cents=40_000, months=3)
    assert "1000" in str(refusal.value)

    agree(stay, line, coalition, cents=30_000, months=3)
    other = living(other_case, shared, coalition, since=-40, until=120)
    with pytest.raises(BudgetError):
        agree(other, line, coalition, cents=20_000, months=1)
    assert agree(other, line, coalition, cents=10_000, months=1).pk


def test_rents_of_a_stay_do_not_overlap_and_lie_within_it(stay: Stay, line: BudgetLine, coalition: Coalition) -> None:
    agreement = agree(stay, line, coalition, months=2)

    with pytest.raises(RentOverlapsError):
        agree(stay, line, coalition, months=1)
    for first in (date(2020, 1, 1), day(300)):
        with pytest.raises(NoSuchMonthError):
            rents.agree_rent(stay, line, cents=1, first_month=first, last_month=first, payee="x", by=coalition.rima)
    with pytest.raises(NoSuchMonthError):
        rents.pay_month(agreement, day(200), paid_on=day(0), by=coalition.rima)


def test_a_stay_that_ends_early_frees_the_rest_of_its_rent(stay: Stay, line: BudgetLine, coalition: Coalition) -> None:
    agreement = agree(stay, line, coalition, months=4)
    rents.pay_month(agreement, day(-30), paid_on=day(0), by=coalition.rima)

    end_stay(stay, on=day(0), reason=EndReason.OWN_HOME, where_next=WhereNext.OWN_HOME, by=coalition.rima)

    months = 1 + (day(0).year - day(-30).year) * 12 + day(0).month - day(-30).month
    assert totals(coalition) == (20_000 * months, 20_000)


def test_only_coordinators_and_directors_of_the_organisation_spend(
    stay: Stay, line: BudgetLine, coalition: Coalition
) -> None:
    with pytest.raises(NotAllowedError):
        rents.agree_rent(stay, line, cents=1, first_month=day(0), last_month=day(0), payee="x", by=coalition.amal)
    with pytest.raises(NotAllowedError):
        rents.make_budget_line(
            coalition.haven, name="x", cents=1, currency="EUR", since=day(0), until=day(1), by=coalition.boris
        )
