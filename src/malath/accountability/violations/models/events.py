"""The events model (HURIDOCS): an event, the acts in it, and the links that give people their parts (SC1).

An event is the subject: what is sealed of it and of all that hangs on it stands under its own key.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from malath.accountability.violations.models.base import Record, own_records_q, subjects_shared_with
from malath.accountability.violations.models.parties import Body, Person
from malath.accountability.violations.rules import Stage
from malath.platform.access.models import Member
from malath.platform.access.written import SqlText

SEARCHED = ("kind", "place", "status", "stage", "victim_status", "earliest", "latest", "is_restricted", "is_gone",
            "entered_by", "event", "codes")  # fmt: skip
VISIBLE = ("is_restricted", "is_gone", "entered_by")
PARTS = ("organisation", "kind", "body", *VISIBLE)
TOLD = ("organisation", "material", "reliability", *VISIBLE)
LEADING = ("kind", "place", "status", "stage", "victim_status")
RESTRICTED = models.Q(is_restricted=True)
NO_DAY = date.min
"""Where nothing is known of when: it stands last, in one order on every database."""


def _beside(column: str) -> list[str]:
    return [one for one in SEARCHED if one not in {column, "entered_by"}]


class Dated(models.Model):
    """When: the EDTF text, the first and the last day that it can mean, for search, and the day by which it is ordered."""

    when = models.CharField(max_length=60, blank=True)
    earliest = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    day = models.DateField(default=NO_DAY)
    place = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True


class Event(Dated, Record):
    """Something that happened, with acts in it. `key` as a person's: the list's own identifier, as a keyed digest."""

    number = models.CharField(max_length=12, unique=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    status = models.CharField(max_length=20, blank=True)
    entered_on = models.DateField()
    key = models.BinaryField(max_length=16, blank=True, default=bytes, db_index=True)
    erased_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index(fields=["organisation", "-made_in", "id"]),
            models.Index(fields=["organisation", "stage", "-entered_on", "id"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """One's own organisation's, unless restricted; and what was shared with the viewer."""
        seen = own_records_q(viewer) | models.Q(pk__in=subjects_shared_with(viewer), is_restricted=False)
        return seen & models.Q(is_gone=False, erased_on=None)


class OfEvent(Record):
    """A record within an event: seen with it, sealed under its key. Whose it is and whether it is restricted are the event's,
    kept here too, so that a million acts are filtered without asking for their events."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="%(class)s_rows")

    class Meta(Record.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.event_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        seen = own_records_q(viewer) | models.Q(event__in=subjects_shared_with(viewer), is_restricted=False)
        return seen & models.Q(is_gone=False)


class Act(Dated, OfEvent):
    """One kind of act against one victim; against nobody in particular what is said to the public (speech.py). `stage` is the
    event's, as whose it is. `codes` repeats what hangs on it, as one text, for search alone (lanes.py)."""

    victim = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="suffered")
    kind = models.CharField(max_length=20, blank=True)
    victim_status = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    codes = models.TextField(blank=True, default="", editable=False)

    class Meta(OfEvent.Meta):
        indexes = [
            # All that a search filters by, in the order of its pages, as a whole and within each value of a column: it is
            # looked through without touching the rows.
            models.Index(fields=["organisation", "-day", "id", *SEARCHED], name="acts_in_order"),
            models.Index(
                fields=["entered_by", "-day", "id", *_beside("entered_by"), "organisation"],
                name="own_restricted_acts",
                condition=RESTRICTED,
            ),
            *(
                models.Index(fields=["organisation", column, "-day", "id", *_beside(column)], name=f"acts_by_{column}")
                for column in LEADING
            ),
            *(
                models.Index(
                    fields=["entered_by", column, "-day", "id", *_beside(column), "organisation"],
                    name=f"own_by_{column}",
                    condition=RESTRICTED,
                )
                for column in LEADING
            ),
            models.Index(fields=["organisation", "earliest", "latest"], name="acts_by_period"),
        ]

    def __str__(self) -> str:
        return self.kind


class Involvement(OfEvent):
    """A perpetrator's part in an act: a person, a group or a unit; or a kind of perpetrator alone, where no more is known."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="involved")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="involved")
    kind = models.CharField(max_length=20, blank=True)
    degree = models.CharField(max_length=20, blank=True)

    class Meta(OfEvent.Meta):
        # Whether an act has such a part is asked of the index alone. Which acts have it, lanes tell.
        indexes = [
            models.Index(fields=["act", *PARTS], name="parts_in_an_act"),
        ]

    def __str__(self) -> str:
        return self.kind


class Information(OfEvent):
    """What a source says on an event. `evidence` is an item of the vault that shows or tells it."""

    source = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="told")
    evidence = models.ForeignKey(
        "evidence.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="told"
    )
    connection = models.CharField(max_length=20, blank=True)
    material = models.CharField(max_length=20, blank=True)
    reliability = models.CharField(max_length=20, blank=True)

    class Meta(OfEvent.Meta):
        verbose_name_plural = "information"
        indexes = [
            models.Index(fields=["event", *TOLD], name="information_on_an_event"),
        ]

    def __str__(self) -> str:
        return self.material


class Intervention(OfEvent):
    """What was done about it, by whom."""

    party = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="intervened")
    kind = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.kind


class Holding(OfEvent):
    """A link of the chain of a detention: one place where the person was held, in its order."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="holdings")
    site = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="held")
    order = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.order)


class EventLink(OfEvent):
    """How an event stands to another: precedes it, caused it, encompasses it. Seen by whoever sees both."""

    other = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20)

    class Meta(OfEvent.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(event=models.F("other")), name="an_event_is_linked_to_another")
        ]

    def __str__(self) -> str:
        return self.kind

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return super().visible_q(viewer) & models.Q(other__in=Event.objects.visible_to(viewer))


class Tie(Record):
    """How a person stands to another: family, colleague, commander. Seen by whoever sees both."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tied_to")
    kind = models.CharField(max_length=20)

    class Meta(Record.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="a_tie_joins_two")]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        people = Person.objects.visible_to(viewer)
        return models.Q(person__in=people, other__in=people, is_gone=False)


def appearing_in(events: SqlText) -> models.Q:
    """People who appear in events: as victims, perpetrators, sources or in an intervention. Put by hand: every question about
    people names it."""
    seen = models.Q(pk__in=[])
    for model, column in (
        (Act, "victim_id"),
        (Involvement, "person_id"),
        (Information, "source_id"),
        (Intervention, "party_id"),
    ):
        table = model._meta.db_table
        rows = f"(SELECT {column} FROM {table} WHERE event_id IN {events.sql} AND NOT is_gone AND NOT is_restricted)"  # noqa: S608
        seen |= models.Q(pk__in=SqlText(rows, events.values))
    return seen
