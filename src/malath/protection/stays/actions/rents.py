"""Rent: budget lines, agreements, months that are paid once (TA2)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.papers import add_document
from malath.protection.cases.writing import check_may_write, required
from malath.protection.stays.actions.telling import tell_case
from malath.protection.stays.errors import (
    BudgetError,
    BudgetPromisedError,
    MonthPaidError,
    NoSuchMonthError,
    RentOverlapsError,
)
from malath.protection.stays.models import BudgetLine, RentAgreement, RentMonth, Stay
from malath.protection.stays.rent import cents_promised, first_of, in_units, months_between

_WHY = "the money of a locked budget line"


def may_spend(member: Member, organisation: uuid.UUID) -> bool:
    """Coordinators and directors of the organisation whose money it is."""
    return member.can("open_cases", organisation)


@transaction.atomic
def make_budget_line(
    organisation: Organisation, *, name: str, cents: int, currency: str, since: date, until: date, by: Member
) -> BudgetLine:
    """Set money aside for rent. Raises NotAllowedError."""
    if not may_spend(by, organisation.pk):
        raise NotAllowedError
    line = BudgetLine(organisation=organisation, name=name, cents=cents, currency=currency, since=since, until=until)
    line.save(force_insert=True)
    record("rent.line_made", by=by, row=line.pk, organisation=organisation.pk, cents=cents, currency=currency)
    return line


@transaction.atomic
def change_budget_line(line: BudgetLine, *, cents: int, until: date, is_closed: bool, by: Member) -> BudgetLine:
    """Raise or lower a line, make it last longer or shorter, close it or open it again. A closed line promises nothing new;
    what it promised is paid to the end. Never below what is promised, nor ending before it.

    Raises NotAllowedError, BudgetPromisedError.
    """
    locked = _locked(line)
    if not may_spend(by, locked.organisation_id):
        raise NotAllowedError
    rows = RentAgreement.objects.unscoped(reason=_WHY).filter(line=locked)
    last = rows.aggregate(last=Max("last_month"))["last"]
    if cents < promised_of(locked) or until < max(filter(None, (locked.since, last))):
        raise BudgetPromisedError
    locked.cents, locked.until = cents, until
    locked.closed_on = (locked.closed_on or timezone.localdate()) if is_closed else None
    locked.save(update_fields=["cents", "until", "closed_on"])
    record(
        "rent.line_changed",
        by=by,
        row=locked.pk,
        organisation=locked.organisation_id,
        cents=cents,
        until=until.isoformat(),
        closed=is_closed,
    )
    return locked


@transaction.atomic
def agree_rent(
    stay: Stay,
    line: BudgetLine,
    *,
    cents: int,
    first_month: date,
    last_month: date,
    payee: str,
    by: Member,
    note: str = "",
) -> RentAgreement:
    """Promise the rent of a stay from a budget line, month by month. The stay comes with its case and home.

    Raises NotAllowedError, NoSuchMonthError, RentOverlapsError, BudgetError.
    """
    check_may_write(stay.case, by)
    first, last = first_of(first_month), first_of(last_month)
    locked = _locked(line)
    if not may_spend(by, locked.organisation_id) or locked.organisation_id != stay.case.organisation_id:
        raise NotAllowedError
    inside = first_of(stay.from_day) <= first <= last <= stay.to_day
    if not inside or first < first_of(locked.since) or last > locked.until or locked.closed_on:
        raise NoSuchMonthError
    standing = RentAgreement.objects.unscoped(reason=_WHY).filter(stay=stay)
    if standing.filter(first_month__lte=last, last_month__gte=first).exists():
        raise RentOverlapsError
    left = locked.cents - promised_of(locked)
    if cents_promised([(first, last, cents)]) > left:
        raise BudgetError(left=f"{in_units(left)} {locked.currency}")
    agreement = RentAgreement(
        case=stay.case, stay=stay, line=locked, cents=cents, first_month=first, last_month=last,
        agreed_by=by, agreed_on=timezone.localdate(), details={"payee": payee, "note": note},
    )  # fmt: skip
    agreement.save(force_insert=True)
    amount = f"{in_units(cents)} {locked.currency}"
    tell_case(stay.case, "rent_agreed", by=by, about=agreement.pk, home=stay.home.code, amount=amount)
    return agreement


def promised_of(line: BudgetLine) -> int:
    """What the agreements of a line cost, in cents."""
    rows = RentAgreement.objects.unscoped(reason=_WHY).filter(line=line)
    return cents_promised(rows.values_list("first_month", "last_month", "cents"))


def _locked(line: BudgetLine) -> BudgetLine:
    held: BudgetLine = BudgetLine.objects.unscoped(reason=_WHY).select_for_update().get(pk=line.pk)
    return held


@transaction.atomic
def pay_month(
    agreement: RentAgreement, month: date, *, paid_on: date, by: Member, reference: str = "", upload: Any = None
) -> RentMonth:
    """Write down that a month was paid, with its receipt, which becomes a document of the case.

    The agreement comes with its case and line. Raises MonthPaidError, NoSuchMonthError, NotAllowedError.
    """
    check_may_write(agreement.case, by)
    if not may_spend(by, agreement.line.organisation_id):
        raise NotAllowedError
    month = first_of(month)
    # After the lock: while somebody wrote, the stay may have ended and its rent with it.
    _locked(agreement.line)
    held = RentAgreement.objects.unscoped(reason=_WHY).get(pk=agreement.pk)
    if month not in set(months_between(held.first_month, held.last_month)):
        raise NoSuchMonthError
    payment = RentMonth(
        case=agreement.case, agreement=agreement, stay_id=agreement.stay_id, line=agreement.line, month=month,
        cents=agreement.cents, paid_on=paid_on, paid_by=by, details={"reference": reference} if reference else {},
    )  # fmt: skip
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError as clash:
        raise MonthPaidError from clash
    if upload is not None:
        receipt = add_document(agreement.case, upload=upload, title=upload.name, by=by)
        payment.receipt = receipt.pk
        payment.save(update_fields=["receipt"])
    amount = f"{in_units(agreement.cents)} {agreement.line.currency}"
    tell_case(agreement.case, "rent_paid", by=by, about=payment.pk, amount=amount, month=month.isoformat())
    return payment


@transaction.atomic
def take_back_payment(payment: RentMonth, *, why: str, by: Member) -> RentMonth:
    """It was written in error, or came back: the month is due again. The payment comes with its case and line."""
    check_may_write(payment.case, by)
    if not may_spend(by, payment.line.organisation_id):
        raise NotAllowedError
    why = required(why)
    rows = RentMonth.objects.unscoped(reason="the same payment, locked").select_for_update()
    held: RentMonth = rows.get(pk=payment.pk)
    if held.taken_back_on:
        raise MonthPaidError
    reveal(held, by=by, why="rent")
    held.taken_back_on = timezone.localdate()
    held.details = {**held.details, "why": why}
    held.save(update_fields=["taken_back_on", "details"])
    tell_case(payment.case, "rent_taken_back", by=by, about=payment.pk, text=why, month=held.month.isoformat())
    return held


def shorten_rents(stay: Stay, on: date) -> None:
    """Rent ends with the stay: later months that nobody paid are promised no longer, and the line is free of them."""
    last = first_of(on)
    for agreement in RentAgreement.objects.unscoped(reason="the rents of a stay that ended").filter(stay=stay):
        paid = RentMonth.objects.unscoped(reason=_WHY).filter(agreement=agreement, taken_back_on=None)
        latest = paid.order_by("-month").values_list("month", flat=True).first()
        end = max(last, agreement.first_month, latest or last)
        if end < agreement.last_month:
            agreement.last_month = end
            agreement.save(update_fields=["last_month"])
