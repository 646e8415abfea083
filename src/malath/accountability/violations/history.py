"""What was done on an event, change by change, each of which can be undone and brought back (SC1, BT3)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from malath.accountability.violations.errors import UndoneElsewhereError
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.models import Change, Event, Record, Statement
from malath.accountability.violations.records import ORDER
from malath.accountability.violations.undoing import undo_change
from malath.accountability.violations.wording import worded
from malath.platform.errors import NotFoundError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 20
_LEDGER = 200
_LONGEST = 160


@dataclass
class Step:
    """What a change did to one field of one record: what was said, and what it ended."""

    record: str
    code: str
    label: Any
    said: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """One change of the event, with the number of its entry in the ledger once it stands there."""

    change: Change
    steps: list[Step] = field(default_factory=list)
    index: int | None = None
    at: datetime | None = None
    undone: Change | None = None

    @property
    def may_undo(self) -> bool:
        """A change of an import is undone with its import."""
        return not self.change.is_undone and self.change.batch is None


@dataclass
class History:
    """A page of it, newest first; `before` is the cursor of the next page, or empty."""

    entries: list[Entry]
    before: str = ""


def history_of(viewer: Member, event: Event, before: int | None = None) -> History:
    """The changes that touched an event of the viewer's own organisation, with what they said, revealed."""
    if not viewer.can("document", event.organisation_id):
        raise NotFoundError
    changes, more = _changes(viewer, event, before)
    shown = [one.undoes if one.undoes is not None else one for one in changes]
    said = Statement.objects.visible_to(viewer).filter(event=event).filter(Q(made_in__in=shown) | Q(ended_in__in=shown))
    statements = list(said.order_by("made_in_id", "pk"))
    reveal(statements, changes, [one.by for one in changes], by=viewer, why="violations.history")
    ledger = {entry.get("row"): entry for entry in keeper().entries(subject=event.pk, limit=_LEDGER)}
    return History([_entry(one, statements, ledger) for one in changes], more)


def _changes(viewer: Member, event: Event, before: int | None) -> tuple[list[Change], str]:
    said = Statement.objects.visible_to(viewer).filter(event=event)
    touched = Q(pk__in=said.values("made_in")) | Q(pk__in=said.exclude(ended_in=None).values("ended_in"))
    for model in ORDER:
        column = "pk" if model is Event else "event"
        if any(one.name == "event" for one in model._meta.fields) or model is Event:
            made = model.objects.unscoped(reason="which changes made records of an event that the viewer sees")
            touched |= Q(pk__in=made.filter(**{column: event.pk}).values("made_in"))
    seen = Change.objects.visible_to(viewer)
    ids = seen.filter(touched).values("pk")
    rows = seen.filter(Q(pk__in=ids) | Q(undoes__in=ids)).select_related("by", "undoes")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _entry(change: Change, statements: list[Statement], ledger: dict[Any, dict[str, Any]]) -> Entry:
    told, known = change.undoes or change, ledger.get(str(change.key))
    entry = Entry(change, undone=change.undoes)
    steps: dict[tuple[uuid.UUID, str], Step] = {}
    for one in statements:
        if told.pk not in (one.made_in_id, one.ended_in_id):
            continue
        of = FIELDS[one.of][one.field]
        step = steps.setdefault((one.record, one.field), Step(one.of, one.field, of.label))
        words = " · ".join(worded(of, one.value["v"]))
        (step.said if one.made_in_id == told.pk else step.ended).append(_short(words))
    entry.steps = [steps[place] for place in sorted(steps, key=lambda place: _order(steps[place], place))]
    if known:
        entry.index, entry.at = int(known["index"]), datetime.fromisoformat(known["at"])
    return entry


def _order(step: Step, place: tuple[uuid.UUID, str]) -> tuple[int, str, int]:
    """Record by record, the event first, each in the order of its fields."""
    kinds = ["event", *(str(model._meta.model_name) for model in ORDER)]
    return kinds.index(step.record), str(place[0]), list(FIELDS[step.record]).index(step.code)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def undo_for(viewer: Member, event: Event, key: uuid.UUID) -> Change:
    """Undo a change of an event, or an undoing of one, when the viewer sees all that it touched.

    Raises NotFoundError, UndoneElsewhereError, AlreadyUndoneError.
    """
    seen = Change.objects.visible_to(viewer).filter(organisation=event.organisation_id)
    change: Change | None = seen.select_related("undoes").filter(key=key).first()
    if change is None or not viewer.can("document", event.organisation_id):
        raise NotFoundError
    told = change.undoes or change
    if not _touches(told, event):
        raise NotFoundError
    if change.batch is not None or _hides(viewer, told):
        raise UndoneElsewhereError
    return undo_change(change, by=viewer)


def _touches(change: Change, event: Event) -> bool:
    said = Statement.objects.unscoped(reason="whether a change is of this event").filter(event=event)
    if said.filter(Q(made_in=change) | Q(ended_in=change)).exists():
        return True
    return any(_made_by(model, change).filter(event=event.pk).exists() for model in _of_events())


def _hides(viewer: Member, change: Change) -> bool:
    """Whether it made, said or ended something that the viewer does not see, but for what it took back itself."""
    said = Statement.objects.unscoped(reason="what a change holds").filter(Q(made_in=change) | Q(ended_in=change))
    events = set(said.exclude(event=None).values_list("event", flat=True))
    for model in _of_events():
        events |= set(_made_by(model, change).values_list("event", flat=True))
    rows = Event.objects.unscoped(reason="whether all of it is the viewer's to see").filter(pk__in=events)
    trusted = viewer.standing.organisations_able("see_restricted")
    closed = rows.filter(is_restricted=True).exclude(organisation__in=trusted).exclude(entered_by=viewer)
    return bool(closed.exists())


def _made_by(model: type[Record], change: Change) -> Any:
    return model.objects.unscoped(reason="what a change made").filter(made_in=change)


def _of_events() -> list[type[Record]]:
    return [model for model in ORDER if any(one.name == "event" for one in model._meta.fields)]
