"""What is kept sealed for the rooms: drafts, files, and what a sealed server took in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField

if TYPE_CHECKING:
    pass


class Draft(SealedModel, ScopedModel):
    """What a member has written in a form and not sent yet, so that it survives a lost line. Seen by its writer alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)
    fields = SealedJSONField()
    changed_on = models.DateField()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["member", "form"], name="one_draft_a_form")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.form

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.member.home_organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(member=viewer)


class SealedFile(SealedModel):
    """A file of at most 25 MB: an item of the vault, or, for a while only, in MALATH_HOME/files under its subject's key.

    Name and type are sealed under the subject's key either way. Not read by itself: the room's own row (a case's
    document) carries the access rule.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    name = SealedTextField()
    kind = SealedTextField()
    sha256 = SealedTextField()
    size = models.PositiveBigIntegerField()
    item = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=~models.Q(item=""), name="one_file_an_item_of_the_vault")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.subject


class Intake(models.Model):
    """What was sent while the server was sealed: encrypted to the intake key, read back only after unsealing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    blob = models.BinaryField()
    received_on = models.DateField()

    def __str__(self) -> str:
        return self.kind
