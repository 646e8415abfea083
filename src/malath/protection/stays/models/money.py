"""Rent that the programme pays: budget lines, agreements, months with their receipts (TA2).

Amounts stand in clear: a line's total covers stays that whoever keeps the budget need not see.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.stays.models.stay import Stay
from malath.protection.stays.rent import Currency


class BudgetLine(SealedModel, ScopedModel):
    """Money of an organisation for rent, for a time. Seen by its members who work on cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField()
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.EUR)
    since = models.DateField()
    until = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="budget_of_something"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="budget_ends_after_beginning"),
        ]

    def __str__(self) -> str:
        return str(self.since)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("work_cases"))


class RentAgreement(OwnedByCase):
    """Rent of a stay, each month from the first to the last. `details`: {"payee": str, "note": str}."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="rents")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="agreements")
    cents = models.BigIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["stay", "first_month"])]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="rent_of_something"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="rent_ends_after_beginning"),
        ]

    def __str__(self) -> str:
        return str(self.first_month)


class RentMonth(OwnedByCase):
    """A month that was paid: once a stay, whatever happens. `receipt` is a document of the case.

    `details`: {"reference": str, "why": str (of a payment that was taken back)}.
    """

    agreement = models.ForeignKey(RentAgreement, on_delete=models.PROTECT, related_name="payments")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="payments")
    month = models.DateField()
    cents = models.BigIntegerField()
    paid_on = models.DateField()
    paid_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    receipt = models.UUIDField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["stay", "month"], condition=Q(taken_back_on=None), name="a_month_is_paid_once"
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="payment_of_something"),
        ]

    def __str__(self) -> str:
        return str(self.month)
