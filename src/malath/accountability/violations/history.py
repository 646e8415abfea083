"""What was done on an event, a person, a unit or a place, change by change, each undone and brought back (SC1, BT3)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from malath.accountability.violations.errors import UndoneElsewhereError
from malath.accountability.violations.history_parts import Part, parts_of_changes
from malath.accountability.violations.models import (
    Belonging,
    Body,
    BodyName,
    Change,
    Event,
    EventLink,
    Person,
    Post,
    Record,
    Statement,
    Taking,
    Tie,
)
from malath.accountability.violations.records import ORDER, of_event_models
from malath.accountability.violations.undoing import undo_change
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotFoundError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 20
_LEDGER = 200
_WHY = "which changes made what hangs on a record that the viewer sees"
Subject = Event | Person | Body
JOINING = (Tie, Belonging, Post)
"""What joins two people, or units and places, or one of each: of both."""


@dataclass
class Entry:
    """One change, record by record, with the number of its entry in the ledger. `waits` until it stands there."""

    change: Change
    parts: list[Part] = field(default_factory=list)
    index: int | None = None
    at: datetime | None = None
    waits: bool = False
    undone: Change | None = None

    @property
    def may_undo(self) -> bool:
        """A change of an import is undone with its import; one that was made together with others, also by itself."""
        return not self.change.is_undone and not self.is_of_import

    @property
    def is_of_import(self) -> bool:
        """Whether it belongs to an import, or undoes what does."""
        return is_of_import(self.change)


@dataclass
class History:
    """A page of it, newest first; `before` is the cursor of the next page, or empty."""

    entries: list[Entry]
    before: str = ""


def is_of_import(change: Change) -> bool:
    """Whether a change, read with what it undoes, is part of an import; an undoing of an undoing is, where it has a batch."""
    first = change.undoes or change
    return change.batch is not None and first.kind != Change.Kind.EDIT


def history_of(viewer: Member, subject: Subject, before: int | None = None) -> History:
    """The changes that touched a record of the viewer's own organisation, with what they said, revealed. What joins it to
    somebody or something that the viewer may not see is left out."""
    if not viewer.can("document", subject.organisation_id):
        raise NotFoundError
    rows = _changes_of(viewer, subject).select_related("by", "undoes")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    changes, more = found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    shown = [one.undoes if one.undoes is not None else one for one in changes]
    said = _said_of(viewer, subject).filter(Q(made_in__in=shown) | Q(ended_in__in=shown))
    statements = list(said.order_by("made_in_id", "pk"))
    reveal(statements, changes, [one.by for one in changes], by=viewer, why="violations.history")
    made = [row for rows in _hanging(viewer, subject) for row in rows.filter(made_in__in=shown)]
    taken = _taken_by(shown)
    named = {one.record for one in statements}.union(*taken.values()) - {row.pk for row in made}
    made += [row for rows in _hanging(viewer, subject) for row in rows.filter(pk__in=named)]
    parts = parts_of_changes(viewer, shown, made, statements, taken)
    entries = [Entry(one, parts[told.pk], undone=one.undoes) for one, told in zip(changes, shown, strict=True)]
    _number(entries, subject)
    return History(entries, more)


def undo_for(viewer: Member, subject: Subject, key: uuid.UUID) -> Change:
    """Undo a change that the subject's history shows, or an undoing of one, when the viewer sees all that it touched.

    Raises NotFoundError, UndoneElsewhereError, AlreadyUndoneError.
    """
    if not viewer.can("document", subject.organisation_id):
        raise NotFoundError
    change = _changes_of(viewer, subject).select_related("undoes").filter(key=key).first()
    if change is None:
        raise NotFoundError
    if is_of_import(change) or _hides(viewer, change.undoes or change):
        raise UndoneElsewhereError
    return undo_change(change, by=viewer)


def _hanging(viewer: Member, subject: Subject) -> list[QuerySet[Any]]:
    """The records whose changes are the subject's, gone or not; a link or a tie only where the viewer sees both ends."""

    def rows(model: type[Record]) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.unscoped(reason=_WHY)
        return found

    if isinstance(subject, Event):
        plain = [rows(model).filter(event=subject.pk) for model in of_event_models() if model is not EventLink]
        links = rows(EventLink).filter(event=subject.pk, other__in=Event.objects.visible_to(viewer))
        return [rows(Event).filter(pk=subject.pk), *plain, links]
    if isinstance(subject, Person):
        seen = Person.objects.visible_to(viewer)
        ties = Q(person=subject.pk, other__in=seen) | Q(other=subject.pk, person__in=seen)
        posts = rows(Post).filter(person=subject.pk, body__in=Body.objects.visible_to(viewer))
        return [rows(Person).filter(pk=subject.pk), rows(Tie).filter(ties), posts]
    bodies = Body.objects.visible_to(viewer)
    belonged = Q(body=subject.pk, above__in=bodies) | Q(above=subject.pk, body__in=bodies)
    posts = rows(Post).filter(body=subject.pk, person__in=Person.objects.visible_to(viewer))
    own = [rows(Body).filter(pk=subject.pk), rows(BodyName).filter(body=subject.pk)]
    return [*own, rows(Belonging).filter(belonged), posts]


