"""What readers of the public site wrote, and which organisations let them write."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.rules import Role
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.voice.letters.rules import Kind, State


class Desk(ScopedModel):
    """That an organisation takes letters, and the public key to which readers may encrypt. Public, as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)
    public_key = models.TextField(blank=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.organisation_id)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("keep_desk"))


class Letter(SealedModel, ScopedModel):
    """What a reader wrote. A subject of its own, with the id that it had in the intake: it is taken in once.

    `details`: {field of the form: [text]}, as it was written. `network`: the city's that was chosen; without one it is for
    those who speak for the organisation.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(LocalNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=5)
    received_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    details = SealedJSONField()
    note = SealedTextField(blank=True)
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    cleared_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "state", "received_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """A short handle to speak of the letter by; it tells nothing."""
        return f"L-{self.pk.hex[:6].upper()}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """To a city: those who run its network for the organisation. To the organisation: those who speak for it."""
        standing = viewer.standing
        local = models.Q(
            network__in=standing.networks, organisation__in=standing.organisations_with(Role.NETWORK_COORDINATOR)
        )
        covering = models.Q(network__isnull=False, organisation__in=standing.covered_organisations)
        speaking = models.Q(network=None, organisation__in=standing.organisations_able("publish"))
        return local | covering | speaking
