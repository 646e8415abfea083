"""What an erasure would take, what stays, and what stands in its way: said before anybody asks or confirms."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.accountability.violations.erasing.mentions import MOST_EVENTS, mentions_of, own_words
from malath.accountability.violations.erasing.rooms import Counted, Obstacle, Subject, rooms
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.models import (
    Act,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Post,
    Review,
    Statement,
    Tie,
)
from malath.accountability.violations.offered import events_with, people_in
from malath.accountability.violations.rules import Stage
from malath.platform.access.models import Grant

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "what an erasure would take"
MOST_NAMED = 20


@dataclass
class Effects:
    """What the page shows before. `people_left`: people of an event who are in no other; `doubtful`: events whose texts may
    name the person, which nobody but a member can judge; with more than that, `more_` says so;
    `joined` are the numbers of all records of a person that go together."""

    goes: list[Counted] = field(default_factory=list)
    in_the_way: list[Obstacle] = field(default_factory=list)
    items: int = 0
    parts: int = 0
    people_left: list[Person] = field(default_factory=list)
    has_more_left: bool = False
    doubtful: list[Event] = field(default_factory=list)
    is_looked_through: bool = True
    most_events: int = MOST_EVENTS
    joined: list[str] = field(default_factory=list)


def subject_of(row: Event | Person) -> Subject:
    """As other rooms are asked for it."""
    keys = frozenset({bytes(row.key)} if row.key else ())
    if isinstance(row, Event):
        return Subject(event=row.pk, organisation=row.organisation_id, keys=keys)
    victims = Act.objects.unscoped(reason=_WHY).filter(victim=row.pk).values("event")
    # A list knows what it says of a person by the same identifier.
    told = Event.objects.unscoped(reason=_WHY).filter(pk__in=victims).exclude(key=b"").values_list("key", flat=True)
    return Subject(person=row.pk, organisation=row.organisation_id, keys=keys | {bytes(key) for key in told})


def effects_of(row: Event | Person, *, by: Member) -> Effects:
    """For whoever may erase it."""
    if isinstance(row, Event):
        return _with_rooms(row, _of_event(row, by))
    records = Person.objects.unscoped(reason=_WHY).filter(pk__in=whole(Person, {row.pk})).order_by("pk")
    return _together([_with_rooms(one, _of_person(one, by)) for one in records], list(records))


def _with_rooms(row: Event | Person, effects: Effects) -> Effects:
    subject = subject_of(row)
    for room in rooms:
        effects.goes += room.goes(subject)
        effects.in_the_way += room.in_the_way(subject)
    effects.goes = [one for one in effects.goes if one.count]
    return effects


def _together(several: list[Effects], records: list[Person]) -> Effects:
    """Of all records of a person that were joined: they go together."""
    if len(several) == 1:
        return several[0]
    goes: dict[str, int] = {}
    for one in (one for each in several for one in each.goes):
        goes[one.words] = goes.get(one.words, 0) + one.count
    doubtful = {event.pk: event for each in several for event in each.doubtful}
    return Effects(
        goes=[Counted(words, count) for words, count in goes.items()],
        in_the_way=list(dict.fromkeys(one for each in several for one in each.in_the_way)),
        items=sum(each.items for each in several),
        parts=sum(each.parts for each in several),
        doubtful=list(doubtful.values()),
        is_looked_through=all(each.is_looked_through for each in several),
        joined=[one.number for one in records],
    )


def _count(model: Any, condition: Q) -> int:
    return int(model.objects.unscoped(reason=_WHY).filter(condition).count())


def _of_event(event: Event, by: Member) -> Effects:
    hangs = Q(event=event.pk)
    effects = Effects()
    effects.goes = [
        Counted(_("Acts"), _count(Act, hangs)),
        Counted(_("Parts of perpetrators"), _count(Involvement, hangs)),
        Counted(_("What sources say"), _count(Information, hangs)),
        Counted(_("Steps that were taken"), _count(Intervention, hangs)),
        Counted(_("Places in chains of detention"), _count(Holding, hangs)),
        Counted(_("Links with other events"), _count(EventLink, hangs | Q(other=event.pk))),
        Counted(_("Values, with all that stood before"), _count(Statement, hangs)),
        Counted(_("Steps of the review"), _count(Review, hangs)),
    ]
    effects.items = _items(hangs)
    effects.in_the_way = [*_holds(hangs, by), *_shares(event)]
    here = people_in(event.pk)
    alone = here - _elsewhere(here, event)
    seen = Person.objects.visible_to(by).filter(pk__in=alone, erased_on=None).order_by("number")[: MOST_NAMED + 1]
    effects.people_left = list(seen)[:MOST_NAMED]
    effects.has_more_left = len(seen) > MOST_NAMED
    return effects


def _elsewhere(here: set[uuid.UUID], event: Event) -> set[uuid.UUID]:
    """Those of the people who have a part in other events too."""
    people: set[uuid.UUID] = set()
    for model, column in ((Act, "victim"), (Involvement, "person"), (Information, "source"), (Intervention, "party")):
        rows = model.objects.unscoped(reason=_WHY).filter(is_gone=False, event__erased_on=None).exclude(event=event.pk)
        people |= set(rows.filter(**{f"{column}__in": here}).values_list(column, flat=True))
    return people


def _of_person(person: Person, by: Member) -> Effects:
    told, mentions = Q(source=person.pk), mentions_of(person, by=by)
    effects = Effects(is_looked_through=mentions.is_whole)
    texts = own_words() & Q(of="information", record__in=_told(told).values("pk"))
    effects.goes = [
        Counted(_("Values, with all that stood before"), _count(Statement, Q(person=person.pk))),
        Counted(_("How they stand to others"), _count(Tie, Q(person=person.pk) | Q(other=person.pk))),
        Counted(_("Posts in units and places of detention"), _count(Post, Q(person=person.pk))),
        Counted(_("Texts that they told"), _count(Statement, texts)),
        Counted(_("Earlier texts of events that name them"), len(mentions.past)),
        Counted(_("Reasons of reviews that name them"), len(mentions.reviews)),
    ]
    effects.items = _items(told)
    seen = Event.objects.visible_to(by)
    effects.parts = int(seen.filter(pk__in=events_with(person.pk)).count())
    effects.in_the_way = [*_holds(told, by), *_named(seen, mentions.standing), *_needed(seen, person)]
    effects.doubtful = list(seen.filter(pk__in=mentions.doubtful - mentions.standing).order_by("number"))
    return effects


def _told(condition: Q) -> Any:
    return Information.objects.unscoped(reason=_WHY).filter(condition)


def _items(condition: Q) -> int:
    rows = _told(condition).filter(evidence__erased_on=None).exclude(evidence=None)
    return int(rows.values("evidence").distinct().count())


def _holds(condition: Q, by: Member) -> Iterator[Obstacle]:
    """Evidence under a legal hold on which it rests."""
    rows = _told(condition).filter(evidence__held=True, evidence__erased_on=None)
    able = set(by.standing.organisations_able("work_evidence"))
    found = rows.values_list("evidence", "evidence__number", "evidence__organisation").distinct()
    for item, number, where in found.order_by("evidence__number"):
        words = _("Evidence on which it rests stands under a legal hold. The hold must be lifted first.")
        is_own = where in able
        yield Obstacle(words, reverse("evidence_item", args=[item]) if is_own else "", number if is_own else "")


def _shares(event: Event) -> Iterator[Obstacle]:
    """Organisations that see the event today."""
    rows = Grant.objects.unscoped(reason=_WHY).filter(subject=event.pk, withdrawn_on=None, ends_at__gt=timezone.now())
    for grant in rows.select_related("organisation").order_by("ends_at", "pk"):
        to = grant.organisation.name if grant.organisation else _("a member of another organisation")
        words = _("It is shared with %(organisation)s. Withdraw that first, and ask them what they copied.")
        yield Obstacle(words % {"organisation": to}, reverse("violations_share", args=[event.pk]), event.number)


def _named(seen: Any, events: set[uuid.UUID]) -> Iterator[Obstacle]:
    """Events whose texts name the person today."""
    for event in seen.filter(pk__in=events).order_by("number"):
        words = _("A text of this event names them. Strike the name out first; what stood before goes with the person.")
        yield Obstacle(words, reverse("violations_event", args=[event.pk]), event.number)


def _needed(seen: Any, person: Person) -> Iterator[Obstacle]:
    """Events that were checked and rest on what the person told alone."""
    standing = Information.objects.unscoped(reason=_WHY).filter(is_gone=False)
    told = standing.filter(source=person.pk).values("event")
    others = Exists(
        Information.objects.unscoped(reason=_WHY)
        .filter(is_gone=False, event=OuterRef("pk"))
        .exclude(source=person.pk)
        .exclude(source=None, evidence=None)
        .exclude(source__erased_on__isnull=False)
    )
    rows = seen.filter(pk__in=told).exclude(stage=Stage.DRAFT).filter(~others)
    for event in rows.order_by("number"):
        words = _(
            "This event was checked and rests on what they told alone. Add another source, or take it back to draft."
        )
        yield Obstacle(words, reverse("violations_review", args=[event.pk]), event.number)
