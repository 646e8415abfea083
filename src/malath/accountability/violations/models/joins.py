"""That two records are of one person, or of one unit or place: proposed by one member, confirmed by another, taken apart (SC1)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from malath.accountability.violations.models.parties import Body, Person
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedModel, SealedTextField


class Join(SealedModel, ScopedModel):
    """Two records, and what two members said of them. The one whose identifier is the lower stands first, so that two that
    are proposed the other way round are the same two.

    `reasons` and `why_apart` stand under the first one's key; the erasure of either takes the row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of two records", "waits for a second member")
        STANDING = "standing", pgettext_lazy("of two records", "joined")
        REFUSED = "refused", pgettext_lazy("of two records", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("of two records", "withdrawn")
        APART = "apart", pgettext_lazy("of two records", "taken apart")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="joins")
    other_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="joins")
    other_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    apart_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    apart_on = models.DateField(null=True, blank=True)
    reasons = SealedTextField()
    why_apart = SealedTextField(blank=True)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "state", "asked_on", "id"], name="joins_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, other_person__isnull=False, body=None, other_body=None)
                | models.Q(body__isnull=False, other_body__isnull=False, person=None, other_person=None),
                name="a_join_is_of_two_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) | models.Q(person__lt=models.F("other_person")),
                name="a_join_of_people_has_an_order",
            ),
            models.CheckConstraint(
                condition=models.Q(body=None) | models.Q(body__lt=models.F("other_body")),
                name="a_join_of_bodies_has_an_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["standing", "apart"])
                | (models.Q(answered_by__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
                name="a_join_takes_two_members",
            ),
            models.UniqueConstraint(
                fields=["person", "other_person"],
                condition=models.Q(state__in=["waiting", "standing"]),
                name="two_people_are_joined_once",
            ),
            models.UniqueConstraint(
                fields=["body", "other_body"],
                condition=models.Q(state__in=["waiting", "standing"]),
                name="two_bodies_are_joined_once",
            ),
        ]

    def __str__(self) -> str:
        return self.state

    @property
    def model(self) -> type[Person | Body]:
        """What the two are."""
        return Person if self.person_id else Body

    @property
    def ends(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The two records."""
        return (self.person_id, self.other_person_id) if self.person_id else (self.body_id, self.other_body_id)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == self.State.WAITING

    @property
    def is_standing(self) -> bool:
        """Whether the two are one."""
        return self.state == self.State.STANDING

    @property
    def sealed_subject(self) -> uuid.UUID:
        pk: uuid.UUID = self.person_id or self.body_id
        return pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever documents in the organisation and sees both records; nobody of another organisation."""
        people, bodies = Person.objects.visible_to(viewer), Body.objects.visible_to(viewer)
        of_people = models.Q(person__isnull=False) & seen_through("person_id", people)
        of_bodies = models.Q(body__isnull=False) & seen_through("body_id", bodies)
        both_people = of_people & seen_through("other_person_id", people)
        both_bodies = of_bodies & seen_through("other_body_id", bodies)
        own = models.Q(organisation__in=viewer.standing.organisations_able("document"))
        return own & (both_people | both_bodies)
