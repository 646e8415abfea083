"""What a viewer sees of the acts, as branches that share no row: each is one range of an index, where an OR is none (SC1).

A branch only ever narrows `visible_to`: were one forgotten, less would be found, never more. That together they are all
that the viewer sees is proven by test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.accountability.violations.models import Act, grants_of_records
from malath.accountability.violations.searching.statements import Sql, condition_of, where_of
from malath.platform.access.scoped import kept

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Branch:
    """Conditions on acts; `is_range`: its rows are one range of an index that stands in the order of the pages."""

    seen: tuple[Sql, ...]
    is_range: bool = True


def branches_for(viewer: Member, last: date | None = None) -> list[Branch]:
    """What the viewer sees; with `last` what can have begun by that day. Written once a request."""
    branches: list[Branch] = kept(viewer, "branches of acts", lambda: list(_branches(viewer)))
    return branches if last is None else _until(branches, last)


def _branches(viewer: Member) -> Iterator[Branch]:
    """Of each organisation what is open, what is restricted and trusted or one's own; and what was shared."""
    visible = where_of(Act.objects.visible_to(viewer))
    for narrower, is_range in _parts(viewer):
        text = condition_of(narrower)
        if visible is not None and text is not None:
            yield Branch((text, visible), is_range)


def _parts(viewer: Member) -> Iterator[tuple[Q, bool]]:
    able = set(viewer.standing.organisations_able("document"))
    trusted = set(viewer.standing.organisations_able("see_restricted"))
    for organisation in sorted(able | trusted):
        if organisation in trusted:
            yield Q(organisation=organisation), True
        else:
            yield Q(organisation=organisation, is_restricted=False), True
            yield Q(organisation=organisation, is_restricted=True, entered_by=viewer.pk), True
    if shared := list(grants_of_records(viewer).values_list("subject", flat=True).distinct()):
        yield Q(event__in=shared, is_restricted=False) & ~Q(organisation__in=able | trusted), False


def _until(branches: list[Branch], last: date) -> list[Branch]:
    """An act stands at its first possible day. Where that is open it stands at its last, which may lie later."""
    begun, open_ended = condition_of(Q(day__lte=last)), condition_of(Q(day__gt=last, earliest=date.min))
    found = []
    for text, of_range in ((begun, True), (open_ended, False)):
        if text is not None:
            found += [Branch((*branch.seen, text), branch.is_range and of_range) for branch in branches]
    return found
