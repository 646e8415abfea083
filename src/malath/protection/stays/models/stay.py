"""A household in a home, and the beds it takes night by night (SH3, SH4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from malath.platform.access.models import Member
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.stays.rules import EndReason, StayState, WhereNext


class Stay(OwnedByCase):
    """The time of a household in a home; `to_day` is the day of leaving, whose night is free again.

    `details`: {"note": str, "person_said": str, "host_said": str, "why": str, "learnt": str, "allowance": dict}.
    """

    home = models.ForeignKey("hosting.Home", on_delete=models.PROTECT, related_name="stays")
    from_day = models.DateField()
    to_day = models.DateField()
    persons = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StayState, default=StayState.BOOKED)
    booked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="stays_booked")
    booked_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)
    allowance_shown_on = models.DateField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)
    where_next = models.CharField(max_length=12, choices=WhereNext, blank=True)
    moved_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [
            models.Index(fields=["home", "state", "from_day"]),
            models.Index(fields=["case", "state", "from_day"]),
            models.Index(fields=["state", "from_day"]),
            models.Index(fields=["state", "to_day"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gt=F("from_day")), name="stay_leaves_after_arriving"),
            models.CheckConstraint(condition=Q(persons__gte=1), name="stay_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.from_day} – {self.to_day}"


class Night(OwnedByCase):
    """A bed of a home on one night. `number` counts the household's beds of that night from 1.

    The row lock of `guards` keeps bookings in order; these constraints hold even if that were forgotten. A bed is a
    number here: which mattress it is, the house decides.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="nights")
    home = models.ForeignKey("hosting.Home", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    bed = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()

    class Meta(OwnedByCase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["home", "day", "bed"], name="one_household_a_bed_a_night"),
            models.UniqueConstraint(fields=["case", "day", "number"], name="one_home_a_household_a_night"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.bed}"
