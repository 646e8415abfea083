"""A wish to have an event or a person forgotten: asked by one member, answered by a second (security.md, Erasure)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.violations.models.events import Event
from malath.accountability.violations.models.parties import Person
from malath.accountability.violations.rules import ErasureGround
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedModel, SealedTextField


class RecordErasure(SealedModel, ScopedModel):
    """It waits until it is done, or ended: withdrawn by whoever asked, refused by another. Once done it is the receipt.

    `why` stands under the key that the erasure destroys; the ground is a code, because it stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures")
    ground = models.CharField(max_length=12, choices=ErasureGround)
    why = SealedTextField(blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    backups_end_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-done_on", "id"], name="erasures_that_were_done")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=False) ^ models.Q(person__isnull=False),
                name="an_erasure_is_of_an_event_or_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(done_by=None) | ~models.Q(done_by=models.F("asked_by")),
                name="an_erasure_takes_two_members",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on=None) | models.Q(ended_on=None), name="an_erasure_is_done_or_ended"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(ended_on=None), name="one_erasure_of_an_event_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_on=None), name="one_erasure_of_a_person_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.asked_on)

    @property
    def about(self) -> Event | Person:
        """What is erased."""
        row: Event | Person = self.event or self.person
        return row

    @property
    def sealed_subject(self) -> uuid.UUID:
        pk: uuid.UUID = self.event_id or self.person_id
        return pk

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.done_on is None and self.ended_on is None

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who may erase for its organisation; they see restricted records too."""
        able = set(viewer.standing.organisations_able("erase_evidence"))
        return models.Q(organisation__in=able & set(viewer.standing.organisations_able("see_restricted")))
