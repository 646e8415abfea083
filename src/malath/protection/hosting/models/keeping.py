"""What is written about a home while it is kept: when it is open, what was checked, each of its steps."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedModel, SealedTextField
from malath.protection.hosting.models.homes import Home, Host, OfHome
from malath.protection.hosting.rules import (
    CheckKind,
    HomeState,
    Span,
)
from malath.protection.hosting.visibility import keeping_q


class Opening(OfHome):
    """Nights on which a home is open, the last day not counted. Openings of one home never touch: they are merged."""

    from_day = models.DateField()
    to_day = models.DateField()

    class Meta(OfHome.Meta):
        indexes = [models.Index(fields=["home", "from_day", "to_day"]), models.Index(fields=["from_day", "to_day"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_day__gt=models.F("from_day")), name="an_opening_has_a_night"),
            models.UniqueConstraint(fields=["home", "from_day"], name="one_opening_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.from_day} {self.to_day}"

    @property
    def span(self) -> Span:
        """The nights as a value."""
        return Span(self.from_day, self.to_day)


class Check(SealedModel, ScopedModel):
    """What was looked at and when it ends. Of the host, or of one home where `home` is set.

    `holds` is false for a check that was not passed, or was taken back; why stands sealed in `outcome`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="checks")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    kind = models.CharField(max_length=16, choices=CheckKind)
    done_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    holds = models.BooleanField(default=True)
    outcome = SealedTextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="checks_made")
    written_on = models.DateField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["host", "kind", "holds", "done_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=CheckKind.VISIT, home__isnull=False)
                | (~models.Q(kind=CheckKind.VISIT) & models.Q(home__isnull=True)),
                name="a_visit_is_of_a_home",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.host_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer, "host__network")


class HomeStep(SealedModel, ScopedModel):
    """One step of a home from offer to end: what it became, by whom, why. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="steps")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=HomeState)
    why = SealedTextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["home", "number"], name="steps_of_a_home_count_up")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.state} {self.on}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.host_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer, "home__network")
