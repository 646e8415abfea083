"""Values: each with its source, its confidence, who entered it and when. Nothing is overwritten, all can be undone (SC1)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.violations.models.base import Change
from malath.accountability.violations.models.events import Event
from malath.accountability.violations.models.parties import Body, Person
from malath.accountability.violations.rules import ReviewKind, Stage
from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel


class Statement(SealedModel, ScopedModel):
    """One value of one field of one record, as one source has it.

    `value`: {"v": the value}, as fields.py describes the field's kind. It stands until it is ended by a later change; of
    those that stand, the preferred one, else the newest, is what the record's columns and pages show first.

    `line` is the account of which it is a version: the id of that account's first statement, empty for the first itself.
    `said_in` is the change in which it was first said, where a later one only said it again, to stand first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    of = models.CharField(max_length=12)
    record = models.UUIDField()
    field = models.CharField(max_length=24)
    source = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="said")
    confidence = models.CharField(max_length=20, blank=True)
    is_preferred = models.BooleanField(default=True)
    stands = models.BooleanField(default=True)
    line = models.UUIDField(null=True, blank=True)
    said_in = models.ForeignKey(
        Change, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_in = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="made")
    ended_in = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, blank=True, related_name="ended")
    value = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["record", "stands", "field"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=False, person=None, body=None)
                | models.Q(person__isnull=False, event=None, body=None)
                | models.Q(body__isnull=False, event=None, person=None),
                name="a_statement_is_of_one_subject",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.field

    @property
    def entered_in(self) -> Change:
        """The change in which somebody entered it."""
        change: Change = self.said_in or self.made_in
        return change

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.event_id or self.person_id or self.body_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever sees the event, the person or the body. A source whom the viewer may not see is not named to them."""
        of_event = models.Q(event__isnull=False) & seen_through("event_id", Event.objects.visible_to(viewer))
        of_person = models.Q(person__isnull=False) & seen_through("person_id", Person.objects.visible_to(viewer))
        of_body = models.Q(body__isnull=False) & seen_through("body_id", Body.objects.visible_to(viewer))
        return of_event | of_person | of_body


class Review(SealedModel, ScopedModel):
    """A line of an event's review: a step, that somebody does not agree, or has a tie; with reasons that are kept.

    `reasons`: {"words", "tie", "source_reliability", "information_reliability"}, codes of the vocabulary where they are codes.
    `order` counts an event's lines from 1. `is_untied`: they said that they have no tie to those named; None where it was not
    asked. `is_alone`: whoever verified it was also the only one who had checked it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind, default=ReviewKind.STEP)
    order = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=Stage)
    agrees = models.BooleanField(default=True)
    is_untied = models.BooleanField(null=True)
    is_alone = models.BooleanField(default=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reviews_of_events")
    on = models.DateField()
    at_change = models.BigIntegerField()
    reasons = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["event", "on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.stage

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.event_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("event_id", Event.objects.visible_to(viewer))


class Story(SealedModel, ScopedModel):
    """What a documenter has written of a story and not finished. Seen by its writer alone, until it becomes records.

    `answers`: the wizard's own form, as telling.py reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="stories")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()
    changed_on = models.DateField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    answers = SealedJSONField()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "stories"

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.changed_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(member=viewer)
