"""What other rooms of the accountability side ask of the record: rows that a viewer sees, and names of people (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.models import (
    Act,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
    Statement,
)
from malath.accountability.violations.selectors import said_of
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def information_seen(viewer: Member) -> ScopedQuerySet:
    """What sources say, where the viewer sees it."""
    rows: ScopedQuerySet = Information.objects.visible_to(viewer)
    return rows


def information_for(viewer: Member, information: uuid.UUID) -> Information:
    """A piece of information with its event, its source and its organisation; NotFoundError where the viewer may not see it."""
    rows = Information.objects.visible_to(viewer).select_related("event", "source", "organisation")
    found: Information | None = rows.filter(pk=information).first()
    if found is None:
        raise NotFoundError
    return found


def words_of(viewer: Member, information: Information) -> tuple[str, str]:
    """What a source says, and the source's name, revealed; the number where no name is known."""
    said = said_of(viewer, [information], ["text"], why="testimony")
    text = str(said[information.pk].main("text") or "")
    source = information.source
    return text, names_among(viewer, [source])[source.pk] if source is not None else ""


def names_among(viewer: Member, people: Collection[Person]) -> dict[uuid.UUID, str]:
    """The first name of each of the people whom the viewer sees, revealed; a number where none is known."""
    said = said_of(viewer, people, ["name"], why="testimony")
    return {one.pk: str(said[one.pk].main("name") or one.number) for one in people}


def all_people_seen(viewer: Member) -> ScopedQuerySet:
    """Everybody in the record whom the viewer sees."""
    rows: ScopedQuerySet = Person.objects.visible_to(viewer)
    return rows


def people_seen(viewer: Member, people: Iterable[uuid.UUID]) -> list[Person]:
    """Those of the people whom the viewer sees, and who were not erased."""
    return list(Person.objects.visible_to(viewer).filter(pk__in=list(people), erased_on=None).order_by("pk"))


def event_for(viewer: Member, event: uuid.UUID) -> Event:
    """An event of an organisation in which the viewer documents; NotFoundError where they may not see it."""
    own = viewer.standing.organisations_able("document")
    found: Event | None = Event.objects.visible_to(viewer).filter(pk=event, organisation__in=own).first()
    if found is None:
        raise NotFoundError
    return found


def event_named(event: uuid.UUID) -> Event:
    """An event, whoever looks: for rules that hold for all of them."""
    found: Event = Event.objects.unscoped(reason="a rule holds whoever looks").get(pk=event)
    return found


def people_in(event: uuid.UUID) -> set[uuid.UUID]:
    """Everybody who has a part in an event, whoever looks: for rules that hold for all of them."""
    reason = "a rule holds for everybody in the event"
    people: set[uuid.UUID] = set()
    for model, column in ((Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party")):
        rows = model.objects.unscoped(reason=reason).filter(event=event, is_gone=False).exclude(**{column: None})
        people |= set(rows.values_list(column, flat=True))
    return people


def events_with(person: uuid.UUID, *, with_gone: bool = False) -> set[uuid.UUID]:
    """The events in which a person has a part, whoever looks: for rules that hold for all of them. `with_gone`: also those
    in which their part was undone, since an undoing is brought back."""
    reason = "a rule holds for every event that the person is in"
    events: set[uuid.UUID] = set()
    for model, column in ((Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party")):
        rows = model.objects.unscoped(reason=reason).filter(**{column: person})
        events |= set((rows if with_gone else rows.filter(is_gone=False)).values_list("event", flat=True))
    return events


def whole_people(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The people, and every other record of each that was joined with theirs: what one forbids, all do."""
    return whole(Person, people)


def events_with_whole(person: uuid.UUID) -> set[uuid.UUID]:
    """The events in which a person has a part under any of their records."""
    return {event for one in whole(Person, {person}) for event in events_with(one)}


def all_names_of(people: Collection[uuid.UUID], *, by: Member) -> set[str]:
    """Every name under which the people stand anywhere in the record: to leave them out of what leaves."""
    reason = "the names of people who are left out of what leaves"
    rows = Statement.objects.unscoped(reason=reason).filter(of="person", person__in=people, field__in=("name", "names"))
    said = list(rows.order_by("pk"))
    reveal(said, by=by, why="export")
    names: set[str] = set()
    for one in said:
        value: Any = one.value.get("v")
        names |= {str(name) for name in (value if isinstance(value, list) else [value]) if name}
    return names


def files_told_with(information: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The items of evidence that go with what sources said."""
    rows = Information.objects.unscoped(reason="on which file a testimony rests holds whoever looks")
    files = rows.filter(pk__in=information).exclude(evidence=None)
    return set(files.values_list("evidence", flat=True))


def told_with(items: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """What sources said with items of evidence, also what was undone: what its person forbade holds."""
    rows = Information.objects.unscoped(reason="on which file a testimony rests holds whoever looks")
    return set(rows.filter(evidence__in=items).values_list("pk", flat=True))
