"""The way to a home: a journey in parts, each with an arrival that somebody must confirm (SH3)."""

from __future__ import annotations

from django.db import models

from malath.platform.access.models import Member
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.stays.models.stay import Stay
from malath.protection.stays.rules import LegState, Way


class Leg(OwnedByCase):
    """A part of a journey. `arrival_at`, by when the safe arrival must be confirmed, is readable while sealed: a clock
    runs on it; no place is.

    `details`: {"start": str, "end": str, "needed": str, "held": str, "escort": str, "reach": str, "note": str,
    "arrived": str}.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, null=True, blank=True, related_name="legs")
    way = models.CharField(max_length=10, choices=Way)
    leaves_on = models.DateField()
    arrival_at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="legs_watched")
    state = models.CharField(max_length=10, choices=LegState, default=LegState.PLANNED)
    settled_on = models.DateField(null=True, blank=True)
    planned_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="legs_planned")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [
            models.Index(fields=["state", "arrival_at"]),
            models.Index(fields=["case", "arrival_at"]),
        ]

    def __str__(self) -> str:
        return str(self.leaves_on)
