"""What was taken back by itself: one part of an event, a tie, a name or a post that was entered wrongly (SC1; decision 0040)."""

from __future__ import annotations

from django.db import models

from malath.accountability.violations.models.base import Change
from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through


class Taking(ScopedModel):
    """A record that a change took back. It is gone while the change stands, whatever becomes of the change that made it."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="takings")
    of = models.CharField(max_length=12)
    record = models.UUIDField(db_index=True)

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["change", "record"], name="a_change_takes_a_record_back_once")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.of

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """With its change. What it names is seen only by whoever sees that."""
        return seen_through("change_id", Change.objects.visible_to(viewer))
