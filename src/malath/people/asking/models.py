"""Questions to the coalition, and what is asked of those who may know (BT3).

Nothing in clear ties a question to an answer: the database alone does not say who knows whom.
"""

from __future__ import annotations

import uuid

from django.db import models

from malath.people.asking.rules import State
from malath.people.visibility import people_visible_q
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField


class Question(SealedModel, ScopedModel):
    """ "Does anyone else know this person?", asked by a member for an organisation.

    `token`: the person as bits (tokens.Token). `details`: {"purpose": code, "words": str, "ground": code,
    "ground_words": str, "days": int, "recipients": [str], "agreed": [{"organisation", "person", "grant", "given",
    "by"}]}, where `grant` is what the asker holds and `given` what they gave.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="questions")
    asked_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    token = SealedTextField()
    details = SealedJSONField()
    matched_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "asked_on"]), models.Index(fields=["settled_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_on}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @property
    def is_open(self) -> bool:
        return self.settled_on is None and self.state in (State.WAITING, State.AGREED)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever works on cases in the asking organisation and sees the person."""
        own = viewer.standing.organisations_able("work_cases")
        return models.Q(organisation__in=own) & people_visible_q(viewer, "person")


class Answer(SealedModel, ScopedModel):
    """What one organisation is asked, because one of its people may be the one. Sealed under that person's key.

    `about`: the question, as a keyed digest of its id. `details`: {"question": id, "asker": organisation, "purpose",
    "words", "asked_on", "looked": [member], "reply", "by", "on", "ground", "ground_words", "days", "salt", "told",
    "agreed": {"person", "grant", "given"}}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="asked_answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="asked_answers")
    about = models.BinaryField(max_length=16, db_index=True)
    ends_on = models.DateField()
    closed = models.BooleanField(default=False)
    details = SealedJSONField()

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["about", "organisation"], name="an_organisation_is_asked_once")]
        indexes = [models.Index(fields=["organisation", "closed", "ends_on"])]

    def __str__(self) -> str:
        return str(self.ends_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Who may share what the organisation knows."""
        return models.Q(organisation__in=viewer.standing.organisations_able("grant_access"))
