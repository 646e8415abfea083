"""What is published: by whom, of which kind, in which languages; and its corrections."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel
from malath.voice.site.rules import Kind, State, Subject


class Publication(SealedModel, ScopedModel):
    """One item of the press list. `texts`: {language: {"title", "excerpt", "body"}}, empty where `statement` gives them.

    Kind, subject, state and hour stand in clear: they are public as soon as it is out, and it is there to go out.
    `revision` counts every change, so that the pages are known to be behind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=12, choices=Subject)
    statement = models.ForeignKey(
        "statements.Statement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    goes_out_at = models.DateTimeField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)
    down_on = models.DateField(null=True, blank=True)
    slug = models.CharField(max_length=80, blank=True)
    # The journalists' address before the hour; empty without an embargo.
    embargo = models.CharField(max_length=43, blank=True)
    revision = models.PositiveIntegerField(default=0)
    texts = SealedJSONField()
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["state", "-out_at"])]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=~models.Q(slug=""), name="an_address_is_of_one"),
            models.UniqueConstraint(
                fields=["statement"], condition=models.Q(statement__isnull=False), name="a_statement_goes_out_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["out", "down"]) | models.Q(out_at__isnull=False) & ~models.Q(slug=""),
                name="what_is_out_has_an_address",
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.slug or str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_signed(self) -> bool:
        """Whether its text is one that was signed."""
        return self.statement_id is not None

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class Correction(SealedModel, ScopedModel):
    """What was wrong in something that was out, said in each language beside it. `words`: {language: text}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="corrections")
    words = SealedJSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        pass

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.at)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.publication_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("publication_id", Publication.objects.visible_to(viewer))
