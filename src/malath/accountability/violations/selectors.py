"""Reads of the violations room: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.models import (
    Act,
    Body,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Record,
    Review,
    Statement,
)
from malath.accountability.violations.naming import masks_for
from malath.accountability.violations.records import main_of
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from malath.platform.access.models import Member


@dataclass
class Said:
    """What is said of one record: for each field the statements that stand, the one that is shown first at the front."""

    by_field: dict[str, list[Statement]] = field(default_factory=dict)

    def main(self, code: str) -> Any:
        """The value that is shown first, None where nothing is said."""
        said = self.by_field.get(code)
        return said[0].value["v"] if said else None

    def others(self, code: str) -> list[Statement]:
        """What other sources say beside it."""
        return self.by_field.get(code, [])[1:]

    @property
    def is_disputed(self) -> bool:
        """Whether accounts differ in any field; one that says the same says it too."""
        return any(one.value["v"] != said[0].value["v"] for said in self.by_field.values() for one in said)


def said_of(
    viewer: Member, rows: Iterable[Record], fields: Sequence[str] = (), *, why: str = "records"
) -> dict[uuid.UUID, Said]:
    """What stands of records that the viewer sees, revealed in one request; of all fields, or of those named."""
    wanted = list(rows)
    pks = [row.pk for row in wanted]
    said = Statement.objects.visible_to(viewer).filter(record__in=pks, stands=True)
    if fields:
        said = said.filter(field__in=fields)
    standing = list(said.select_related("made_in__by", "said_in__by").order_by("made_in_id", "pk"))
    reveal(standing, [one.entered_in.by for one in standing], by=viewer, why=why)
    if masks := masks_for(viewer, wanted):
        standing = [one for one in standing if masks.keeps(one)]
        for one in standing:
            masks.mask(one)
    grouped: dict[tuple[uuid.UUID, str], list[Statement]] = {}
    for one in standing:
        grouped.setdefault((one.record, one.field), []).append(one)
    known = {pk: Said() for pk in pks}
    for (record, code), several in grouped.items():
        main = main_of(several)
        known[record].by_field[code] = [main, *(one for one in reversed(several) if one is not main)] if main else []
    return known


def event_for(viewer: Member, event: uuid.UUID) -> Event:
    """An event; NotFoundError where the viewer may not see it."""
    found: Event | None = Event.objects.visible_to(viewer).select_related("organisation").filter(pk=event).first()
    if found is None:
        raise NotFoundError
    return found


def person_for(viewer: Member, person: uuid.UUID) -> Person:
    """A person; NotFoundError where the viewer may not see them, or they were erased."""
    rows = Person.objects.visible_to(viewer).select_related("organisation")
    found: Person | None = rows.filter(pk=person, erased_on=None).first()
    if found is None:
        raise NotFoundError
    return found


def people_among(viewer: Member, people: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Person]:
    """Those of the people whom the viewer sees, by id: a link may name somebody whom they do not."""
    wanted = {pk for pk in people if pk is not None}
    seen: dict[uuid.UUID, Person] = Person.objects.visible_to(viewer).in_bulk(list(wanted))
    return seen


def acts_among(viewer: Member, acts: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Act]:
    """Those of the acts that the viewer sees, by id."""
    seen: dict[uuid.UUID, Act] = Act.objects.visible_to(viewer).in_bulk([pk for pk in acts if pk is not None])
    return seen


def seen_among(viewer: Member, kind: str, records: Iterable[uuid.UUID | None]) -> set[uuid.UUID]:
    """Those of the records of a kind ("person", "event", "act", "information", "involvement") that the viewer sees."""
    kinds: dict[str, Any] = {"person": Person, "event": Event, "act": Act, "information": Information}
    rows = {**kinds, "involvement": Involvement}[kind].objects.visible_to(viewer)
    return set(rows.filter(pk__in={pk for pk in records if pk is not None}).values_list("pk", flat=True))


def unit_numbered(viewer: Member, number: str) -> Body | None:
    """The unit of that number, where the viewer sees one."""
    found: Body | None = Body.objects.visible_to(viewer).filter(number=number, kind=Body.Kind.UNIT).first()
    return found


@dataclass
class Parts:
    """All that hangs on an event, unrevealed, in order."""

    acts: list[Act]
    involvements: list[Involvement]
    information: list[Information]
    interventions: list[Intervention]
    holdings: list[Holding]
    links: list[EventLink]
    reviews: list[Review]

    @property
    def records(self) -> list[Record]:
        """Those that carry statements."""
        return [*self.acts, *self.involvements, *self.information, *self.interventions, *self.holdings, *self.links]

    @property
    def people(self) -> set[uuid.UUID]:
        """Everybody who has a part in it."""
        parts = [row.victim_id for row in self.acts] + [row.person_id for row in self.involvements]
        parts += [row.source_id for row in self.information] + [row.party_id for row in self.interventions]
        return {pk for pk in parts if pk is not None}


def parts_of(viewer: Member, event: Event) -> Parts:
    """What hangs on an event that the viewer sees."""

    def rows(model: type[Record], *order: str) -> list[Any]:
        return list(model.objects.visible_to(viewer).filter(event=event).order_by(*order, "made_in_id", "pk"))

    return Parts(
        acts=rows(Act, "day"),
        involvements=rows(Involvement),
        information=rows(Information),
        interventions=rows(Intervention),
        holdings=rows(Holding, "act", "order"),
        links=rows(EventLink),
        reviews=list(reviews_of(viewer, event)),
    )


def reviews_of(viewer: Member, event: Event) -> QuerySet[Review]:
    """The lines of an event's review, the newest first."""
    rows = Review.objects.visible_to(viewer).select_related("by").filter(event=event)
    found: QuerySet[Review] = rows.order_by("-order", "-on", "-at_change", "pk")
    return found


def people_of(viewer: Member, event: uuid.UUID) -> set[uuid.UUID]:
    """Everybody who has a part in an event: sources, victims, perpetrators, those who did something about it."""
    people: set[uuid.UUID] = set()
    for model, column in ((Information, "source"), (Act, "victim"), (Involvement, "person"), (Intervention, "party")):
        rows = model.objects.visible_to(viewer).filter(event=event).exclude(**{column: None})
        people |= set(rows.values_list(column, flat=True))
    return people


def bodies_of(viewer: Member, event: uuid.UUID) -> set[uuid.UUID]:
    """The units and places of detention that an event names."""
    bodies: set[uuid.UUID] = set()
    for model, column in ((Involvement, "body"), (Holding, "site")):
        rows = model.objects.visible_to(viewer).filter(event=event).exclude(**{column: None})
        bodies |= set(rows.values_list(column, flat=True))
    return bodies
