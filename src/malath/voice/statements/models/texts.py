"""A statement, its versions in each language, and what is said of a paragraph."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.voice.statements.rules import Kind, Order, Stage

LANGUAGES = ("ar", "en", "fr")


class Statement(SealedModel, ScopedModel):
    """A text that one organisation leads and several sign. `titles`: {language: title of the newest version}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements_led")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFTING)
    order = models.CharField(max_length=10, choices=Order, default=Order.INITIATORS)
    answer_by = models.DateTimeField(null=True, blank=True, db_index=True)
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()
    released_on = models.DateField(null=True, blank=True)
    titles = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["-begun_on", "id"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_open(self) -> bool:
        """Whether it can still be written, frozen and answered."""
        return self.stage in (Stage.DRAFTING, Stage.SIGNING)

    @property
    def title(self) -> str:
        """The title in the active language, else as it was drafted; the row comes revealed."""
        from django.utils.translation import get_language

        return str(self.titles.get((get_language() or "")[:2]) or self.titles.get(self.language, ""))

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who draft for the organisation that leads; those who draft or sign for one that is invited."""
        from malath.voice.statements.models.signing import Signatory

        invited = Signatory.objects.unscoped(reason="an invitation lets its organisation read the text")
        mine = invited.filter(organisation__in=speaking_for(viewer), removed_on=None)
        return led_q(viewer) | models.Q(pk__in=mine.values("statement"))


def speaking_for(viewer: Member) -> list[uuid.UUID]:
    """The organisations for which the viewer drafts or signs."""
    able = {*viewer.standing.organisations_able("draft_statements")}
    return [*able, *(o for o in viewer.standing.organisations_able("sign_statements") if o not in able)]


def led_q(viewer: Member, prefix: str = "") -> models.Q:
    """What belongs to statements that the viewer's organisation leads."""
    return models.Q(**{f"{prefix}organisation__in": viewer.standing.organisations_able("draft_statements")})


class OfStatement(SealedModel, ScopedModel):
    """What hangs on a statement: under its key, seen by whoever sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT)

    class Meta(ScopedModel.Meta):
        abstract = True

    objects = ScopedManager()

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.statement_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("statement_id", Statement.objects.visible_to(viewer))


class Version(OfStatement):
    """A text as it was saved once, never overwritten.

    `text`: {"title", "parts": [{"key", "text"}], "last"}, the last being the highest key that was ever given; a
    translation's parts have "of" too, the mark of the paragraph that
    they translate, and its text "title_of".
    """

    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    text = SealedJSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(OfStatement.Meta):
        constraints = [
            models.UniqueConstraint(fields=["statement", "language", "number"], name="versions_of_a_text_count_up")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.number}"


class Comment(OfStatement):
    """What somebody says of one paragraph; it stays with the paragraph while the text is rewritten."""

    paragraph = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    words = SealedTextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    class Meta(OfStatement.Meta):
        constraints = [models.UniqueConstraint(fields=["statement", "number"], name="comments_count_up")]

    def __str__(self) -> str:
        return self.paragraph
