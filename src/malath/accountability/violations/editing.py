"""Writing from a page: values of a record that stands, and new records that hang on it (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from malath.accountability.violations.choosing import NOBODY, Chosen
from malath.accountability.violations.models import Act, Body, Change, Event, Holding, Person, Record
from malath.accountability.violations.recording import Recorder, recording
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

EDIT = Change.Kind.EDIT


@dataclass(frozen=True)
class Answers:
    """What a form says of a record: values in place of what stands, values beside it, who says so and how sure."""

    instead: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=dict)
    source: Chosen = NOBODY
    confidence: str = ""
    based_on: int = 0


@transaction.atomic
def say(row: Record, answers: Answers, *, by: Member) -> list[str]:
    """Say values of a record that the member sees; the fields that changed.

    Raises NotAllowedError, FieldsChangedError, ValueWrongError.
    """
    _check_seen(row, by)
    if not (answers.instead or answers.beside):
        return []
    with recording(organisation=row.organisation, by=by, kind=EDIT) as change:
        said = _said(change, answers)
        changed = change.state(row, answers.instead, based_on=answers.based_on, **said)
        # What stands beside takes nobody's place: it cannot be in conflict.
        changed += change.state(row, answers.beside, beside=True, **said)
    return changed


@transaction.atomic
def prefer_account(row: Record, account: uuid.UUID, *, by: Member) -> bool:
    """Let one of several accounts of a field of a record stand first; whether it did not yet. Raises NotAllowedError,
    AccountGoneError."""
    _check_seen(row, by)
    with recording(organisation=row.organisation, by=by, kind=EDIT) as change:
        return change.prefer(row, account)


@transaction.atomic
def take_back_account(row: Record, account: uuid.UUID, *, by: Member) -> None:
    """End one account of a field of a record; the others stand on. Raises NotAllowedError, AccountGoneError."""
    _check_seen(row, by)
    with recording(organisation=row.organisation, by=by, kind=EDIT) as change:
        change.take_back(row, account)


def _check_seen(row: Record, by: Member) -> None:
    if not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        raise NotAllowedError


def _said(change: Recorder, answers: Answers) -> dict[str, Any]:
    return {"source": answers.source.person(change), "confidence": answers.confidence}


def add_event(organisation: Organisation, answers: Answers, *, by: Member) -> Event:
    """A new event with its values. Raises NotAllowedError, ValueWrongError."""
    with recording(organisation=organisation, by=by, kind=Change.Kind.STORY) as change:
        return change.event(answers.instead, **_said(change, answers))


def add_person(organisation: Organisation, answers: Answers, *, kind: str, by: Member) -> Person:
    """Somebody, or a group."""
    with recording(organisation=organisation, by=by, kind=EDIT) as change:
        return change.person(answers.instead, kind=kind, **_said(change, answers))


def add_body(organisation: Organisation, answers: Answers, *, kind: str, part_of: Chosen, by: Member) -> Body:
    """A unit, or a place of detention."""
    with recording(organisation=organisation, by=by, kind=EDIT) as change:
        above = part_of.row if isinstance(part_of.row, Body) else None
        return change.body(kind, answers.instead, part_of=above, **_said(change, answers))


def _held(by: Member, event: uuid.UUID) -> Event:
    """The event that the member sees, with whose it is."""
    found: Event | None = Event.objects.visible_to(by).select_related("organisation").filter(pk=event).first()
    if found is None:
        raise NotAllowedError
    return found


@transaction.atomic
def add_act(event: Event, victim: Chosen, answers: Answers, *, by: Member) -> Act:
    """One kind of act against one victim, or what is said to the public against nobody in particular. What must be restricted
    is shared no longer. Raises NotAllowedError, VictimMissingError, ValueWrongError."""
    held = _held(by, event.pk)
    with recording(organisation=held.organisation, by=by, kind=EDIT) as change:
        return change.act(held, victim.person(change), answers.instead, **_said(change, answers))


def add_involvement(act: Act, person: Chosen, body: Chosen, answers: Answers, *, by: Member) -> Record:
    """A perpetrator's part in an act."""
    held = _held(by, act.event_id)
    act.event = held
    with recording(organisation=held.organisation, by=by, kind=EDIT) as change:
        who, unit = person.person(change), body.body(change, Body.Kind.UNIT)
        return change.involvement(act, answers.instead, person=who, body=unit, **_said(change, answers))


def add_information(
    event: Event, source: Chosen, evidence: uuid.UUID | None, answers: Answers, *, by: Member
) -> Record:
    """What a source says on an event; who says it says its values."""
    held = _held(by, event.pk)
    with recording(organisation=held.organisation, by=by, kind=EDIT) as change:
        who = source.person(change)
        said = {"source": who, "confidence": answers.confidence}
        return change.information(held, answers.instead, told_by=who, evidence=evidence, **said)


def add_intervention(event: Event, party: Chosen, answers: Answers, *, by: Member) -> Record:
    """What was done about it."""
    held = _held(by, event.pk)
    with recording(organisation=held.organisation, by=by, kind=EDIT) as change:
        return change.intervention(held, answers.instead, party=party.person(change), **_said(change, answers))


def add_holding(act: Act, site: Chosen, answers: Answers, *, by: Member) -> Record:
    """The next place where the person was held."""
    held = _held(by, act.event_id)
    act.event = held
    with recording(organisation=held.organisation, by=by, kind=EDIT) as change:
        # The event's row is locked first, so that two places never take the same step of the chain.
        change.take_up([held])
        rows = Holding.objects.unscoped(reason="the next step of the chain").filter(act=act.pk)
        last = rows.aggregate(last=Max("order"))["last"]
        place = site.body(change, Body.Kind.SITE)
        return change.holding(act, (last or 0) + 1, answers.instead, site=place, **_said(change, answers))
