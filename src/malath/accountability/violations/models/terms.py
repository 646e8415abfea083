"""Who read the words of a term in a language, and found that they say what they should (SC1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.violations.vocabulary import LANGUAGES
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel


class TermReview(ScopedModel):
    """A review of one label. `label` is a digest of the words that were read: other words are a draft again.

    Nothing of it is about anybody but its reviewer: whoever documents in the coalition reads it, and uses the same words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    terms = models.CharField(max_length=24)
    code = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=[(one, one) for one in LANGUAGES])
    label = models.CharField(max_length=12)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "code", "language", "label", "organisation"],
                name="an_organisation_reviews_words_once",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.terms} {self.code} {self.language}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q() if viewer.can("document") else models.Q(pk__in=[])
