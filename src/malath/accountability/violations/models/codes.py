"""Codes of which several stand on one act or event, or that hang on few acts: beside the columns, for search alone (SC1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.violations.models.events import Act, Event
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through


class Coded(ScopedModel):
    """One code of the account that is shown first: a method or the fate of an act, a right affected by an event.

    `code` begins with its field ("methods/03.01"). The rows of a record are written anew whenever that account changes
    (coding.py). Whether they are restricted or gone is asked of the act and the event.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    act = models.ForeignKey(Act, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    code = models.CharField(max_length=40)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "coded"
        # Whether an act or an event has a code is asked of an index alone. Which acts have it, lanes tell.
        indexes = [
            models.Index(fields=["act", "code", "organisation"], name="coded_of_an_act"),
            models.Index(fields=["event", "code", "organisation"], name="coded_of_an_event"),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever sees the event."""
        return seen_through("event_id", Event.objects.visible_to(viewer))
