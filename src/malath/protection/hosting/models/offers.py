"""A home offered by somebody without an account."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.protection.hosting.models.homes import Host
from malath.protection.hosting.models.networks import Network
from malath.protection.hosting.rules import (
    DeclineReason,
    OfferState,
)
from malath.protection.hosting.visibility import keeping_q


class Offer(SealedModel, ScopedModel):
    """A home offered by somebody without an account. Sealed to the intake key as it arrives, so that a sealed server
    takes it in; a job opens it into `details` under its own key. The host that comes of it has the same id and key.

    `details`: {"name", "phones": [str], "mail", "language", "host_kind", "home_kind", "beds", "rooms", "flags": [code],
    "languages": [code], "from", "until", "where", "text"}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="offers")
    # Of the form that it was written in: the same form is not taken twice.
    form_digest = models.BinaryField(max_length=32, unique=True)
    blob = models.BinaryField(blank=True, default=bytes)
    details = SealedJSONField()
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.ARRIVED)
    received_on = models.DateField()
    reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    reason_text = SealedTextField(blank=True)
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    cleared_on = models.DateField(null=True, blank=True)
    host = models.OneToOneField(Host, on_delete=models.PROTECT, null=True, blank=True, related_name="offer")

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["network", "state", "received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.TAKEN) | models.Q(host__isnull=False),
                name="a_taken_offer_has_a_host",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """A short handle to speak of the offer by; it tells nothing."""
        return f"O-{self.pk.hex[:6].upper()}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer)
