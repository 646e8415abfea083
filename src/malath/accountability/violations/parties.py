"""People, units and places of detention of the record: the newest first, a page at a time, or by name in any script (SC1).

Only those whom the viewer sees; the finder proposes, `visible_to` decides. Nobody is counted.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.violations.accounts import known_to
from malath.accountability.violations.finding import BODIES, PEOPLE
from malath.accountability.violations.joining.groups import wholes
from malath.accountability.violations.models import Act, Body, Information, Intervention, Involvement, Person, Statement
from malath.accountability.violations.naming import not_by_name
from malath.accountability.violations.searching.words import rows_called
from malath.accountability.violations.wording import place_label, when_label
from malath.platform.access.paging import page_by

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from malath.accountability.violations.accounts import Party
    from malath.platform.access.models import Member
    from malath.platform.access.scoped import ScopedQuerySet

PAGE = 50
UNIT = Body.Kind.UNIT


class Part(StrEnum):
    """What somebody was in an event: it stands in links, never on the person."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    SOURCE = "source"
    PARTY = "party"
    GROUP = "group"


LABELS: dict[str, str | Promise] = {
    "": pgettext_lazy("of people in the record", "All"),
    Part.VICTIM: pgettext_lazy("of people in the record", "Victims"),
    Part.PERPETRATOR: pgettext_lazy("of people in the record", "Alleged perpetrators"),
    Part.SOURCE: pgettext_lazy("of people in the record", "Sources"),
    Part.PARTY: pgettext_lazy("of people in the record", "Who did something about it"),
    Part.GROUP: pgettext_lazy("of people in the record", "Groups and organisations"),
}
_WORDS: dict[str, str | Promise] = {
    Part.VICTIM: _("suffered an act"),
    Part.PERPETRATOR: _("had a part in an act"),
    Part.SOURCE: _("told of an event"),
    Part.PARTY: _("did something about an event"),
}
_LINKS: dict[str, tuple[Any, str]] = {
    Part.VICTIM: (Act, "victim"),
    Part.PERPETRATOR: (Involvement, "person"),
    Part.SOURCE: (Information, "source"),
    Part.PARTY: (Intervention, "party"),
}


@dataclass(frozen=True)
class Line:
    """One record, in words. `details` tell two of one name apart; `joined` are the numbers of those that are one with it."""

    row: Any
    name: str
    others: list[str]
    details: list[str]
    above: Party | None = None
    joined: list[str] = field(default_factory=list)


@dataclass
class Page:
    """One page; `after` is the cursor of the next, or empty. `has_more`: more bear the name than are looked through."""

    lines: list[Line] = field(default_factory=list)
    after: str = ""
    has_more: bool = False
    is_complete: bool = True


def people_page(viewer: Member, part: str = "", *, name: str = "", after: uuid.UUID | None = None) -> Page:
    """The people and groups whom the viewer sees, of one part or of all, by name or the newest first."""
    rows, page = _page(_people(viewer, part), PEOPLE, name, after)
    if name:
        read = set(not_by_name(viewer, [row.pk for row in rows]))
        rows = [row for row in rows if row.pk in read]
    said = known_to(viewer, rows, why="list.violations")
    parts = _parts_of(viewer, [row.pk for row in rows])
    for row in rows:
        details = [when_label(said.main(row, "birth") or ""), str(said.main(row, "occupation") or ""), *parts[row.pk]]
        page.lines.append(_line(row, said, details))
    _add_joined(viewer, Person, page)
    return page


def bodies_page(viewer: Member, kind: str = "", *, name: str = "", after: uuid.UUID | None = None) -> Page:
    """The units and places of detention that the viewer sees, the same way."""
    seen = Body.objects.visible_to(viewer)
    rows, page = _page(seen.filter(kind=kind) if kind else seen, BODIES, name, after)
    said = known_to(viewer, rows, bodies=[row.part_of_id for row in rows], why="list.violations")
    for row in rows:
        details = [when_label(said.main(row, "when") or ""), place_label(row.place)]
        page.lines.append(_line(row, said, details, above=said.body(row.part_of_id)))
    _add_joined(viewer, Body, page)
    return page


def _add_joined(viewer: Member, model: Any, page: Page) -> None:
    groups = wholes(model, [line.row.pk for line in page.lines])
    seen = model.objects.visible_to(viewer).filter(pk__in=groups) if groups else ()
    numbers = {row.pk: row.number for row in seen}
    for line in page.lines:
        others = groups.get(line.row.pk, frozenset()) - {line.row.pk}
        line.joined.extend(sorted(numbers[pk] for pk in others if pk in numbers))


def _people(viewer: Member, part: str) -> ScopedQuerySet:
    seen: ScopedQuerySet = Person.objects.visible_to(viewer).filter(erased_on=None)
    if part == Part.GROUP:
        return seen.filter(kind=Person.Kind.GROUP)
    if not part:
        return seen
    model, column = _LINKS[part]
    found = Q(Exists(model.objects.visible_to(viewer).filter(**{column: OuterRef("pk")})))
    if part == Part.SOURCE:
        # Who says a value is a source, also where nothing more was written of it.
        found |= Q(Exists(Statement.objects.visible_to(viewer).filter(source=OuterRef("pk"), stands=True)))
    return seen.filter(found)


def _page(seen: ScopedQuerySet, collection: str, name: str, after: uuid.UUID | None) -> tuple[list[Any], Page]:
    if name:
        called = rows_called(seen, name, collection)
        start = called.ids.index(after) + 1 if after in called.ids else 0
        ids = called.ids[start : start + PAGE]
        rows: dict[uuid.UUID, Any] = seen.in_bulk(ids)
        more = str(ids[-1]) if len(called.ids) > start + PAGE else ""
        return [rows[pk] for pk in ids if pk in rows], Page([], more, called.has_more, called.is_complete)
    found, last = page_by(seen, "made_in", after, size=PAGE)
    return found, Page([], str(last or ""))


def _parts_of(viewer: Member, people: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """In which parts the people of a page stand, in words: one query for each kind of part."""
    words: dict[uuid.UUID, list[str]] = defaultdict(list)
    for part, (model, column) in _LINKS.items() if people else ():
        rows = model.objects.visible_to(viewer).filter(**{f"{column}__in": people})
        for pk in rows.order_by().values_list(column, flat=True).distinct():
            words[pk].append(str(_WORDS[part]))
    return words


def _line(row: Any, said: Any, details: Iterable[str], above: Party | None = None) -> Line:
    name = str(said.main(row, "name") or row.number)
    others = [one for one in said.main(row, "names") or () if one != name]
    return Line(row, name, others, [one for one in details if one], above)
