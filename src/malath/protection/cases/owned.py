"""The base for other rooms' rows of a case: seen by whoever sees the case, sealed under the case's key."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedModel


class OwnedByCase(SealedModel, ScopedModel):
    """Gives `id`, `case` and the rule; the room adds its own fields."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT)

    objects = ScopedManager()  # type: ignore[misc]

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.case_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        from malath.protection.cases.models import Case

        return seen_through("case_id", Case.objects.visible_to(viewer))
