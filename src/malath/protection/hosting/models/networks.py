"""Local networks: who answers for them, what they can give, who helps (SH5)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel
from malath.protection.hosting.rules import (
    CapacityKind,
)
from malath.protection.hosting.visibility import keeping_q


class Network(ScopedModel):
    """What hosting adds to a city's local network: who answers for it, and where it lies on the picture of networks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    local = models.OneToOneField(LocalNetwork, on_delete=models.PROTECT, related_name="hosting")
    country = models.CharField(max_length=2)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="host_networks")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partner_networks")
    # Of the city, to a tenth of a degree: a picture shows networks, never homes.
    latitude = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    takes_offers = models.BooleanField(default=True)
    opened_on = models.DateField()

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.local)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """That a network exists is public; what it can give is seen by those who work on cases in the coalition."""
        if viewer.standing.coalition_able("work_cases"):
            return models.Q(pk__isnull=False)
        return keeping_q(viewer, "")


class OfNetwork(ScopedModel):
    """A row of a network, seen by whoever sees the network."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("network_id", Network.objects.visible_to(viewer))


class Capacity(OfNetwork):
    """What a network can give from one day to another. `code`: a language, or a kind of care; `km`: how far that is."""

    kind = models.CharField(max_length=14, choices=CapacityKind)
    code = models.CharField(max_length=12, blank=True)
    max = models.PositiveSmallIntegerField()
    km = models.PositiveSmallIntegerField(null=True, blank=True)
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)

    class Meta(OfNetwork.Meta):
        indexes = [models.Index(fields=["network", "kind", "from_day"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_day=None) | models.Q(to_day__gt=models.F("from_day")),
                name="capacity_runs_forward",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.max}"


class Volunteer(SealedModel, OfNetwork):
    """Who helps in a network. A subject of its own. `details`: {"name", "phones": [str], "languages": [code],
    "can": [code], "times": [code], "hours": int or None, "woman": bool, "note"}."""

    details = SealedJSONField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta(OfNetwork.Meta):
        pass

    def __str__(self) -> str:
        return str(self.since)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer)
