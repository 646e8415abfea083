"""Campaigns and occasions, their parts, the consents of speakers, and what belongs to them."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel
from malath.voice.campaigns.rules import Kind, PartKind, State


class Undertaking(SealedModel, ScopedModel):
    """A campaign or an occasion. `texts`: {language: {part: text}}; `details` of an occasion: {"first", "last" (ISO days),
    "open" (whether the place may be read outside), "place": {language: text}}.

    `revision` counts every change, so that the pages are known to be behind; `written` those of its own texts, so that
    two who write them see each other. `until`, the last day, stands in clear only while the public reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    campaign = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    slug = models.CharField(max_length=80, blank=True)
    out_on = models.DateField(null=True, blank=True)
    changed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    down_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    texts = SealedJSONField()
    details = SealedJSONField()
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="an_undertaking_has_its_own_address"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(out_on__isnull=False) & ~models.Q(slug=""),
                name="an_undertaking_that_is_out_has_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=True) | models.Q(kind="occasion"),
                name="an_occasion_belongs_to_a_campaign",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(state__in=["out", "closed"]),
                name="the_last_day_stands_in_clear_while_it_is_out",
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.slug or str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class Part(SealedModel, ScopedModel):
    """A line of one: `words` by kind, with "names" and "words" as {language: text} in each; an answer is `of` a decision
    maker. A session names its speakers in "speakers"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PartKind)
    of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    words = SealedJSONField()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["undertaking", "number"], name="parts_follow_one_another"),
            models.CheckConstraint(
                condition=models.Q(kind="answer", of__isnull=False) | ~models.Q(kind="answer") & models.Q(of__isnull=True),
                name="an_answer_is_of_a_decision_maker",
            ),
        ]  # fmt: skip

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.undertaking_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("undertaking_id", Undertaking.objects.visible_to(viewer))


class SpeakerConsent(SealedModel, ScopedModel):
    """What a speaker agreed to. `words`: {"covers": [...], "names" and "words" as they stood then, "way", "note"}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    speaker = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="+")
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    words = SealedJSONField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["speaker", "number"], name="a_speakers_consents_follow_one_another"),
            models.UniqueConstraint(
                fields=["speaker"], condition=models.Q(withdrawn_on=None), name="one_consent_of_a_speaker_is_in_force"
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.given_on}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.undertaking_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("undertaking_id", Undertaking.objects.visible_to(viewer))


class Belonging(ScopedModel):
    """A text of the press list that belongs to one."""

    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey("site.Publication", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["undertaking", "publication"], name="a_text_belongs_once")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.publication_id)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("undertaking_id", Undertaking.objects.visible_to(viewer))
