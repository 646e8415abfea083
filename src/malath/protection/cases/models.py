"""The case: a household, its team, and all that is written about it (SH1, SH6, SH11, BT3)."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Grant, LocalNetwork, Member, Organisation
from malath.platform.access.rules import Role
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.access.written import seen, text_of
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.platform.sealed.models import SealedFile
from malath.protection.cases.rules import (
    ClosingReason,
    EntryKind,
    EntryPath,
    ErasureGround,
    Outcome,
    Part,
    Priority,
    Relation,
    Restriction,
    Stage,
)


class Case(SealedModel, ScopedModel):
    """The protection of one household by a team. A subject of its own: notes and files stand under its key.

    `head` is the person by whose name the case is called. `place`: where the household is now, in words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    network = models.ForeignKey(LocalNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    head = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="headed_cases")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    entry_path = models.CharField(max_length=20, choices=EntryPath)
    priority = models.CharField(max_length=12, choices=Priority, default=Priority.NORMAL)
    summary = SealedTextField(blank=True)
    place = SealedTextField(blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    entries_written = models.PositiveIntegerField(default=0)
    erased_on = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        indexes = [
            models.Index(fields=["organisation", "stage", "-opened_on", "id"]),
            models.Index(fields=["network", "stage"]),
            models.Index(fields=["stage", "-opened_on", "id"]),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_open(self) -> bool:
        return self.stage == Stage.OPEN

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """On the team; or the role covers the owning organisation or the network; or a grant that has not ended."""
        return cls._rule(viewer, models.Q(pk__in=_seats_of(viewer).values("case")))

    @classmethod
    def row_q(cls, viewer: Member) -> models.Q:
        """The same of one case that is known by its key: its own seats are looked at, not all that the viewer holds."""
        return cls._rule(viewer, seen("pk", text_of(_seats_of(viewer), "case")))

    @classmethod
    def _rule(cls, viewer: Member, on_the_team: models.Q) -> models.Q:
        standing = viewer.standing
        working = standing.organisations_able("work_cases")
        grants = Grant.objects.unscoped(reason="the viewer's own grants").filter(Grant.holding_q(viewer))
        # A seat stays when its member leaves the organisation, so that it can be handed over: it opens nothing then.
        rule = on_the_team & models.Q(organisation__in=working)
        rule |= models.Q(pk__in=grants.values("subject"))
        if covered := standing.covered_organisations:
            rule |= models.Q(organisation__in=covered)
        if standing.networks:
            organisations = standing.organisations_with(Role.NETWORK_COORDINATOR)
            rule |= models.Q(network__in=standing.networks, organisation__in=organisations)
        if not working:
            return models.Q(pk__in=[])
        # An erased case is known to nobody any more; its receipt is told by `Erasure`.
        return rule & models.Q(erased_on=None)


def _seats_of(viewer: Member) -> models.QuerySet[TeamSeat]:
    seats: models.QuerySet[TeamSeat] = TeamSeat.objects.unscoped(reason="the viewer's own seats")
    return seats.filter(member=viewer, until=None)


class OfCase(SealedModel, ScopedModel):
    """A row of one case: seen by whoever sees the case, sealed under the case's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.case_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("case_id", Case.objects.visible_to(viewer))


class TeamSeat(OfCase):
    """A member's part on a case's team, for a time."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    part = models.CharField(max_length=10, choices=Part)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta(OfCase.Meta):
        indexes = [
            # Holds all that is asked of a member's own seats: which cases, in which parts, since when.
            models.Index(fields=["member", "until", "part", "since", "case"]),
            models.Index(fields=["case", "until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member", "part"], condition=models.Q(until=None), name="one_open_seat"
            )
        ]

    def __str__(self) -> str:
        return self.part


class HouseholdMember(OfCase):
    """A person of the case's household. `details`: {"relation": a value of `Relation`}."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="households")
    details = SealedJSONField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta(OfCase.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=models.Q(until=None), name="once_in_a_household"
            )
        ]

    def __str__(self) -> str:
        return str(self.since)

    @property
    def relation(self) -> str:
        """How they stand to the person whose name the case bears, in the reader's language; empty if not known."""
        return str(dict(Relation.choices).get(self.details.get("relation", ""), ""))


def restriction_q(viewer: Member) -> models.Q:
    """Entries and documents that the viewer may read: unrestricted, or restricted to a part that they hold."""
    working = viewer.standing.organisations_able("work_cases")
    seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(
        member=viewer, until=None, case__organisation__in=working
    )
    allowed = models.Q(restriction=Restriction.NONE)
    for part, restriction in ((Part.HEALTH, Restriction.HEALTH), (Part.LEGAL, Restriction.LEGAL)):
        allowed |= models.Q(restriction=restriction, case__in=seats.filter(part=part).values("case"))
    return allowed


class Restricted(OfCase):
    """A row of a case that may be restricted to the health or the legal part of its team."""

    restriction = models.CharField(max_length=10, choices=Restriction, blank=True, default=Restriction.NONE)

    class Meta(OfCase.Meta):
        abstract = True

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return super().visible_q(viewer) & restriction_q(viewer)


class Entry(Restricted):
    """A line of the case's timeline: a note, a contact, or what another room did. Never overwritten: a correction follows.

    `number` counts within the case. `text` is what was written; `details` holds plain values by kind, with "at", the
    exact time (ISO), which stands nowhere outside sealed fields. `about` is the id of the row that it tells of.
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EntryKind)
    on = models.DateField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="entries")
    text = SealedTextField(blank=True)
    details = SealedJSONField()
    about = models.UUIDField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta(Restricted.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="entry_numbers_count_up")]
        indexes = [models.Index(fields=["case", "kind", "number"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Document(Restricted):
    """A file of a case, at most 25 MB, in the vault. `details`: {"title": str, "note": str}."""

    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT)
    details = SealedJSONField()
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    added_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.added_on)


class StageChange(OfCase):
    """The case's openings and closings, with reason and outcome: its history when it reopens."""

    stage = models.CharField(max_length=10, choices=Stage)
    reason = models.CharField(max_length=20, choices=ClosingReason, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    text = SealedTextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    on = models.DateField()

    def __str__(self) -> str:
        return self.stage


class Erasure(ScopedModel):
    """A wish to be forgotten: asked by one member, carried out by a second (security.md, Erasure).

    Holds no name: after the key is gone, what was erased cannot be told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True)
    ground = models.CharField(max_length=40, choices=ErasureGround)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="erasures_asked")
    asked_on = models.DateField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="erasures_done")
    done_on = models.DateField(null=True)
    backups_end_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.asked_on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(case__organisation__in=viewer.standing.covered_organisations)
