"""A text that one organisation leads and would hand to another."""

from __future__ import annotations

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.sealed.fields import SealedTextField
from malath.voice.statements.models.texts import OfStatement
from malath.voice.statements.rules import HandoverEnd


class Handover(OfStatement):
    """The lead proposes, the other answers. Who leads stands on the statement alone; this says who led it until when.

    The reason is revealed to those two alone.
    """

    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    ending = models.CharField(max_length=10, choices=HandoverEnd, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta(OfStatement.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=models.Q(ended_on=None), name="one_handover_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ending="") | models.Q(ended_on__isnull=False) & ~models.Q(ending=""),
                name="an_ended_handover_says_how",
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="a_text_passes_to_another"),
            models.CheckConstraint(
                condition=~models.Q(ending="accepted") | ~models.Q(ended_by=models.F("proposed_by")),
                name="a_handover_takes_two_members",
            ),
        ]

    def __str__(self) -> str:
        return self.ending or "waits"
