"""Somebody who goes along to an appointment: asked for by a case's team, found by those who keep the network."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from malath.platform.access.models import Member
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.companions.rules import State


class Companion(OwnedByCase):
    """Company for one appointment. `details`: {"does", "languages": [code], "women": bool, "told": str, "refused": [id]}.

    `starts_at`: the appointment's time when the volunteer was asked. Where it was moved since, nobody has said yes to it.
    """

    appointment = models.OneToOneField("accompaniment.Appointment", on_delete=models.CASCADE, related_name="company")
    network = models.ForeignKey("hosting.Network", on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(
        "hosting.Volunteer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WANTED)
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    way = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["network", "state"]), models.Index(fields=["volunteer", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.state}"

    @property
    def now(self) -> str:
        """The state as it stands: whoever was asked for another time, or no longer helps, does not go along."""
        if self.state in (State.ASKED, State.YES):
            helps = self.volunteer is not None and self.volunteer.until is None
            if not helps or self.starts_at != self.appointment.starts_at:
                return State.WANTED.value
        return self.state

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When the volunteer is away from home for it."""
        way = timedelta(minutes=self.way)
        return self.appointment.starts_at - way, self.appointment.starts_at + timedelta(minutes=self.minutes) + way
