"""Frozen texts, who is asked to sign them, and what each answered."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.voice.statements.models.texts import OfStatement, Statement, led_q, speaking_for
from malath.voice.statements.rules import STANDING, Act, Nature, State


class Edition(OfStatement):
    """A text that was frozen. Its digest is that of the text in the language in which it was drafted.

    `judged_for` is the organisation that signed and said, with the lead, what the change is; `answer_by` is until when
    everybody is asked again if it is one of substance.
    """

    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    version = models.ForeignKey("Version", on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=10, choices=Nature)
    lead_says = models.CharField(max_length=10, choices=Nature, blank=True)
    frozen_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    frozen_on = models.DateField()
    answer_by = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_for = models.ForeignKey("Signatory", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_on = models.DateField(null=True, blank=True)

    class Meta(OfStatement.Meta):
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="editions_count_up"),
            models.UniqueConstraint(fields=["statement"], condition=models.Q(nature="open"), name="one_change_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.nature}"

    @property
    def short_digest(self) -> str:
        """Its first sixteen digits, for a line."""
        return self.digest[:16]


class BoundText(OfStatement):
    """The exact bytes of an edition in one language: the text itself, or a translation that is bound to it."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    content = SealedTextField()
    text = SealedJSONField()
    bound_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    bound_on = models.DateField()

    class Meta(OfStatement.Meta):
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="one_text_a_language")]

    def __str__(self) -> str:
        return self.language


def _own_q(viewer: Member, prefix: str = "") -> models.Q:
    return models.Q(**{f"{prefix}organisation__in": speaking_for(viewer), f"{prefix}removed_on": None})


class Signatory(SealedModel, ScopedModel):
    """An organisation that is asked to sign. `names`: {"ar", "en", "fr"}; `organisation` is empty for one without members
    here. `withdrawn_on` is set only when the text was out already: then the withdrawal is shown as of its date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="signatories")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="statements_asked"
    )
    names = SealedJSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    named = models.BooleanField(default=True)
    initiator = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True, blank=True, db_index=True)
    signed_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    reservation = SealedTextField()
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "signatories"
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "organisation"], condition=models.Q(removed_on=None), name="asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(STANDING), signed_edition__isnull=False, signed_on__isnull=False)
                | (~models.Q(state__in=sorted(STANDING)) & models.Q(signed_edition=None)),
                name="a_signature_names_its_text",
            ),
            models.CheckConstraint(condition=~models.Q(state="lapsed"), name="silence_is_not_stored"),
            models.CheckConstraint(
                condition=models.Q(removed_on=None) | ~models.Q(state__in=sorted(STANDING)),
                name="whoever_signed_is_not_removed",
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.state

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.statement_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """The lead sees all, an organisation itself; others only those who let their name be known under the text."""
        shown = models.Q(state__in=STANDING) | models.Q(withdrawn_on__isnull=False)
        public = models.Q(named=True, removed_on=None) & shown
        return (
            led_q(viewer, "statement__")
            | _own_q(viewer)
            | public & seen_through("statement_id", Statement.objects.visible_to(viewer))
        )


class OfSignatory(SealedModel, ScopedModel):
    """What only the lead and the organisation itself see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="%(class)s_rows")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = True

    objects = ScopedManager()

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.statement_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return led_q(viewer, "statement__") | _own_q(viewer, "signatory__")


class Answer(OfSignatory):
    """One answer to one edition, kept for good. `words`: {"words", "signed_by", "mandate_words"}."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    mandate = models.CharField(max_length=10, blank=True)
    named = models.BooleanField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    words = SealedJSONField()

    class Meta(OfSignatory.Meta):
        constraints = [models.UniqueConstraint(fields=["statement", "turn"], name="answers_have_an_order")]

    def __str__(self) -> str:
        return self.act


class SigningLink(OfSignatory):
    """A way to answer once without an account. Only digests of its secret and of its code are kept."""

    secret_digest = models.BinaryField(max_length=32, unique=True)
    code_digest = models.CharField(max_length=200)
    tries = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    ends_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.made_on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return led_q(viewer, "statement__")
