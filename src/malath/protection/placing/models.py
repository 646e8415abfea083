"""The rows of the room: needs, households kept apart, plans and their lines, proposals, refusals (SH4)."""

from __future__ import annotations

import uuid
from math import ceil

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField
from malath.protection.cases.owned import OwnedByCase
from malath.protection.placing.rules import Answer, NeedState, ProposalState, Scope, Side, Variant


class Need(OwnedByCase):
    """What a household needs of a home. `details`: see rules.Wanted."""

    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.LOOKING)
    since = models.DateField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        constraints = [models.UniqueConstraint(fields=["case"], name="one_need_a_case")]
        indexes = [models.Index(fields=["state", "since"])]

    def __str__(self) -> str:
        return f"{self.state}"


class KeptApart(ScopedModel):
    """Two households that must not be near one another; seen by whoever sees both. Why is told by word of mouth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.NETWORK)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="kept_apart_once")]

    def __str__(self) -> str:
        return f"{self.scope}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        from malath.protection.cases.selectors import visible_cases

        seen = visible_cases(viewer)
        return seen_through("one_id", seen) & seen_through("other_id", seen)


class Plan(ScopedModel):
    """One way to place all who look for a home: what it is worth, and what is proven of it. No household stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    turn = models.UUIDField(db_index=True)
    variant = models.CharField(max_length=10, choices=Variant)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    value = models.FloatField()
    bound = models.FloatField()
    proven = models.BooleanField()
    input_hash = models.CharField(max_length=64)
    by_hand = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-made_at"])]
        constraints = [models.UniqueConstraint(fields=["turn", "variant"], name="one_plan_of_each_sort_a_turn")]

    def __str__(self) -> str:
        return f"{self.variant}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("open_cases"))

    @property
    def gap(self) -> float:
        """How far below the bound, at most, as a share of it."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0

    @property
    def gap_percent(self) -> float:
        """The same in per cent, rounded up to two digits: never shown smaller than it is."""
        return ceil(self.gap * 10_000) / 100


class Line(OwnedByCase):
    """Where a plan puts a household; no home where it found none.

    `details`: {"worth": number}; with "kept" where a place is kept from them, see keeping.py."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    home = models.ForeignKey("hosting.Home", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by_hand = models.BooleanField(default=False)
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "case"], name="one_line_a_case")]

    def __str__(self) -> str:
        return "line"


class Proposal(OwnedByCase):
    """A home proposed to a household and to its host: the beds are held while both are asked."""

    stay = models.OneToOneField("stays.Stay", on_delete=models.PROTECT, related_name="proposal")
    home = models.ForeignKey("hosting.Home", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.ASKED)
    person = models.CharField(max_length=5, choices=Answer, default=Answer.WAITS)
    host = models.CharField(max_length=5, choices=Answer, default=Answer.WAITS)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta(OwnedByCase.Meta):
        indexes = [models.Index(fields=["state", "made_on"])]

    def __str__(self) -> str:
        return f"{self.state}"


class Refusal(OwnedByCase):
    """A no, which is a rule for every later plan. `details`: {"why": str}, for the side that said it alone."""

    home = models.ForeignKey("hosting.Home", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    details = SealedJSONField()

    class Meta(OwnedByCase.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "home", "side"], name="refused_once_by_a_side")]

    def __str__(self) -> str:
        return f"{self.side}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        from malath.protection.hosting.visibility import keeping_q

        theirs = models.Q(side=Side.PERSON) & super().visible_q(viewer)
        return theirs | models.Q(side=Side.HOST) & keeping_q(viewer, "home__network")
