"""Pairs of records that may be one person, what members said of them, and the links that came of it (SC10, BT3).

A link joins two records and changes neither: each keeps its pseudonym, its key, its case. Links are undone, not deleted;
everything about somebody who was erased goes.
"""

from __future__ import annotations

import uuid

from django.db import models

from malath.people.matching.rules import Clarity, Said, State
from malath.people.visibility import people_visible_q
from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel


def both_visible_q(viewer: Member, before: str = "") -> models.Q:
    """Both people of a row are seen by the viewer, and neither was erased; `before` is the path to the row."""
    return (
        people_visible_q(viewer, f"{before}one")
        & people_visible_q(viewer, f"{before}other")
        & models.Q(**{f"{before}one__erased_on": None, f"{before}other__erased_on": None})
    )


class OfTwo(ScopedModel):
    """A row about two people, the one with the smaller identifier first; seen only by whoever sees both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return both_visible_q(viewer)


class Pair(SealedModel, OfTwo):
    """Two records that may be one person. `reasons`: {"for": [code], "against": [code]}, as the job last found them."""

    clarity = models.PositiveSmallIntegerField(choices=Clarity)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    turn = models.PositiveSmallIntegerField()
    reasons = SealedJSONField()
    found_on = models.DateField()

    class Meta(OfTwo.Meta):
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_pair_of_two_people")]
        indexes = [models.Index(fields=["turn", "id"])]

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.one_id


class Verdict(ScopedModel):
    """What a member said of a pair. Taken back, it is kept and does not count.

    `step` is shared by what a member said of a whole group at once, so that it is undone at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="verdicts")
    said = models.CharField(max_length=10, choices=Said)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    step = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "by"], condition=models.Q(withdrawn_on=None), name="one_verdict_a_member_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.said

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return both_visible_q(viewer, "pair__")


class SamePerson(OfTwo):
    """Two records are one person, by the word of members. A group is what links connect; nothing is merged."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="links")
    since = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(OfTwo.Meta):
        verbose_name_plural = "same people"
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=models.Q(withdrawn_on=None), name="one_link_of_two_people_in_force"
            )
        ]


class Looked(models.Model):
    """When the job last compared somebody with everybody else. Who was changed since has no row and comes next."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.on}"
