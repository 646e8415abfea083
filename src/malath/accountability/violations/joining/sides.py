"""Two records side by side, and the joins of a person or a body as pages show them: only to whoever sees both (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.accounts import Party, Shown, known_to
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.finding import BODIES, PEOPLE
from malath.accountability.violations.joining.groups import fellows_seen, whole
from malath.accountability.violations.models import (
    Act,
    Body,
    Event,
    Holding,
    Information,
    Intervention,
    Involvement,
    Join,
    Person,
)
from malath.accountability.violations.searching.words import rows_called
from malath.accountability.violations.units.lines import Line, belonging_lines, name_lines, post_lines
from malath.accountability.violations.units.selectors import belongings_of, names_of, posts_in, posts_of
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.models import Belonging, BodyName, Post
    from malath.platform.access.models import Member

PAGE = 50
MOST_ALIKE, MOST_NAMES, MOST_EVENTS, MOST_LINES = 10, 5, 50, 50
_LINKS: dict[Any, tuple[tuple[Any, str], ...]] = {
    Person: ((Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party")),
    Body: ((Involvement, "body"), (Holding, "site")),
}


@dataclass(frozen=True)
class Field:
    """One field of both sides; `differs` where both say something and nothing of it is the same."""

    label: Any
    one: Shown | None
    other: Shown | None

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        if self.one is None or self.other is None:
            return False
        said = [one.value for one in self.one.accounts]
        return not any(other.value in said for other in self.other.accounts)


@dataclass(frozen=True)
class Side:
    """One of the two, with all that it is one with already: its names, and the events in which it has a part; of what changes
    with time its names, what it belonged to, and the posts that somebody held, in order."""

    records: list[Party]
    events: list[Party]
    has_more: bool
    is_closed: bool
    names: list[Line] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)
    posts: list[Line] = field(default_factory=list)
    has_more_over_time: bool = False


@dataclass(frozen=True)
class Sides:
    """Both; `shared` are events in which both have a part, where one person would stand twice."""

    one: Side
    other: Side
    fields: list[Field]
    shared: list[Party]
    rows: list[Any]

    @property
    def over_time(self) -> list[tuple[Any, list[Line], list[Line]]]:
        """What changes with time, of both, where either has any of it."""
        one, other = self.one, self.other
        rows = [
            (_("Names over time"), one.names, other.names),
            (_("What it belonged to"), one.above, other.above),
            (_("Posts"), one.posts, other.posts),
        ]
        return [row for row in rows if row[1] or row[2]]


def sides_of(viewer: Member, one: Person | Body, other: Person | Body, *, are_one: bool = False) -> Sides:
    """Both records, revealed at once; each with what it is one with, unless they are one with each other."""
    groups: list[list[Any]] = [[row] if are_one else fellows_seen(viewer, row) for row in (one, other)]
    rows = [row for group in groups for row in group]
    parts = [_events_of(viewer, group) for group in groups]
    is_person, pks = isinstance(one, Person), [row.pk for row in rows]
    dated = [_over_time(viewer, group) for group in groups]
    posts = [post for each in dated for post in each.posts]
    belongings = [row for each in dated for row in each.above]
    known = known_to(
        viewer,
        [*rows, *(row for each in dated for row in each.names), *belongings, *posts],
        people=[*(pks if is_person else ()), *(row.person_id for row in posts)],
        bodies=[*(() if is_person else pks), *(row.above_id for row in belongings), *(row.body_id for row in posts)],
        events={pk for several in parts for pk in several},
        why="violations.join",
    )
    named = known.people if is_person else known.bodies
    heads = []
    for group in groups:
        known.join(group)
        heads.append({shown.code: shown for shown in known.shown(group[0])})

    def side(group: Sequence[Any], events: list[uuid.UUID], of_time: _OverTime) -> Side:
        shown = [known.events[pk] for pk in events[:MOST_EVENTS] if pk in known.events]
        return Side(
            [named[row.pk] for row in group],
            shown,
            len(events) > MOST_EVENTS,
            any(row.is_closed for row in group),
            [] if is_person else name_lines(known, group[0], of_time.names[:MOST_LINES]),
            belonging_lines(known, of_time.above[:MOST_LINES]),
            post_lines(known, of_time.posts[:MOST_LINES], of_person=is_person),
            any(len(rows) > MOST_LINES for rows in (of_time.names, of_time.above, of_time.posts)),
        )

    fields = [
        Field(field.label, heads[0].get(code), heads[1].get(code))
        for code, field in FIELDS[str(one._meta.model_name)].items()
        if code in heads[0] or code in heads[1]
    ]
    both = [known.events[pk] for pk in parts[0] if pk in parts[1] and pk in known.events]
    return Sides(side(groups[0], parts[0], dated[0]), side(groups[1], parts[1], dated[1]), fields, both, rows)


@dataclass(frozen=True)
class _OverTime:
    """What changes with time of one side, unrevealed: of each one more than are shown."""

    names: list[BodyName]
    above: list[Belonging]
    posts: list[Post]


def _over_time(viewer: Member, group: Sequence[Any]) -> _OverTime:
    pks = [row.pk for row in group]
    if isinstance(group[0], Person):
        return _OverTime([], [], posts_of(viewer, pks)[: MOST_LINES + 1])
    return _OverTime(
        names_of(viewer, pks, MOST_LINES + 1),
        belongings_of(viewer, pks)[: MOST_LINES + 1],
        posts_in(viewer, pks, MOST_LINES + 1),
    )


def _events_of(viewer: Member, group: Sequence[Any]) -> list[uuid.UUID]:
    """The events that the viewer sees in which any of the records has a part, the newest first, one more than are shown."""
    found = Q(pk__in=[])
    for model, column in _LINKS[type(group[0])]:
        rows = model.objects.visible_to(viewer).filter(**{f"{column}__in": [row.pk for row in group]})
        found |= Q(pk__in=rows.values("event"))
    seen = Event.objects.visible_to(viewer).filter(found).order_by("-made_in", "pk")
    return list(seen.values_list("pk", flat=True)[: MOST_EVENTS + 1])


def alike_to(viewer: Member, row: Person | Body) -> list[Party]:
    """Records of the same kind that are called alike: proposals, of which a member chooses. Raises KeeperGoneError."""
    model: Any = type(row)
    said = known_to(viewer, [row], why="violations.alike")
    names = [str(said.main(row, "name") or ""), *(said.main(row, "names") or ())]
    seen = model.objects.visible_to(viewer).filter(organisation=row.organisation_id, kind=row.kind)
    seen = seen.exclude(pk__in=whole(model, {row.pk}))
    seen = seen.filter(erased_on=None) if model is Person else seen
    collection = PEOPLE if model is Person else BODIES
    near: dict[uuid.UUID, None] = {}
    for name in list(filter(None, names))[:MOST_NAMES]:
        near |= dict.fromkeys(rows_called(seen, name, collection).ids[:MOST_ALIKE])
    pks = list(near)[:MOST_ALIKE]
    is_person = model is Person
    known = known_to(
        viewer, [], people=pks if is_person else (), bodies=() if is_person else pks, why="violations.alike"
    )
    named = known.people if model is Person else known.bodies
    return [named[pk] for pk in pks if pk in named]


def joins_of(viewer: Member, rows: Sequence[Person | Body]) -> list[Join]:
    """What was proposed, confirmed, refused and taken apart of some records of one person or body, the newest first; revealed."""
    of_people = bool(rows) and isinstance(rows[0], Person)
    ends = ("person", "other_person") if of_people else ("body", "other_body")
    pks = [row.pk for row in rows]
    found = Join.objects.visible_to(viewer).filter(Q(**{f"{ends[0]}__in": pks}) | Q(**{f"{ends[1]}__in": pks}))
    joins = list(_with_members(found).order_by("-asked_on", "pk")[:PAGE])
    return _revealed(viewer, joins)


def joins_waiting(viewer: Member, after: uuid.UUID | None = None, most: int = PAGE) -> list[Join]:
    """Those that others proposed and the viewer may answer, the oldest first; unrevealed."""
    rows = Join.objects.visible_to(viewer).filter(state=Join.State.WAITING).exclude(asked_by=viewer)
    if after is not None and (last := rows.filter(pk=after).values_list("asked_on", flat=True).first()):
        rows = rows.filter(Q(asked_on__gt=last) | Q(asked_on=last, pk__gt=after))
    return list(_with_members(rows).order_by("asked_on", "pk")[:most])


def join_for(viewer: Member, join: uuid.UUID) -> Join:
    """A join of two records that the viewer sees, revealed; NotFoundError otherwise."""
    found: Join | None = _with_members(Join.objects.visible_to(viewer)).filter(pk=join).first()
    if found is None:
        raise NotFoundError
    return _revealed(viewer, [found])[0]


def rows_of(viewer: Member, join: Join) -> tuple[Any, Any]:
    """The two records. Raises NotFoundError where the viewer does not see both."""
    rows = join.model.objects.visible_to(viewer).select_related("organisation").in_bulk(list(join.ends))
    if len(rows) != 2:
        raise NotFoundError
    first, second = join.ends
    return rows[first], rows[second]


def numbers_of(joins: Iterable[Join]) -> dict[uuid.UUID, str]:
    """The numbers of the records of joins that a viewer sees."""
    found: dict[uuid.UUID, str] = {}
    several = list(joins)
    for model in (Person, Body):
        pks = [pk for join in several if join.model is model for pk in join.ends]
        rows = model.objects.unscoped(reason="the joins were read for a viewer who sees both").filter(pk__in=pks)
        found |= dict(rows.values_list("pk", "number")) if pks else {}
    return found


def _with_members(rows: Any) -> Any:
    return rows.select_related("asked_by", "answered_by", "apart_by")


def _revealed(viewer: Member, joins: list[Join]) -> list[Join]:
    members = [one for join in joins for one in (join.asked_by, join.answered_by, join.apart_by) if one is not None]
    reveal(joins, members, by=viewer, why="violations.join")
    return joins
