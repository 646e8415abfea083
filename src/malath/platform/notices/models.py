"""Notices: what a member should know, in the application and, where they wish, by mail without name or place."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel


class Notice(ScopedModel):
    """One notice: a code from the register of notices, and where to look. It holds no name and no text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    on = models.DateField()
    read_on = models.DateField(null=True, blank=True)
    mailed_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["member", "read_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(member=viewer)
