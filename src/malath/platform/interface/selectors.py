"""Composing Today from what the rooms give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.platform.interface.today import MOST_URGENT, SECTION_LENGTH, Matter, sources
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class Day:
    """Today, sorted: at most three urgent matters, then the sections; `more` names those that leave something out.

    How much is not said: it would have to be counted through everything that the viewer sees, each time.
    """

    now: datetime
    urgent: list[Matter] = field(default_factory=list)
    sections: dict[str, list[Matter]] = field(default_factory=dict)
    more: set[str] = field(default_factory=set)

    @property
    def appointments(self) -> list[Matter]:
        return self.sections.get("appointments", [])

    @property
    def week(self) -> list[Matter]:
        return self.sections.get("week", [])

    @property
    def papers(self) -> list[Matter]:
        return self.sections.get("papers", [])

    @property
    def accesses(self) -> list[Matter]:
        return self.sections.get("accesses", [])

    @property
    def anniversaries(self) -> list[Matter]:
        return self.sections.get("anniversaries", [])

    @property
    def news(self) -> list[Matter]:
        return self.sections.get("news", [])

    @property
    def is_calm(self) -> bool:
        return not self.urgent and not any(self.sections.values())


def moment_of(due: date | datetime) -> datetime:
    """A date counts until its end."""
    if isinstance(due, datetime):
        return due
    return timezone.make_aware(datetime.combine(due, time(23, 59)))


def day_for(viewer: Member, now: datetime | None = None) -> Day:
    """Everything that needs the viewer now; one request to the keeper for all that is shown."""
    now = now or timezone.now()
    day = Day(now)
    matters = [matter for source in sources for matter in source(viewer, now)]
    matters.sort(key=lambda matter: (-matter.weight, moment_of(matter.due)))
    for matter in matters:
        if matter.section == "urgent" and len(day.urgent) < MOST_URGENT:
            day.urgent.append(matter)
            continue
        section = "week" if matter.section == "urgent" else matter.section
        shown = day.sections.setdefault(section, [])
        if len(shown) < SECTION_LENGTH:
            shown.append(matter)
        else:
            day.more.add(section)
    visible = day.urgent + [matter for shown in day.sections.values() for matter in shown]
    reveal(*(matter.rows for matter in visible), by=viewer, why="today")
    return day
