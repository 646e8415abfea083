"""The e-mail list: which organisation keeps it, who asked for news, and what was sent. Of who got what nothing is kept."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel
from malath.voice.site.models import Publication
from malath.voice.subscribers.rules import State


class NewsList(ScopedModel):
    """That an organisation keeps the list for the whole site. One does at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["is_open"], condition=models.Q(is_open=True), name="one_keeps_the_list")
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.organisation_id)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class Subscriber(SealedModel, ScopedModel):
    """An address and what is sent to it. `details`: {"address", "token"}; the token stands in the links of its mails.

    A mailbox may stand here twice: confirmed, and waiting with other wishes. The keyed digests are for finding alone.
    `due_at`: when the mail that asks for confirmation is to go; `again_at`: the earliest hour for another.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    language = models.CharField(max_length=2)
    kinds = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    asked_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    asked_times = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    refused_times = models.PositiveSmallIntegerField(default=0)
    mailbox = models.BinaryField(max_length=16)
    token_digest = models.BinaryField(max_length=16)
    details = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "state"], condition=~models.Q(state="gone"), name="a_mailbox_asks_once"
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~models.Q(state="gone"), name="a_link_is_of_one_subscriber"
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """For counting, and for erasing by those who publish for the organisation; no page shows an address."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class Quiet(models.Model):
    """A mailbox, as a keyed digest, to which nobody who asks gets us to write until a day."""

    mailbox = models.BinaryField(max_length=16, primary_key=True)
    until = models.DateField()

    def __str__(self) -> str:
        return str(self.until)


class Mailing(ScopedModel):
    """A text on its way to all who wished it; how many got it, and of how many it was refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_correction = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=models.Q(is_correction=False), name="a_text_is_news_once"
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation whose text it is, or for the one that keeps the list."""
        theirs = seen_through("publication_id", Publication.objects.visible_to(viewer))
        return theirs | models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class Piece(ScopedModel):
    """One mail that is still to go. When it went it is gone from here: so nobody gets it twice, and nothing tells who did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="pieces")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="pieces")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["due_at"])]
        constraints = [models.UniqueConstraint(fields=["mailing", "subscriber"], name="one_mail_each")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Nobody looks at single mails: a mailing counts them."""
        return models.Q(pk__in=[])
