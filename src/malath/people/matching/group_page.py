"""What the screen of a group shows: all its records side by side, every pair of them, and the pair that is decided now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.people.links import PersonLink, links_for
from malath.people.matching.actions import needs_two
from malath.people.matching.aligning import aligned_names
from malath.people.matching.comparing import Weighed, names_that_meet, weigh
from malath.people.matching.facts import facts_of, told
from malath.people.matching.finding import Two, two_of
from malath.people.matching.models import Pair, Verdict
from malath.people.matching.rules import OPEN, Said, State
from malath.people.matching.selectors import group_around, own_words, pairs_among, pairs_for, people_of_group
from malath.people.wording import meetings_of
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Column:
    """A record: its number in the table, where the person stands, and whether "all" takes it in at first."""

    number: int
    person: Person
    links: Sequence[PersonLink]
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A pair of the group: its two columns, what the viewer said of it, and whether they may still say something."""

    pair: Pair
    one: Column
    other: Column
    own: Verdict | None
    may_judge: bool


def group_page_of(viewer: Member, pair: Pair, now: uuid.UUID | None = None) -> dict[str, Any]:
    """The template's context: one opening for everything on the screen. `now` is the pair that is to be decided."""
    group, more = group_around(viewer, pair)
    people = people_of_group(viewer, group)
    pairs = list(pairs_among(viewer, group))
    reveal(people, [person.entered_by for person in people], by=viewer, why="matching.group")
    links = links_for(viewer, group)
    columns = _columns(people, pairs, links)
    lines = _lines(viewer, pairs, columns)
    weighed = _weighed(people, links)
    return {
        "group": pair,
        "more": more,
        "columns": columns,
        "names": aligned_names(people),
        "facts": facts_of(people, [reason for each in weighed.values() for reason in each.reasons]),
        "lines": lines,
        "steps": sorted({line.own.step for line in lines if line.own and line.own.step}, key=str),
        "may_say_all": any(line.may_judge or _may_change(line) for line in lines),
        **_now(pair, lines, weighed, now),
    }


def _columns(people: list[Person], pairs: list[Pair], links: dict[uuid.UUID, list[PersonLink]]) -> list[Column]:
    """The records in order. Of two who were said to be two people, only the first is taken in by "all"."""
    apart = {(pair.one_id, pair.other_id) for pair in pairs if pair.state == State.DIFFERENT}
    chosen: list[uuid.UUID] = []
    for person in people:
        if not any(two_of(person.pk, other) in apart for other in chosen):
            chosen.append(person.pk)
    return [
        Column(number, person, links.get(person.pk, ()), person.pk in chosen) for number, person in enumerate(people, 1)
    ]


def _lines(viewer: Member, pairs: list[Pair], columns: list[Column]) -> list[Line]:
    own = own_words(viewer, pairs)
    ids = [pair.pk for pair in pairs]
    speakable = set(pairs_for(viewer).filter(pk__in=ids, state__in=OPEN).values_list("pk", flat=True))
    by_person = {column.person.pk: column for column in columns}
    lines = []
    for pair in pairs:
        one, other = sorted((by_person[pair.one_id], by_person[pair.other_id]), key=lambda column: column.number)
        pair.one, pair.other = one.person, other.person
        said = own.get(pair.pk)
        lines.append(Line(pair, one, other, said, pair.pk in speakable and said is None))
    return lines


def _may_change(line: Line) -> bool:
    """Whether the viewer left it open themselves: "all of these" settles it after all."""
    return line.own is not None and line.own.said == Said.UNSURE and line.pair.state in OPEN


def _weighed(people: list[Person], links: dict[uuid.UUID, list[PersonLink]]) -> dict[Two, Weighed]:
    codes = {person.pk: [link.label for link in links.get(person.pk, ())] for person in people}
    return {
        two_of(one.pk, other.pk): weigh(one, other, households=codes[one.pk], others=codes[other.pk])
        for one, other in combinations(people, 2)
    }


def _now(group: Pair, lines: list[Line], weighed: dict[Two, Weighed], wanted: uuid.UUID | None) -> dict[str, Any]:
    """The pair that is decided now: the one that was asked for, or the first on which the viewer may speak."""
    waiting = [line for line in lines if line.may_judge]
    line = next((each for each in waiting if each.pair.pk == wanted), waiting[0] if waiting else None)
    if line is None:
        return {"now": None}
    place = waiting.index(line)
    following = waiting[(place + 1) % len(waiting)]
    found = weighed[two_of(line.one.person.pk, line.other.person.pk)]
    mine, theirs, parts = names_that_meet(line.one.person, line.other.person)
    return {
        "now": line,
        "pair": line.pair,
        "needs_two": needs_two(line.pair),
        "later": f"{reverse('pairs_group', args=[group.pk])}?pair={following.pair.pk}" if following is not line else "",
        "meetings": meetings_of(mine, theirs, parts, extra=_("only in the first"), missing=_("only in the second")),
        "speaks_for": told(found.speaks_for),
        "speaks_against": told(found.speaks_against),
    }
