"""A host's wish to be forgotten."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.protection.hosting.models.homes import Host
from malath.protection.hosting.rules import HostErasureGround
from malath.protection.hosting.visibility import keeping_q


class HostErasure(ScopedModel):
    """Asked by one who keeps the network's homes, carried out by a second. Holds no name: a code and days alone, which
    stay as the receipt when everything else is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="erasures")
    ground = models.CharField(max_length=12, choices=HostErasureGround)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    backups_end_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["host"], condition=models.Q(withdrawn_on=None), name="one_erasure_of_a_host_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.asked_on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer, "host__network")
