"""Somebody who goes along to an appointment: asked for by a case's team, found by those who keep the network."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.companions.rules import State
from malath.protection.hosting.visibility import keeping_q


class Companion(OwnedByCase):
    """Company for one appointment. `details`: {"does", "languages": [code], "women": bool, "told": str,
    "refused": [[id, the time that they said no to]]}.

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
    def mark(self) -> str:
        """What a page showed of it: whoever acts on another state than the one they saw is told so."""
        parts = (self.state, self.volunteer_id, self.network_id, self.starts_at, self.appointment.starts_at)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When the volunteer is away from home for it."""
        way = timedelta(minutes=self.way)
        return self.appointment.starts_at - way, self.appointment.starts_at + timedelta(minutes=self.minutes) + way


class ToTell(ScopedModel):
    """A volunteer who was asked, or said yes, for a time at which nobody goes along any more: somebody must tell them. Of
    which household stands nowhere; the row goes when they were told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("hosting.Network", on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey("hosting.Volunteer", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["network", "starts_at"])]

    def __str__(self) -> str:
        return str(self.starts_at)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer)
