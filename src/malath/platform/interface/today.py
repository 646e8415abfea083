"""Today, and the places of the side: rooms register what they give; the platform offers the place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class Matter:
    """One thing that needs the member: when, what, where to act.

    `due` is a date, or an aware datetime for a clock that runs in hours; `rows` are what must be revealed before
    `title` and `detail` can be called; `section` is one of urgent, appointments, week, papers, accesses, anniversaries,
    news.
    `title` gives a text, or a pair of a person's name and a text.
    """

    section: str
    due: date | datetime
    title: Callable[[], Any]
    url: str
    action: str = ""
    detail: Callable[[], Any] = lambda: ""
    icon: str = "clock"
    rows: list[Any] = field(default_factory=list)
    weight: int = 0

    @property
    def who(self) -> str:
        """The person's name in the title, if it has one."""
        title = self.title()
        return str(title[0]) if isinstance(title, tuple) else ""

    @property
    def what(self) -> str:
        """The title without the name."""
        title = self.title()
        return str(title[1]) if isinstance(title, tuple) else str(title)

    @property
    def more(self) -> str:
        """The detail."""
        return str(self.detail() or "")


Source = Callable[["Member", datetime], Iterable[Matter]]

MOST_URGENT = 3
SECTION_LENGTH = 8


def enough(sections: int = 1, *, urgent: bool = False) -> int:
    """How many matters a source reads, the first in Today's own order: by weight, then by the day they are due.

    One more than the sections it gives to can hold. Whatever it leaves unread then comes after more than a section
    shows, and that section says that more follow: nothing is left out in silence. What is urgent stands in "week"
    too, when the head of the page is full.
    """
    return sections * SECTION_LENGTH + (MOST_URGENT if urgent else 0) + 1


@dataclass(frozen=True)
class Place:
    """A destination in the side: shown to members who hold one of the abilities."""

    group: Any
    order: int
    label: Any
    icon: str
    url_name: str
    abilities: frozenset[str]
    count: Callable[[Any], int] | None = None


sources: list[Source] = []
places: list[Place] = []


def give_to_today(source: Source) -> None:
    """Register a room's source of matters; called in apps.py."""
    if source not in sources:
        sources.append(source)


def give_place(place: Place) -> None:
    """Register a destination of the side; called in apps.py."""
    if place not in places:
        places.append(place)
        places.sort(key=lambda known: known.order)
