"""What a page of results holds: how many acts are documented, what was asked, and the acts as a table, in time or by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from malath.accountability.search import drawing
from malath.accountability.search.places_map import PlacesMap, places_of
from malath.accountability.search.selectors import Kept, Question, asked_anew
from malath.accountability.search.showing import Line, lines_of
from malath.accountability.search.timeline import Timeline, timeline_of
from malath.accountability.search.units import unit_named
from malath.accountability.search.wording import said_of
from malath.accountability.violations.searching import Count, Cursor, counted, page_of
from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.accountability.violations.accounts import Party
    from malath.platform.access.models import Member


@dataclass
class Chip:
    """One thing that was asked, with the words of each value and the address without it."""

    label: str
    values: list[tuple[str, str]]


@dataclass
class Answer:
    """One page of results; `is_asked` where something narrows it."""

    count: Count
    chips: list[Chip]
    tabs: list[dict[str, object]]
    lines: list[Line] = field(default_factory=list)
    older: str = ""
    newest: str = ""
    timeline: Timeline | None = None
    map: PlacesMap | None = None
    unit: Party | None = None
    is_asked: bool = False
    drawn: SafeString | str = ""


def answer_of(viewer: Member, question: Question, after: str = "") -> Answer:
    """The answer in the way that was asked for."""
    chips = [
        Chip(one.label, [(words, question.address_with(without)) for words, without in one.values])
        for one in said_of(question.criteria)
    ]
    is_asked = not question.criteria.is_empty or question.words is not None
    answer = Answer(Count(0), chips, _tabs(question), is_asked=is_asked)
    if question.criteria.unit:
        answer.unit = unit_named(viewer, question.criteria.unit)
    if question.shown == "table":
        _add_page(viewer, question, answer, Cursor.read(after))
    else:
        answer.count = counted(viewer, question.asked)
    if question.shown == "timeline":
        answer.timeline = timeline_of(viewer, question)
        answer.drawn = drawing.bars(answer.timeline, _("Documented acts over time; the table below says the same"))
    if question.shown == "map":
        answer.map = places_of(viewer, question)
        answer.drawn = drawing.tiles(answer.map, _("Documented acts by place; the table below says the same"))
    return answer


def answer_of_new(viewer: Member, kept: Kept, seen: int, after: str = "") -> Answer:
    """What came to a kept search since its owner looked. Raises NotFoundError where a code is not known any more."""
    asked = asked_anew(viewer, kept)
    if asked is None:
        raise NotFoundError
    page = page_of(viewer, asked, Cursor.read(after))
    older = f"?after={page.after}&upto={seen}" if page.after else ""
    return Answer(counted(viewer, asked), [], [], lines_of(viewer, page.acts), older)


def _add_page(viewer: Member, question: Question, answer: Answer, after: Cursor | None) -> None:
    page = page_of(viewer, question.asked, after)
    answer.lines = lines_of(viewer, page.acts)
    answer.older = question.address(after=page.after) if page.after else ""
    answer.newest = question.address() if after else ""
    is_whole = after is None and page.after is None
    answer.count = (
        Count.of(len(page.acts), bool(page.acts) and question.asked.proposed.has_more)
        if is_whole
        else counted(viewer, question.asked)
    )


def _tabs(question: Question) -> list[dict[str, object]]:
    named = {"table": _("Table"), "timeline": _("Over time"), "map": _("Map")}
    icons = {"table": "list", "timeline": "calendar", "map": "globe"}
    return [
        {"url": question.address(show=one), "label": label, "icon": icons[one], "current": question.shown == one}
        for one, label in named.items()
    ]
