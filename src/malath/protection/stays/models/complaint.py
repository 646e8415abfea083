"""A complaint about a stay, which whoever coordinates the local network never sees (SH4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.stays.models.stay import Stay
from malath.protection.stays.rules import Complainant, ComplaintState


class Complaint(OwnedByCase):
    """Written down by a member for somebody, heard by the directors of one organisation, and by nobody who coordinates.

    Sealed under the case's key, so that it goes with an erasure; but not seen by those who see the case: only by the
    members who hear complaints in `organisation`. `details`: {"what": str, "wish": str, "answer": str}.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="complaints")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(LocalNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=10, choices=Complainant)
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.OPEN)
    written_on = models.DateField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="complaints_written")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["organisation", "state", "written_on"])]

    def __str__(self) -> str:
        return f"{self.state}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Members who hear complaints in the organisation that was chosen, but who do not coordinate that network."""
        hearing = models.Q(organisation__in=viewer.standing.organisations_able("hear_complaints"))
        if viewer.standing.networks:
            hearing &= ~Q(network__in=viewer.standing.networks) | Q(network=None)
        return hearing
