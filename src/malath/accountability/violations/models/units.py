"""What changes with time of a unit or a place of detention: its names, to what it belonged, who held a post in it (SC1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.violations.models.base import Record
from malath.accountability.violations.models.parties import Body, Person
from malath.platform.access.models import Member
from malath.platform.access.scoped import seen_through


class BodyName(Record):
    """A name that a unit or a place bore for a time: the name and the time are statements."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="names_of_time")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.body_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("body_id", Body.objects.visible_to(viewer)) & models.Q(is_gone=False)


class Belonging(Record):
    """To what a unit or a place belonged for a time. Seen by whoever sees both."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="belonged")
    above = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="held_below")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(body=models.F("above")), name="a_unit_belongs_to_another")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.body_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        bodies = Body.objects.visible_to(viewer)
        return models.Q(body__in=bodies, above__in=bodies, is_gone=False)


class Post(Record):
    """What somebody was in a unit or a place for a time. Seen by whoever sees both; sealed under the person's key, so that it
    is gone with them."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["body", "-made_in", "id"], name="posts_of_a_body")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        people, bodies = Person.objects.visible_to(viewer), Body.objects.visible_to(viewer)
        return models.Q(person__in=people, body__in=bodies, is_gone=False)
