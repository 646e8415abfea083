"""Lists of cases: filters, keyset pages, and the next due thing that other rooms know."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as If

from malath.platform.access.models import Member
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import Priority, Stage

PAGE = 50
NextDue = Callable[[Member, Sequence[uuid.UUID]], dict[uuid.UUID, date | datetime]]
_next_due: list[NextDue] = []


def give_next_due(source: NextDue) -> None:
    """Register `source(viewer, case ids) -> {case id: when}`; called in the room's apps.py."""
    if source not in _next_due:
        _next_due.append(source)


def next_due_of(viewer: Member, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, date | datetime]:
    """The earliest thing due on each case, over all rooms."""
    earliest: dict[uuid.UUID, date | datetime] = {}
    for source in _next_due:
        for case, when in source(viewer, cases).items():
            held = earliest.get(case)
            if held is None or _day(when) < _day(held):
                earliest[case] = when
    return earliest


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


@dataclass(frozen=True)
class Wanted:
    """What a list shows."""

    stage: str = Stage.OPEN
    mine: bool = False
    entry_path: str = ""
    network: str = ""
    priority: str = ""
    order: str = "newest"


_URGENCY = When(
    If(priority=Priority.EMERGENCY, then=Value(0)),
    If(priority=Priority.URGENT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def cases_wanted_by(viewer: Member, wanted: Wanted) -> QuerySet[Case]:
    """Cases that the viewer sees, filtered and ordered: the newest first, or by urgency and then the oldest first."""
    cases = Case.objects.visible_to(viewer).select_related("head", "network", "organisation")
    if wanted.stage:
        cases = cases.filter(stage=wanted.stage)
    if wanted.mine:
        seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(member=viewer, until=None)
        cases = cases.filter(pk__in=seats.values("case"))
    for name in ("entry_path", "priority"):
        if value := getattr(wanted, name):
            cases = cases.filter(**{name: value})
    if wanted.network:
        cases = cases.filter(network__slug=wanted.network)
    if wanted.order == "urgency":
        result: QuerySet[Case] = cases.annotate(urgency=_URGENCY).order_by("urgency", "opened_on", "pk")
        return result
    newest: QuerySet[Case] = cases.order_by("-opened_on", "pk")
    return newest


def mark_of(case: Case, order: str) -> str:
    """The keyset mark behind a case."""
    head = f"{getattr(case, 'urgency', '')}_" if order == "urgency" else ""
    return f"{head}{case.opened_on:%Y-%m-%d}_{case.pk}"


def page_after(cases: QuerySet[Case], mark: str, order: str) -> tuple[list[Case], str]:
    """One page, and the mark of the next (empty at the end). A mark that makes no sense begins anew."""
    behind = _behind(mark, order)
    rows = list((cases.filter(behind) if behind is not None else cases)[: PAGE + 1])
    return rows[:PAGE], mark_of(rows[PAGE - 1], order) if len(rows) > PAGE else ""


def _behind(mark: str, order: str) -> Q | None:
    try:
        parts = mark.split("_")
        opened, last = date.fromisoformat(parts[-2]), uuid.UUID(parts[-1])
        if order != "urgency":
            return Q(opened_on__lt=opened) | Q(opened_on=opened, pk__gt=last)
        urgency = int(parts[0])
    except (ValueError, IndexError):
        return None
    later = Q(opened_on__gt=opened) | Q(opened_on=opened, pk__gt=last)
    return Q(urgency__gt=urgency) | (Q(urgency=urgency) & later)
