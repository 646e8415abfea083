"""What a viewer sees of the acts, as branches that share no row: each is one range of an index, where an OR is none (SC1).

A branch is put by hand, for acts and for what hangs on them, since a page looks through thousands of rows by it. That
together they are all that the viewer sees, and no more, is proven by test; and whatever is found is read, and counted,
through `visible_to` all the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.accountability.violations.models import Act, Lane
from malath.accountability.violations.models.base import subjects_shared_with
from malath.accountability.violations.searching.statements import (
    Sql,
    all_of,
    among,
    condition_of,
    equal,
    met,
    rows_where,
    where_of,
)
from malath.platform.access.scoped import kept

if TYPE_CHECKING:
    from malath.platform.access.models import Member

ACTS, LANES = Act._meta.db_table, Lane._meta.db_table


@dataclass(frozen=True)
class Branch:
    """Records of one organisation, open or restricted or (None) either, by anybody or by one member; or, without an
    organisation, open records of the events that `shared` yields as `found`, of other organisations than `outside`."""

    organisation: uuid.UUID | None = None
    is_restricted: bool | None = False
    entered_by: uuid.UUID | None = None
    shared: Sql | None = None
    outside: tuple[uuid.UUID, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether its rows are one range of an index that stands in the order of the pages."""
        return self.organisation is not None

    def on(self, table: str) -> list[Sql]:
        """Its conditions on a table of acts, or of what hangs on acts of the branch, but for the events that were shared:
        they are few, and `acts_in` goes by them."""
        found = [equal(f"{table}.is_gone", False)] if table != LANES else []  # what is gone stands in no lane
        if self.organisation is not None:
            found.append(equal(f"{table}.organisation_id", self.organisation))
        if self.is_restricted is not None:
            found.append(equal(f"{table}.is_restricted", self.is_restricted))
        if self.entered_by is not None:
            found.append(equal(f"{table}.entered_by_id", self.entered_by))
        if self.outside:
            sql, values = among(f"{table}.organisation_id", self.outside)
            found.append((f"NOT {sql}", values))
        return found


def branches_for(viewer: Member) -> list[Branch]:
    """What the viewer sees. Put together once a request."""
    branches: list[Branch] = kept(viewer, "branches of acts", lambda: list(_branches(viewer)))
    return branches


def seen_branches(viewer: Member) -> list[tuple[Branch, Sql]]:
    """Each branch, and the condition of `visible_to`."""
    visible: Sql | None = kept(viewer, "visible acts", lambda: where_of(Act.objects.visible_to(viewer)))
    return [] if visible is None else [(branch, visible) for branch in branches_for(viewer)]


def acts_in(branch: Branch, conditions: Sequence[Sql], most: int) -> Sql:
    """Identifiers and days of so many acts of the branch that fit, in no order."""
    every = [*branch.on(ACTS), *conditions]
    if branch.shared is not None:
        return met(branch.shared, "event_id", every, most)
    return rows_where(every, ("id", "day"), most)


def begun_by(last: date | None) -> list[Sql]:
    """What can have begun by the day, as conditions that no act fits twice; all acts where there is none. An act stands at
    its first possible day; where that is open it stands at its last, which may lie later."""
    if last is None:
        return [all_of([])]
    said = condition_of(Q(day__lte=last)), condition_of(Q(day__gt=last, earliest=date.min))
    return [text for text in said if text is not None]


def _branches(viewer: Member) -> Iterator[Branch]:
    """Of each organisation what is open, what is restricted and trusted or one's own; and what was shared."""
    able = set(viewer.standing.organisations_able("document"))
    trusted = set(viewer.standing.organisations_able("see_restricted"))
    for organisation in sorted(able | trusted):
        if organisation in trusted:
            yield Branch(organisation, None)
        else:
            yield Branch(organisation)
            yield Branch(organisation, True, viewer.pk)
    # Written once a request, for the rules of the room too.
    grants = subjects_shared_with(viewer)
    found = f"SELECT DISTINCT subject AS found FROM {grants.sql} shared"  # noqa: S608 - a rule's own text
    yield Branch(shared=(found, grants.values), outside=tuple(sorted(able | trusted)))
