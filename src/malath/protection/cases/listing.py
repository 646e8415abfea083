"""The case list: which cases, in which order, a page at a time by keyset (SH1)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case as Either
from django.db.models import IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from malath.platform.access.models import Member
from malath.protection.cases.models import Case, TeamSeat
from malath.protection.cases.rules import EntryPath, Part, Priority, Stage

PAGE = 50
URGENCY, NEWEST = "urgency", "newest"
_ORDER: dict[str, tuple[str, ...]] = {
    URGENCY: ("rank", "danger", "quiet_since", "pk"),
    NEWEST: ("-opened_on", "pk"),
}
# A list shows a name and a pseudonym: what it does not show is not opened.
UNSHOWN = ("summary", "place", "head__about", "head__contact", "head__safe_contact", "head__wishes")


@dataclass(frozen=True)
class Wanted:
    """What the viewer asked for; empty values ask for nothing in particular."""

    stage: str = Stage.OPEN
    mine: bool = False
    entry_path: str = ""
    network: str = ""
    priority: str = ""
    order: str = URGENCY

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the stage and the order was asked for."""
        return bool(self.mine or self.entry_path or self.network or self.priority)


@dataclass
class CasesPage:
    """One page, its heads and leads not revealed yet; `after` is the cursor of the next page, or empty."""

    cases: list[Case]
    leads: dict[uuid.UUID, Member] = field(default_factory=dict)
    after: str = ""
    is_first: bool = True


def _ranked(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Emergency before urgent before normal; those in danger first; then whoever was longest without contact."""
    places = [When(priority=value, then=Value(n)) for n, value in enumerate(Priority.values)]
    in_danger = When(entry_path=EntryPath.IN_DANGER, then=Value(0))
    return cases.annotate(
        rank=Either(*places, default=Value(9), output_field=IntegerField()),
        danger=Either(in_danger, default=Value(1), output_field=IntegerField()),
        quiet_since=Coalesce("last_contact_on", "opened_on"),
    )


def _after(case: Any, order: Sequence[str]) -> Q:
    """Rows that come after the case in the order: a keyset, never an offset."""
    later, equal = Q(), Q()
    for name in order:
        key, descending = name.lstrip("-"), name.startswith("-")
        value = getattr(case, key)
        later |= equal & Q(**{f"{key}__{'lt' if descending else 'gt'}": value})
        equal &= Q(**{key: value})
    return later


def cases_wanted(viewer: Member, wanted: Wanted) -> QuerySet[Case]:
    """The cases that the viewer sees and asked for, in order."""
    cases = Case.objects.visible_to(viewer).filter(stage=wanted.stage)
    if wanted.mine:
        seats = TeamSeat.objects.unscoped(reason="the viewer's own seats").filter(member=viewer, until=None)
        cases = cases.filter(pk__in=seats.values("case"))
    if wanted.entry_path:
        cases = cases.filter(entry_path=wanted.entry_path)
    if wanted.network:
        cases = cases.filter(network__slug=wanted.network)
    if wanted.priority:
        cases = cases.filter(priority=wanted.priority)
    return _ranked(cases).order_by(*_ORDER[wanted.order])


def cases_page_for(viewer: Member, wanted: Wanted, after: uuid.UUID | None = None) -> CasesPage:
    """A page of the list. A cursor that the viewer may not see, or that is gone, begins anew."""
    cases = cases_wanted(viewer, wanted)
    last = _ranked(Case.objects.visible_to(viewer)).filter(pk=after).first() if after else None
    if last is not None:
        cases = cases.filter(_after(last, _ORDER[wanted.order]))
    rows = list(cases.select_related("head", "network").defer(*UNSHOWN)[: PAGE + 1])
    shown = rows[:PAGE]
    return CasesPage(
        cases=shown,
        leads=leads_of(viewer, shown),
        after=str(shown[-1].pk) if len(rows) > PAGE else "",
        is_first=last is None,
    )


def leads_of(viewer: Member, cases: Sequence[Case]) -> dict[uuid.UUID, Member]:
    """Who leads each case."""
    seats = (
        TeamSeat.objects.visible_to(viewer)
        .filter(case__in=[case.pk for case in cases], part=Part.LEAD, until=None)
        .select_related("member")
        .only("case_id", "member__display_name")
    )
    return {seat.case_id: seat.member for seat in seats}
