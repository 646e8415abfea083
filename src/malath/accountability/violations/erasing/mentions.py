"""Where the texts of events name a person who is to be erased: words of a whole name, in any record of the event."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from malath.accountability.violations.fields import FIELDS, Kind
from malath.accountability.violations.models import Event, Information, Review, Statement
from malath.accountability.violations.offered import all_names_of, events_with, whole_people
from malath.accountability.violations.records import of_event_models
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.models import Person
    from malath.platform.access.models import Member

# Of whoever has a part in more events than this the texts are not looked through; the page says so.
MOST_EVENTS = 200
WORDS = (Kind.LINE, Kind.TEXT, Kind.NAMES)
_WHY = "where texts name somebody who is to be erased"


def own_words() -> Q:
    """Statements that are texts, not codes, dates or numbers."""
    found = Q(pk__in=[])
    for record, fields in FIELDS.items():
        found |= Q(of=record, field__in=[code for code, one in fields.items() if one.kind in WORDS])
    return found


@dataclass
class Mentions:
    """Texts that name the person. `standing` are events whose texts do today, with the whole name or with a single word of
    it; `past` are statements that were ended, or of what was undone, `reviews` reasons of reviews."""

    standing: set[uuid.UUID] = field(default_factory=set)
    doubtful: set[uuid.UUID] = field(default_factory=set)
    past: set[uuid.UUID] = field(default_factory=set)
    reviews: set[uuid.UUID] = field(default_factory=set)
    is_whole: bool = True


def names_in(text: Any, names: Iterable[str]) -> Iterator[str]:
    """The names that stand in a text, a list of texts, or the values of a dictionary, as whole words."""
    if isinstance(text, dict):
        text = list(text.values())
    said = " ".join(map(str, text)) if isinstance(text, list) else str(text)
    folded = " ".join(said.casefold().split())
    for name in names:
        wanted = " ".join(name.casefold().split())
        if wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded):
            yield name


def mentions_of(person: Person, *, by: Member) -> Mentions:
    """Where the events of the person's organisation in which they have a part, or had one that was undone, name them."""
    names = all_names_of(whole_people({person.pk}), by=by)
    rows = Event.objects.unscoped(reason=_WHY).filter(organisation=person.organisation_id, erased_on=None)
    events = list(
        rows.filter(pk__in=events_with(person.pk, with_gone=True)).order_by("pk").values_list("pk", flat=True)
    )
    found = Mentions(is_whole=len(events) <= MOST_EVENTS)
    if not names or not events or not found.is_whole:
        return found
    said = Statement.objects.unscoped(reason=_WHY).filter(own_words(), event__in=events)
    # What they told themselves goes whole.
    told = Information.objects.unscoped(reason=_WHY).filter(source=person.pk).values("pk")
    statements = list(said.exclude(record__in=told).order_by("pk"))
    reviews = list(Review.objects.unscoped(reason=_WHY).filter(event__in=events).order_by("pk"))
    reveal(statements, reviews, by=by, why="violations.erase")
    gone = _gone_in(events)
    for one in statements:
        _note(found, one, names, is_gone=one.event_id in gone or one.record in gone)
    found.reviews = {
        one.pk for one in reviews if any(names_in([one.reasons.get(said, "") for said in ("words", "tie")], names))
    }
    return found


def _gone_in(events: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these events, and of what hangs on them, what an undoing took away: nobody can strike a name out of it."""
    gone = set(Event.objects.unscoped(reason=_WHY).filter(pk__in=events, is_gone=True).values_list("pk", flat=True))
    for model in of_event_models():
        rows = model.objects.unscoped(reason=_WHY).filter(event__in=events, is_gone=True)
        gone |= set(rows.values_list("pk", flat=True))
    return gone


def _note(found: Mentions, one: Statement, names: Collection[str], *, is_gone: bool) -> None:
    named = list(names_in(one.value.get("v", ""), names))
    if named and (is_gone or not one.stands):
        found.past.add(one.pk)
    elif named and one.event_id is not None:
        # One word alone may be somebody else's name: that is for the member to judge.
        sure = any(len(name.split()) > 1 for name in named)
        (found.standing if sure else found.doubtful).add(one.event_id)
