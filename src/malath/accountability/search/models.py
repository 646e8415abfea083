"""What members search for in words, and the searches that they keep: sealed, and seen by their owner alone (SC1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel


class Search(SealedModel, ScopedModel):
    """A search of a member's: words and names, which never stand in an address, and, once it is kept, its name and codes.

    `asked`: {"text", "name", "query", "called"}. `seen_change` is the newest change at the last look: what came later is new.
    What is new of a followed one is said on Today.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="searches")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_kept = models.BooleanField(default=False)
    is_followed = models.BooleanField(default=False)
    made_on = models.DateField()
    looked_on = models.DateField()
    seen_change = models.BigIntegerField(default=0)
    asked = SealedJSONField()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "searches"
        indexes = [models.Index(fields=["member", "is_kept", "-made_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.made_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """One's own, and nobody else's."""
        return models.Q(member=viewer)
