"""Reads of money: budget lines with their totals, agreements, payments (TA2)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.protection.stays.models import BudgetLine, RentAgreement, RentMonth
from malath.protection.stays.rent import cents_promised, in_units

_WHY = "the totals of a budget line cover stays that its keeper need not see"


@dataclass(frozen=True)
class LineShown:
    """A budget line with what is promised and what is paid, in cents."""

    line: BudgetLine
    promised: int
    paid: int

    def _text(self, cents: int) -> str:
        return f"{in_units(cents):,} {self.line.currency}"

    @property
    def whole_text(self) -> str:
        """The whole line."""
        return self._text(self.line.cents)

    @property
    def promised_text(self) -> str:
        """What its agreements cost over all their months."""
        return self._text(self.promised)

    @property
    def paid_text(self) -> str:
        """What was paid of it."""
        return self._text(self.paid)

    @property
    def left_text(self) -> str:
        """What can still be promised."""
        return self._text(self.line.cents - self.promised)


def budget_lines_for(viewer: Member) -> list[LineShown]:
    """The lines of the viewer's organisations with their totals, unrevealed."""
    lines = list(BudgetLine.objects.visible_to(viewer).order_by("-until", "pk"))
    promised: Counter[uuid.UUID] = Counter()
    for line, first, last, cents in (
        RentAgreement.objects.unscoped(reason=_WHY)
        .filter(line__in=lines)
        .values_list("line", "first_month", "last_month", "cents")
    ):
        promised[line] += cents_promised([(first, last, cents)])
    sums = RentMonth.objects.unscoped(reason=_WHY).filter(line__in=lines, taken_back_on=None).values("line")
    paid = dict(sums.annotate(total=Sum("cents")).values_list("line", "total"))
    return [LineShown(line, promised[line.pk], paid.get(line.pk, 0)) for line in lines]


def budget_line_for(viewer: Member, line: uuid.UUID) -> BudgetLine:
    """A budget line; NotFoundError where the viewer may not see it."""
    found: BudgetLine | None = BudgetLine.objects.visible_to(viewer).filter(pk=line).first()
    if found is None:
        raise NotFoundError
    return found


def rent_for(viewer: Member, agreement: uuid.UUID) -> RentAgreement:
    """An agreement with its stay, case and line; NotFoundError where the viewer may not see it."""
    rows = RentAgreement.objects.visible_to(viewer).select_related("case__head", "stay__home", "line")
    found: RentAgreement | None = rows.filter(pk=agreement).first()
    if found is None:
        raise NotFoundError
    return found


def payment_for(viewer: Member, payment: uuid.UUID) -> RentMonth:
    """A payment with its case and line; NotFoundError where the viewer may not see it."""
    rows = RentMonth.objects.visible_to(viewer).select_related("case__head", "line")
    found: RentMonth | None = rows.filter(pk=payment).first()
    if found is None:
        raise NotFoundError
    return found
