"""What the pages of a person, and of a unit or place of detention, show (SC1).

Of the events in which somebody has a part only those stand here that the viewer sees.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from malath.accountability.violations.accounts import HIDDEN, Party, known_to
from malath.accountability.violations.beside import came_from
from malath.accountability.violations.erasing.rights import may_erase
from malath.accountability.violations.joining.groups import fellows_seen
from malath.accountability.violations.joining.sides import joins_of
from malath.accountability.violations.models import (
    Act,
    Body,
    Event,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Record,
    Tie,
)
from malath.accountability.violations.units.lines import belonging_lines, name_lines, post_lines
from malath.accountability.violations.units.selectors import MOST as MOST_OF_TIME
from malath.accountability.violations.units.selectors import belongings_of, names_of, posts_in, posts_of
from malath.accountability.violations.wording import term_label, when_label
from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST = 100
RELATIONSHIPS = "relationships"


@dataclass(frozen=True)
class Part:
    """A part in an event: the event, when, and in which word."""

    event: Party
    words: str
    when: str


@dataclass(frozen=True)
class TieLine:
    """How somebody stands to another. `is_from` where the tie was said of this person, else of the other."""

    row: Tie
    words: str
    other: Party
    is_from: bool


def _rows(viewer: Member, model: type[Record], condition: Q) -> list[Any]:
    seen = model.objects.visible_to(viewer).filter(condition, event__in=Event.objects.visible_to(viewer))
    return list(seen.order_by("-made_in_id", "pk")[:MOST])


def person_page(viewer: Member, asked: Person) -> dict[str, Any]:
    """What the template of a person takes, of all their records that were joined and that the viewer sees; all of it revealed."""
    records = fellows_seen(viewer, asked)
    person, pks = records[0], [row.pk for row in records]
    me = Q(person__in=pks)
    suffered = _rows(viewer, Act, Q(victim__in=pks))
    involved, told = _rows(viewer, Involvement, me), _rows(viewer, Information, Q(source__in=pks))
    intervened = _rows(viewer, Intervention, Q(party__in=pks))
    ties = list(Tie.objects.visible_to(viewer).filter(me | Q(other__in=pks)).order_by("made_in_id", "pk")[:MOST])
    posts = posts_of(viewer, pks)
    known = known_to(
        viewer,
        [*records, *ties, *posts[:MOST_OF_TIME]],
        bodies=[row.body_id for row in posts],
        people=[pk for tie in ties for pk in (tie.person_id, tie.other_id)] + pks,
        events={row.event_id for row in (*suffered, *involved, *told, *intervened)},
        is_guest=not viewer.can("document", person.organisation_id),
    )

    known.join(records)

    def parts(rows: Iterable[Any], terms: str, code: str) -> list[Part]:
        return [_part(row, known.events, terms, code) for row in rows]

    return {
        "person": person,
        "asked": asked,
        "records": [known.people[pk] for pk in pks],
        "joins": joins_of(viewer, records),
        "name": known.main(person, "name") or person.number,
        "shown": known.shown(person, without=("name",)),
        "provenance": known.shown(person),
        "suffered": parts(suffered, "acts", "kind"),
        "involved": parts(involved, "involvement", "degree"),
        "told": parts(told, "source_material", "material"),
        "intervened": parts(intervened, "interventions", "kind"),
        "ties": [_tie(tie, pks, known.people) for tie in ties],
        "posts": post_lines(known, posts[:MOST_OF_TIME], of_person=True),
        "has_more_posts": len(posts) > MOST_OF_TIME,
        "may_write": viewer.can("document", person.organisation_id),
        "may_erase": may_erase(viewer, person),
        "came_from": came_from(viewer, person),
    }


def body_page(viewer: Member, asked: Body) -> dict[str, Any]:
    """What the template of a unit or a place of detention takes, the same way."""
    records = fellows_seen(viewer, asked)
    body, pks = records[0], [row.pk for row in records]
    involved, held = _rows(viewer, Involvement, Q(body__in=pks)), _rows(viewer, Holding, Q(site__in=pks))
    parts = list(Body.objects.visible_to(viewer).filter(part_of__in=pks).values_list("pk", flat=True)[:MOST])
    above = next((row.part_of_id for row in records if row.part_of_id), None)
    names, above_then = names_of(viewer, pks), belongings_of(viewer, pks)
    below_then, posts = belongings_of(viewer, pks, below=True), posts_in(viewer, pks)
    held_in_time = (names, above_then, below_then, posts)
    others = [pk for row in (*above_then, *below_then) for pk in (row.body_id, row.above_id)]
    known = known_to(
        viewer,
        [*records, *(row for rows in held_in_time for row in rows[:MOST_OF_TIME])],
        people=[row.person_id for row in posts],
        bodies=[above, *parts, *pks, *others],
        events={row.event_id for row in (*involved, *held)},
        is_guest=not viewer.can("document", body.organisation_id),
    )
    known.join(records)
    return {
        "body": body,
        "asked": asked,
        "records": [known.bodies[pk] for pk in pks],
        "joins": joins_of(viewer, records),
        "name": known.main(body, "name") or body.number,
        "shown": known.shown(body, without=("name",)),
        "provenance": known.shown(body),
        "above": known.body(above),
        "below": [known.bodies[pk] for pk in parts if pk in known.bodies],
        "names": name_lines(known, body, names[:MOST_OF_TIME]),
        "above_then": belonging_lines(known, above_then[:MOST_OF_TIME]),
        "below_then": belonging_lines(known, below_then[:MOST_OF_TIME], below=True),
        "posts": post_lines(known, posts[:MOST_OF_TIME]),
        "has_more_posts": len(posts) > MOST_OF_TIME,
        "has_more": any(len(rows) > MOST_OF_TIME for rows in held_in_time[:3]),
        "involved": [_part(row, known.events, "involvement", "degree") for row in involved],
        "held": [_part(row, known.events, "", "") for row in held],
        "may_write": viewer.can("document", body.organisation_id),
    }


def body_for(viewer: Member, body: uuid.UUID) -> Body:
    """A unit or a place; NotFoundError where the viewer may not see it."""
    found: Body | None = Body.objects.visible_to(viewer).select_related("organisation").filter(pk=body).first()
    if found is None:
        raise NotFoundError
    return found


def _part(row: Any, events: dict[uuid.UUID, Party], terms: str, code: str) -> Part:
    words = term_label(terms, getattr(row, code)) if terms else ""
    return Part(events.get(row.event_id, HIDDEN), words, when_label(getattr(row, "when", "")))


def _tie(tie: Tie, mine: list[uuid.UUID], people: dict[uuid.UUID, Party]) -> TieLine:
    is_from = tie.person_id in mine
    other = people.get(tie.other_id if is_from else tie.person_id, HIDDEN)
    return TieLine(tie, term_label(RELATIONSHIPS, tie.kind), other, is_from)
