"""Who and where: people, and the bodies that act or hold (units, places of detention), with names that change (SC1)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.models.base import Record, own_records_q, subjects_shared_with
from malath.platform.access.models import Member


class Person(Record):
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
        indexes = [models.Index(fields=["organisation", "is_restricted", "id"])]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """One's own organisation's; and those who appear in an event that was shared with the viewer."""
        from malath.accountability.violations.models.events import appearing_in

        shared = models.Q(is_restricted=False) & appearing_in(subjects_shared_with(viewer))
        return (own_records_q(viewer) | shared) & models.Q(is_gone=False)


class Body(Record):
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

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those of one's own organisation; units and sites that a shared event names are told by its statements."""
        return own_records_q(viewer) & models.Q(is_gone=False)
