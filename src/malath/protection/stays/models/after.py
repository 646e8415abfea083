"""What follows an arrival: visits at set intervals, incidents, and what comes after the stay (SH4)."""

from __future__ import annotations

from django.db import models

from malath.platform.access.models import Member
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.stays.models.stay import Stay
from malath.protection.stays.rules import IncidentKind


class Visit(OwnedByCase):
    """A follow-up visit. `details`: {"person": mood, "host": mood, "person_said": str, "host_said": str, "note": str}."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="visits")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="visits_made")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["done_on", "dropped_on", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["stay", "due_on"], name="one_visit_a_day")]

    def __str__(self) -> str:
        return str(self.due_on)


class Incident(OwnedByCase):
    """Something that went wrong. `details`: {"what": str, "done": str}."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="incidents")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=IncidentKind)
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="incidents_noted")
    noted_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["stay", "-on"])]

    def __str__(self) -> str:
        return f"{self.kind}"


class ExitStep(OwnedByCase):
    """What shall be reached 30, 60 and 90 days after the arrival, so that the stay ends in something better.

    `details`: {"aim": str, "note": str}.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="exit_steps")
    after = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        constraints = [models.UniqueConstraint(fields=["stay", "after"], name="one_exit_step_a_time")]

    def __str__(self) -> str:
        return str(self.after)
