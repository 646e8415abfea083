"""Acts by what hangs on them, in the order of the pages: for search alone (SC1)."""

from __future__ import annotations

from django.db import models

from malath.accountability.violations.models.events import RESTRICTED, Act
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through


class Lane(ScopedModel):
    """That one act is found by one code: a kind of perpetrator, a unit, what a source brought and how reliable it is, or what
    `Coded` holds of the act and its event. `code` begins with its field ("perpetrator/02.01").

    Whose it is, and when, are the act's, kept here too, so that the acts of a code are one range of an index in the order of
    the pages; `codes` are all that the act is found by, so that what else is asked is read in the same row. Rows are made by
    the database of what stands in clear (lanes.py), and say nothing that does not stand there.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    entered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=48)
    day = models.DateField()
    is_restricted = models.BooleanField()
    codes = models.TextField(blank=True, default="")

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "lanes"
        indexes = [
            models.Index(
                fields=["organisation", "code", "-day", "act", "is_restricted", "codes"], name="lanes_in_order"
            ),
            models.Index(
                fields=["entered_by", "code", "-day", "act", "organisation", "codes"],
                name="own_restricted_lanes",
                condition=RESTRICTED,
            ),
        ]
        # Two that write the lanes of one event hold it, one after the other: did they not, one of them would fail.
        constraints = [models.UniqueConstraint(fields=["act", "code"], name="a_lane_once")]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Whoever sees the act."""
        return seen_through("act_id", Act.objects.visible_to(viewer))
