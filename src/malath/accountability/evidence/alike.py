"""What the page of an item says of others that look like it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from malath.accountability.evidence.comparing import likenesses_of
from malath.accountability.evidence.models import Evidence, Likeness
from malath.accountability.evidence.rules import Sameness
from malath.accountability.evidence.selectors import UNSHOWN
from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError

# Up to how many differing bits of 256, in words: for pictures, and for single frames of films.
WORDS = (
    (6, _("Almost the same picture"), _("Some of its frames are almost the same")),
    (16, _("Very much alike"), _("Some of its frames are very much alike")),
    (256, _("Alike"), _("Some of its frames are alike")),
)


@dataclass
class Alike:
    """One line: another item that the viewer sees, and how near it is. Both are rows to be revealed."""

    likeness: Likeness
    other: Evidence
    named: Member | None

    @property
    def distance(self) -> int:
        """How many of 256 marks differ."""
        return int(self.likeness.found["distance"])

    @property
    def words(self) -> Any:
        """How near, in words."""
        near = next(line for line in WORDS if self.distance <= line[0])
        return near[2] if self.likeness.found.get("frames") else near[1]

    @property
    def choices(self) -> list[Sameness]:
        """What can be said of it."""
        return list(Sameness)


def alike_for(viewer: Member, evidence: Evidence) -> list[Alike]:
    """Items that look like this one, among those that the viewer sees; nearest first once they are revealed."""
    pairs = likenesses_of(viewer, evidence)
    others = {pair.pk: pair.other_id if pair.one_id == evidence.pk else pair.one_id for pair in pairs}
    rows = Evidence.objects.visible_to(viewer).filter(pk__in=others.values()).defer(*UNSHOWN) if pairs else ()
    found = {row.pk: row for row in rows}
    return [
        Alike(pair, found[others[pair.pk]], _named(viewer, pair.said_by)) for pair in pairs if others[pair.pk] in found
    ]


def _named(viewer: Member, member: Member | None) -> Member | None:
    """Members of organisations in which the viewer holds no role stay unnamed, as in the custody."""
    return member if member and member.home_organisation_id in viewer.standing.roles else None


def in_order(lines: list[Alike]) -> list[Alike]:
    """Nearest first, those that a member set apart last; once they are revealed."""
    return sorted(lines, key=lambda line: (line.likeness.said == Sameness.DIFFERENT, line.distance))


def likeness_for(viewer: Member, likeness: uuid.UUID) -> Likeness:
    """A pair of which the viewer sees both; NotFoundError otherwise."""
    found: Likeness | None = Likeness.objects.visible_to(viewer).filter(pk=likeness).first()
    if found is None:
        raise NotFoundError
    return found
