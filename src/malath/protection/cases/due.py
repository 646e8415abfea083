"""The next thing due on a case, as rooms say it for the case list: the list offers the place and knows none of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from malath.people.rules import PAPERS_DAYS, StatusKind
from malath.people.selectors import statuses_expiring_for

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case


@dataclass(frozen=True)
class NextDue:
    """When, and what. `rows` are revealed before `text` is called."""

    due: date | datetime
    text: Callable[[], str]
    rows: list[Any] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.due.date() if isinstance(self.due, datetime) else self.due


DueSource = Callable[["Member", Sequence["Case"]], dict[uuid.UUID, NextDue]]
_sources: list[DueSource] = []


def give_next_due(source: DueSource) -> None:
    """Register `source(viewer, cases) -> {case id: NextDue}`, at most one query for all the cases; called in apps.py."""
    if source not in _sources:
        _sources.append(source)


def next_due_for(viewer: Member, cases: Sequence[Case]) -> dict[uuid.UUID, NextDue]:
    """The earliest thing due on each case, from all rooms."""
    earliest: dict[uuid.UUID, NextDue] = {}
    for source in _sources:
        for case, due in source(viewer, cases).items():
            if case not in earliest or due.day < earliest[case].day:
                earliest[case] = due
    return earliest


def papers_due(viewer: Member, cases: Sequence[Case]) -> dict[uuid.UUID, NextDue]:
    """The permit of the head person that ends soonest, within two months."""
    by_head = {case.head_id: case.pk for case in cases}
    found: dict[uuid.UUID, NextDue] = {}
    for status in statuses_expiring_for(viewer, PAPERS_DAYS).filter(person__in=list(by_head)):
        case = by_head[status.person_id]
        if case not in found and status.expires_on:
            found[case] = NextDue(status.expires_on, _Kind(status), [status])
    return found


@dataclass(frozen=True)
class _Kind:
    """The kind of a status in words, said after it was revealed."""

    status: Any

    def __call__(self) -> str:
        return str(dict(StatusKind.choices).get(self.status.details.get("kind", ""), ""))
