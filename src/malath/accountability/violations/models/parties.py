"""Who and where: people, and the bodies that act or hold (units, places of detention), with names that change (SC1)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.models.base import Record, own_records_q, subjects_shared_with
from malath.platform.access.models import Member

_JOINED = models.Q(joined_to__isnull=False)


class Joinable(Record):
    """What may stand in two records that are one: `joined_to` is the oldest record of the same person or body, empty for that
    one itself and for whoever has one record alone. Each record keeps its values, its parts in events and its key.

    `is_shut`: another record of the same person or body is restricted, and so is this one while they are joined. Both columns
    are written by joining/groups.py from the joins that stand.
    """

    # Nearly all are joined to nobody: an index of the others alone, else SQLite takes "joined to this one" for most of all.
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined", db_index=False
    )
    is_shut = models.BooleanField(default=False)

    class Meta(Record.Meta):
        abstract = True

    @property
    def is_closed(self) -> bool:
        """Whether it is restricted, by itself or by what it is joined with."""
        return bool(self.is_restricted or self.is_shut)

    @classmethod
    def own_q(cls, viewer: Member) -> models.Q:
        """As of any record; what is shut is as restricted as what shuts it."""
        able, trusted = (viewer.standing.organisations_able(right) for right in ("document", "see_restricted"))
        open_too = models.Q(is_shut=False) | models.Q(organisation__in=trusted)
        return own_records_q(viewer) & (open_too | models.Q(organisation__in=able, entered_by=viewer))


class Person(Joinable):
    """An individual or a group, on the accountability side alone. What somebody was (victim, source, perpetrator) stands in
    links, never here; names and all else are statements.

    `key` is a keyed digest of the identifier under which a list knows the person, for updating by it; empty where none is.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("A person")
        GROUP = "group", _("A group or an organisation")

    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INDIVIDUAL)
    key = models.BinaryField(max_length=16, blank=True, default=bytes, db_index=True)
    erased_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index(fields=["organisation", "is_restricted", "id"]),
            models.Index(fields=["-made_in", "id"], name="people_newest_first"),
            models.Index(fields=["joined_to"], condition=_JOINED, name="people_joined"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """One's own organisation's; and those who appear in an event that was shared with the viewer."""
        from malath.accountability.violations.models.events import appearing_in

        shared = models.Q(is_restricted=False, is_shut=False) & appearing_in(subjects_shared_with(viewer))
        return (cls.own_q(viewer) | shared) & models.Q(is_gone=False)


class Body(Joinable):
    """A unit that acts, or a place where people are held. Its names, and what it belongs to, have dates: statements."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("Unit")
        SITE = "site", _("Place of detention")

    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    place = models.CharField(max_length=20, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "bodies"
        indexes = [models.Index(fields=["joined_to"], condition=_JOINED, name="bodies_joined")]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those of one's own organisation; units and sites that a shared event names are told by its statements."""
        return cls.own_q(viewer) & models.Q(is_gone=False)
