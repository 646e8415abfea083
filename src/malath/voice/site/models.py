"""What is published: by whom, of which kind, in which languages; its corrections; pictures and papers on any page."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.platform.sealed.models import SealedFile
from malath.voice.site.rules import LIVING_KINDS, Enclosed, Erased, Ground, Kind, State, Subject


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
    # The journalists' address, which leads to the text until the hour; empty without an embargo.
    embargo = models.CharField(max_length=43, blank=True)
    revision = models.PositiveIntegerField(default=0)
    texts = SealedJSONField()
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()
    # Where a programme stands among the others.
    place = models.PositiveSmallIntegerField(default=1)

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

    @property
    def is_living(self) -> bool:
        """Whether it is written anew while it is out."""
        return self.kind in LIVING_KINDS

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class SiteName(models.Model):
    """What the public site is called, in one language. It is published: it stands in clear."""

    language = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


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


class Enclosure(SealedModel, ScopedModel):
    """A picture or a paper that stands on a page: of a publication, a colleague, a campaign, an occasion. `holder` is that
    row, under whose key everything stands.

    `words` of a picture: {"alt": {language: text}, "credit", "people" (nobody | agreed), "said_by", "said_on", "wide",
    "narrow"}; of a paper: {"title": {language: text}, "whole"}. The last of each are {"sha256", "width", "height"} of its
    files. Nothing of what was brought is kept, not even its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    holder_kind = models.CharField(max_length=12)
    holder = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8, choices=Enclosed)
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    narrow = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    words = SealedJSONField()
    revision = models.PositiveIntegerField(default=0)
    put_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    put_on = models.DateField()
    place = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["holder", "place"], name="what_a_page_carries_has_an_order"),
            models.UniqueConstraint(
                fields=["holder"], condition=models.Q(kind="picture"), name="a_page_carries_one_picture"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="picture", narrow__isnull=False) | models.Q(kind="paper", narrow=None),
                name="a_picture_has_two_sizes",
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.holder

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation, as for all that can carry one."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class PageErasure(SealedModel, ScopedModel):
    """A record that was written for the public site and that two members erase. It waits until it is done, or ended: withdrawn
    by whoever asked, refused by another. Once done it is the receipt: of `row` nothing is left.

    `why` stands under the key that the erasure destroys; the ground is a code, because it stays. `slug` is an address of
    chance that goes on to say that something stood there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Erased)
    row = models.UUIDField(db_index=True)
    ground = models.CharField(max_length=12, choices=Ground)
    why = SealedTextField(blank=True)
    slug = models.CharField(max_length=16, blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    backups_end_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-done_on", "id"], name="pages_that_were_erased")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_by=None) | ~models.Q(done_by=models.F("asked_by")),
                name="erasing_a_page_takes_two_members",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on=None) | models.Q(ended_on=None), name="erasing_a_page_is_done_or_ended"
            ),
            models.UniqueConstraint(
                fields=["row"], condition=models.Q(ended_on=None), name="one_erasure_of_a_page_at_a_time"
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.asked_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.row

    @property
    def kind_words(self) -> str:
        """What it was, in the active language."""
        return str(Erased(self.kind).label)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))
