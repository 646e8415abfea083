"""The paper trail of an alert that is erased alone."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.protection.alerts.models.alert import Alert
from malath.protection.cases.rules import ErasureGround


class AlertErasure(ScopedModel):
    """A wish to be forgotten that concerns an alert which became no case: asked by one member, carried out by a second.

    Holds no name: after the key is gone, what was erased cannot be told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="erasures")
    ground = models.CharField(max_length=40, choices=ErasureGround)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)
    backups_end_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(withdrawn_on=None), name="one_standing_erasure_of_an_alert"
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.asked_on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(alert__screening_organisation__in=viewer.standing.organisations_able("erase"))
