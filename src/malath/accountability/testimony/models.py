"""Testimonies: how each was taken, what its person allows, to whom it went, and who holds its seat (SC1, SC4).

How it was taken stands under the event's key; what the person allows under the person's own.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from malath.accountability.testimony.rules import Purpose
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel


class Testimony(SealedModel, ScopedModel):
    """What one person told, as a piece of information of the violations room, with how it was taken and read back.

    `taking`: {"explained", "language", "present", "interpreter", "given_by": a rules.Who, "given_by_name"};
    `reading`: {"by", "corrections"}, once it was read back and confirmed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    information = models.OneToOneField("violations.Information", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("violations.Event", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("violations.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="testimonies")
    taken_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="testimonies_taken")
    taken_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    taking = SealedJSONField()
    reading = SealedJSONField()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "testimonies"
        indexes = [models.Index(fields=["organisation", "-taken_on", "id"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.event_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who document in its organisation and see the information itself: not guests of the event."""
        from malath.accountability.violations.offered import information_seen

        own = models.Q(organisation__in=viewer.standing.organisations_able("document"))
        return own & seen_through("information_id", information_seen(viewer))


class OfTestimony(SealedModel, ScopedModel):
    """What hangs on a testimony: under its person's key, seen by whoever sees the testimony."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="%(class)s_rows")
    person = models.ForeignKey("violations.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = True

    objects = ScopedManager()

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("testimony_id", Testimony.objects.visible_to(viewer))


class Consent(OfTestimony):
    """What a person said on one purpose: yes or no. It ends by itself, and is withdrawn in one step.

    `turn` counts what the person said, one after another. `details`: {"recipients": [identifier of an organisation, code
    of a mechanism, or a name], "name_use", "knows_letter", "knows_summary", "given_by", "given_by_name", "note"}.
    """

    purpose = models.CharField(max_length=12, choices=Purpose)
    agrees = models.BooleanField()
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True, db_index=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents_of_testimonies")
    turn = models.PositiveIntegerField(default=0)
    details = SealedJSONField()

    class Meta(OfTestimony.Meta):
        indexes = [models.Index(fields=["person", "purpose"], name="consents_of_a_person")]

    def __str__(self) -> str:
        return self.purpose


class Passing(OfTestimony):
    """That a testimony went to somebody: shared, exported, submitted. Who received it is told when consent is withdrawn.

    `to_tell` is set by a withdrawal; `told_on` ends it. `details`: {"recipient", "note"}.
    """

    purpose = models.CharField(max_length=12, choices=Purpose)
    passed_on = models.DateField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey("access.Grant", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_tell = models.BooleanField(default=False)
    told_on = models.DateField(null=True, blank=True)
    details = SealedJSONField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.passed_on}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever sees the testimony; and those who hold its seat, who see what is done with it."""
        held = Seat.objects.unscoped(reason="the seats of the viewer's own association").filter(held_seats_q(viewer))
        return super().visible_q(viewer) | seen_through("testimony_id", held, by="testimony_id")


class Association(ScopedModel):
    """That an organisation of the coalition is a victims' association, which may hold the seats of testimonies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="associations")
    founded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(ended_on=None), name="one_association_an_organisation"
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.since)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever runs the system, and whoever may ask a person for a seat: that an association is one is no secret."""
        everywhere = viewer.can("manage_system") or bool(viewer.standing.coalition_able("document"))
        return models.Q(organisation__in=viewer.standing.organisations_able("hold_seat")) | (
            models.Q(pk__isnull=False) if everywhere else models.Q(pk__in=[])
        )


class Seat(OfTestimony):
    """That a victims' association holds the seat of a testimony, by its person's consent.

    `details`: {"known_as"}: the name or the initials under which the person wants to be known there; else empty.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    placed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    details = SealedJSONField()

    class Meta(OfTestimony.Meta):
        constraints = [
            models.UniqueConstraint(fields=["testimony"], condition=models.Q(ended_on=None), name="one_seat_at_a_time")
        ]

    def __str__(self) -> str:
        return str(self.since)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever sees the testimony; and, while it holds, the delegates of the association."""
        return super().visible_q(viewer) | held_seats_q(viewer)


def held_seats_q(viewer: Member) -> models.Q:
    """The seats that the viewer holds as a delegate, today, for an association of the coalition, while the consent holds."""
    holds = models.Q(consent__until=None) | models.Q(consent__until__gte=timezone.localdate())
    consented = models.Q(consent__agrees=True, consent__withdrawn_on=None) & holds
    return models.Q(organisation__in=viewer.standing.coalition_able("hold_seat"), ended_on=None) & consented


class UseProposal(OfTestimony):
    """A use of a seated testimony, proposed to the association, with its answer. `turn` orders what was proposed and
    answered: what was said last decides.

    `until` is for how long it was proposed, `agreed_until` for how long it was agreed. `details`: {"recipient", "what",
    "name_use", "earlier": [{"reply", "on", "until"}]}: to whom, what of it, under which name, answers that were changed.
    """

    class Reply(models.TextChoices):
        WAITS = "waits", pgettext_lazy("proposal", "Waits for an answer")
        YES = "yes", pgettext_lazy("proposal", "Agreed")
        NO = "no", pgettext_lazy("proposal", "Refused")
        TAKEN = "taken", pgettext_lazy("proposal", "Taken back before an answer")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="proposals")
    purpose = models.CharField(max_length=12, choices=Purpose)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    until = models.DateField()
    turn = models.PositiveIntegerField()
    reply = models.CharField(max_length=5, choices=Reply, default=Reply.WAITS)
    agreed_until = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    replied_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    details = SealedJSONField()

    class Meta(OfTestimony.Meta):
        constraints = [models.UniqueConstraint(fields=["testimony", "turn"], name="proposals_have_an_order")]
        indexes = [models.Index(fields=["seat", "reply", "asked_on"], name="proposals_of_a_seat")]

    def __str__(self) -> str:
        return self.purpose

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return super().visible_q(viewer) | seen_through("seat_id", Seat.objects.visible_to(viewer))


class PrivateReason(SealedModel, ScopedModel):
    """Why an association answered as it did: known to its delegates alone, under the association's own key.

    `words`: {"said": [{"on", "reply", "words"}]}, one for each answer that had a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.OneToOneField(UseProposal, on_delete=models.PROTECT, related_name="reason")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = SealedJSONField()

    class Meta(ScopedModel.Meta):
        pass

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.coalition_able("hold_seat"))