def _said_of(viewer: Member, subject: Subject) -> QuerySet[Statement]:
    """The statements of those records."""
    said: QuerySet[Statement] = Statement.objects.visible_to(viewer)
    hanging = _hanging(viewer, subject)
    if isinstance(subject, Event):
        of_links = Q(of="eventlink") & ~Q(record__in=hanging[-1].values("pk"))
        return said.filter(event=subject.pk).exclude(of_links)
    # What joins two is of both: it is said under the key of one of them.
    joining = [pk for rows in hanging if rows.model in JOINING for pk in rows.values_list("pk", flat=True)]
    own = Q(person=subject.pk) if isinstance(subject, Person) else Q(body=subject.pk)
    own &= ~Q(of__in=[str(model._meta.model_name) for model in JOINING])
    return said.filter(own | Q(record__in=joining))


def _changes_of(viewer: Member, subject: Subject) -> QuerySet[Change]:
    """The changes that made those records, or said or ended something of them, and what undid these."""
    said = _said_of(viewer, subject)
    touched = Q(pk__in=said.values("made_in")) | Q(pk__in=said.exclude(ended_in=None).values("ended_in"))
    for rows in _hanging(viewer, subject):
        touched |= Q(pk__in=rows.values("made_in"))
        takings = Taking.objects.unscoped(reason=_WHY).filter(record__in=rows.values("pk"))
        touched |= Q(pk__in=takings.values("change"))
    seen: QuerySet[Change] = Change.objects.visible_to(viewer).filter(organisation=subject.organisation_id)
    ids = seen.filter(touched).values("pk")
    return seen.filter(Q(pk__in=ids) | Q(undoes__in=ids))


def _taken_by(changes: Iterable[Change]) -> dict[int, set[uuid.UUID]]:
    """The records that each of some changes took back by themselves."""
    taken: dict[int, set[uuid.UUID]] = defaultdict(set)
    pks = [one.pk for one in changes if one.kind == Change.Kind.TAKE]
    rows = Taking.objects.unscoped(reason=_WHY).filter(change__in=pks)
    for change, record in rows.values_list("change", "record") if pks else ():
        taken[change].add(record)
    return taken


def _number(entries: list[Entry], subject: Subject) -> None:
    """Where in the ledger each change stands, or that it is still on its way."""
    ledger = {entry.get("row"): entry for entry in keeper().entries(subject=subject.pk, limit=_LEDGER)}
    keys = [one.change.key for one in entries]
    waiting = set(OutboxEntry.objects.filter(row__in=keys).values_list("row", flat=True))
    for one in entries:
        one.waits = one.change.key in waiting
        if known := ledger.get(str(one.change.key)):
            one.index, one.at = int(known["index"]), datetime.fromisoformat(known["at"])


def _hides(viewer: Member, change: Change) -> bool:
    """Whether it made, said or ended something that the viewer does not see, but for what it took back itself."""
    said = Statement.objects.unscoped(reason="what a change holds").filter(Q(made_in=change) | Q(ended_in=change))
    touched: dict[type[Record], set[uuid.UUID]] = {
        model: set(said.exclude(**{name: None}).values_list(name, flat=True))
        for name, model in (("event", Event), ("person", Person), ("body", Body))
    }
    for model in ORDER:
        made = model.objects.unscoped(reason="what a change made").filter(made_in=change)
        if model in touched:
            touched[model] |= set(made.values_list("pk", flat=True))
        elif model in _ENDS:
            for link, end in _ENDS[model]:
                touched[end] |= set(made.values_list(link, flat=True))
        else:
            touched[Event] |= set(made.values_list("event", flat=True))
    return any(_is_closed(viewer, model, pks) for model, pks in touched.items())


_ENDS: dict[type[Record], tuple[tuple[str, type[Record]], ...]] = {
    Tie: (("person", Person), ("other", Person)),
    BodyName: (("body", Body),),
    Belonging: (("body", Body), ("above", Body)),
    Post: (("person", Person), ("body", Body)),
}


def _is_closed(viewer: Member, model: type[Record], pks: set[uuid.UUID]) -> bool:
    rows = model.objects.unscoped(reason="whether all of it is the viewer's to see").filter(pk__in=pks)
    trusted = viewer.standing.organisations_able("see_restricted")
    restricted = Q(is_restricted=True) if model is Event else Q(is_restricted=True) | Q(is_shut=True)
    closed = rows.filter(restricted).exclude(organisation__in=trusted).exclude(entered_by=viewer)
    return bool(closed.exists())
