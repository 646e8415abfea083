"""The newest events, a page at a time by keyset, with what a list shows of them (SC1)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from malath.accountability.violations.models import Act, Event
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.wording import place_label, term_label, when_label
from malath.platform.access.paging import page_by

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50
MOST_KINDS = 3
EXACT = 1000


@dataclass
class Line:
    """One event of the list, in words."""

    event: Event
    title: str
    when: str
    place: str
    kinds: list[str]
    more_kinds: int
    is_guest: bool


@dataclass
class Page:
    """One page; `after` is the cursor of the next, or empty. `drafts` wait to be checked, counted to a thousand."""

    lines: list[Line] = field(default_factory=list)
    after: str = ""
    drafts: int = 0

    @property
    def is_many(self) -> bool:
        """Whether more wait than are counted."""
        return self.drafts > EXACT

    @property
    def exact(self) -> int:
        """As far as is counted."""
        return EXACT


def events_page(viewer: Member, after: uuid.UUID | None = None) -> Page:
    """The events that the viewer sees, those that were entered last first."""
    seen = Event.objects.visible_to(viewer)
    drafts = seen.filter(stage=Stage.DRAFT, organisation__in=viewer.standing.organisations_able("document"))
    waiting = drafts.values("pk")[: EXACT + 1].count()
    found, last = page_by(seen, "made_in", after, size=PAGE)
    return Page(lines_of(viewer, found), str(last or ""), waiting)


def lines_of(viewer: Member, events: list[Event]) -> list[Line]:
    """What a list shows of events that the viewer sees: two queries and one opening for all of them."""
    if not events:
        return []
    said = said_of(viewer, events, ("title",), why="list.violations")
    kinds: dict[uuid.UUID, dict[str, None]] = defaultdict(dict)
    of_acts: dict[tuple[uuid.UUID, str], set[str]] = defaultdict(set)
    acts = Act.objects.visible_to(viewer).filter(event__in=events)
    for event, kind, when, place in acts.order_by("kind").values_list("event", "kind", "when", "place").distinct():
        if kind:
            kinds[event][kind] = None
        of_acts[event, "when"].add(when)
        of_acts[event, "place"].add(place)

    def said_once(one: Event, column: str) -> str:
        """What the event says, or all its acts alike: a list that was imported says it of the acts alone."""
        several = of_acts[one.pk, column]
        return str(getattr(one, column)) or (next(iter(several)) if len(several) == 1 else "")

    own = set(viewer.standing.organisations_able("document"))
    return [
        Line(
            event=one,
            title=str(
                said[one.pk].main("title") or next((term_label("acts", kind) for kind in kinds[one.pk]), one.number)
            ),
            when=when_label(said_once(one, "when")),
            place=place_label(said_once(one, "place")),
            kinds=[term_label("acts", kind) for kind in list(kinds[one.pk])[:MOST_KINDS]],
            more_kinds=max(0, len(kinds[one.pk]) - MOST_KINDS),
            is_guest=one.organisation_id not in own,
        )
        for one in events
    ]
