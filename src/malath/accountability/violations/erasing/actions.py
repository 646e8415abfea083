"""An erasure is asked for by one member and answered by another; each step is an entry, and both hear of it (SC1)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.violations.erasing.effects import effects_of, subject_of
from malath.accountability.violations.erasing.emptying import empty_event, empty_person
from malath.accountability.violations.erasing.mentions import mentions_of
from malath.accountability.violations.erasing.rights import may_erase, page_of_erasure
from malath.accountability.violations.erasing.rooms import rooms
from malath.accountability.violations.errors import ErasureBlockedError, ErasureOverError, WrongEraserError
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.locking import hold_as_they_stand, hold_for_erasing
from malath.accountability.violations.models import Event, Person, RecordErasure
from malath.accountability.violations.offered import events_with
from malath.accountability.violations.rules import ErasureGround
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell

if TYPE_CHECKING:
    from malath.accountability.violations.erasing.mentions import Mentions
    from malath.platform.access.models import Member

ERASED = "/violations/erased/"


@transaction.atomic
def ask_erasure(row: Event | Person, *, ground: str, why: str, by: Member) -> RecordErasure:
    """The first of the two members; the others who may answer are told. Asking twice gives the one that waits. Of a person
    every record that was joined with theirs is asked for at once: whoever is forgotten is forgotten whole.

    Raises NotAllowedError, RecordErasedError, ErasureBlockedError, ChangedMeanwhileError.
    """
    if not may_erase(by, row):
        raise NotAllowedError
    pks = _records_of(row)
    held = {pk: hold_for_erasing(type(row), pk) for pk in sorted(pks)}
    if _records_of(row) != pks:
        raise ChangedMeanwhileError
    waiting: RecordErasure | None = _waiting(by, held[row.pk])
    if waiting is not None:
        return waiting
    if effects_of(held[row.pk], by=by).in_the_way:
        raise ErasureBlockedError
    asked = {pk: _ask(one, ground, why, by) for pk, one in held.items() if _waiting(by, one) is None}
    others = [one for one in members_with("erase_evidence", row.organisation) if one.pk != by.pk]
    tell(others, "violations.erasure_asked", page_of_erasure(row))
    return asked[row.pk]


def _records_of(row: Event | Person) -> set[uuid.UUID]:
    return whole(Person, {row.pk}) if isinstance(row, Person) else {row.pk}


def _waiting(by: Member, held: Event | Person) -> RecordErasure | None:
    of_it = {"event": held} if isinstance(held, Event) else {"person": held}
    rows = RecordErasure.objects.visible_to(by).filter(**of_it, done_on=None, ended_on=None)
    found: RecordErasure | None = rows.first()
    return found


def _ask(held: Event | Person, ground: str, why: str, by: Member) -> RecordErasure:
    of_it = {"event": held} if isinstance(held, Event) else {"person": held}
    erasure = RecordErasure(
        **of_it,
        organisation=held.organisation,
        ground=ErasureGround(ground),
        why=why.strip(),
        asked_by=by,
        asked_on=timezone.localdate(),
    )
    erasure.save(force_insert=True)
    _leave_entry("violations.erasure-asked", erasure, held, by, ground=ground)
    return erasure


@transaction.atomic
def end_erasure(erasure: RecordErasure, *, by: Member) -> RecordErasure:
    """Nothing is erased: withdrawn by whoever asked, or refused by another of those who may answer; then whoever asked is
    told. Raises NotAllowedError, RecordErasedError, ErasureOverError."""
    ended = [_held(one, by) for one in _together(erasure)]
    for held, standing in ended:
        standing.ended_by, standing.ended_on, standing.why = by, timezone.localdate(), ""
        standing.save(update_fields=["ended_by", "ended_on", "why"])
        is_mine = standing.asked_by_id == by.pk
        _leave_entry(f"violations.erasure-{'withdrawn' if is_mine else 'refused'}", standing, held, by)
    held, standing = next(one for one in ended if one[1].pk == erasure.pk)
    if standing.asked_by_id != by.pk:
        tell([standing.asked_by], "violations.erasure_refused", page_of_erasure(held))
    return standing


@transaction.atomic
def carry_out_erasure(erasure: RecordErasure, *, by: Member) -> RecordErasure:
    """The second of the two: what is said goes from the live data at once, in every room, then the key for good.

    Of an event its number and the receipt stay; a person stays in the events in which they had a part as somebody who was
    erased. Raises NotAllowedError, RecordErasedError, ErasureOverError, WrongEraserError, ErasureBlockedError, ChangedMeanwhileError.
    """
    erasures = _together(erasure)
    events = _hold_around(erasures)
    held = [_held(one, by) for one in erasures]
    if any(standing.asked_by_id == by.pk for _row, standing in held):
        raise WrongEraserError
    if {one.pk for one in _together(erasure)} != {one.pk for one in erasures} or any(
        isinstance(row, Person) and events_with(row.pk, with_gone=True) != events[row.pk] for row, _standing in held
    ):
        # Somebody gave them a part in another event, or joined them with another record, just now: whoever confirms looks again.
        raise ChangedMeanwhileError
    if effects_of(held[0][0], by=by).in_the_way:
        raise ErasureBlockedError
    today = timezone.localdate()
    # Where texts name a person is looked up while all their names can still be read.
    mentions = {row.pk: mentions_of(row, by=by) for row, _standing in held if isinstance(row, Person)}
    for row, standing in held:
        _empty(row, standing, mentions.get(row.pk), by)
    tell([held[0][1].asked_by], "violations.erasure_done", ERASED)
    # The keys last: if anything above fails, nothing was erased; once they are gone, nothing brings it back.
    for row, standing in held:
        standing.backups_end_on = date.fromisoformat(keeper().erase(row.pk, today.isoformat()))
        standing.save(update_fields=["done_by", "done_on", "backups_end_on", "why"])
    return next(standing for _row, standing in held if standing.pk == erasure.pk)


def _empty(row: Event | Person, standing: RecordErasure, mentions: Mentions | None, by: Member) -> None:
    subject, today = subject_of(row), timezone.localdate()
    for room in rooms:
        room.empty(subject, by=by)
    if isinstance(row, Event):
        empty_event(row, today)
    elif mentions is not None:
        empty_person(row, mentions, today)
    standing.done_by, standing.done_on, standing.why = by, today, ""
    _leave_entry("violations.erasure-done", standing, row, by)


def _together(erasure: RecordErasure) -> list[RecordErasure]:
    """The erasures of all records of a person that were joined, in the order of locks; each was asked for with the others.
    Raises ChangedMeanwhileError."""
    if erasure.person_id is None:
        return [erasure]
    people = whole(Person, {erasure.person_id})
    rows = RecordErasure.objects.unscoped(reason="whoever is forgotten is forgotten whole")
    waiting = list(rows.filter(person__in=people, done_on=None, ended_on=None).order_by("person"))
    if erasure.pk not in {one.pk for one in waiting}:
        return [erasure]
    if {one.person_id for one in waiting} != people:
        raise ChangedMeanwhileError
    return waiting


def _held(erasure: RecordErasure, by: Member) -> tuple[Event | Person, RecordErasure]:
    """What it is about, then the erasure itself, both locked and as they stand: asking takes them in the same order."""
    model: type[Event | Person] = Event if erasure.event_id else Person
    held = hold_for_erasing(model, erasure.sealed_subject)
    if not may_erase(by, held):
        raise NotAllowedError
    rows = RecordErasure.objects.visible_to(by).select_for_update(of=("self",)).select_related("asked_by")
    standing: RecordErasure | None = rows.filter(pk=erasure.pk).first()
    if standing is None:
        raise NotAllowedError
    if not standing.is_waiting:
        raise ErasureOverError
    return held, standing


def _hold_around(erasures: list[RecordErasure]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """What hangs on each or names it, in the order of locking.py, before the people themselves; the events of each person,
    also those in which their part was undone."""
    model: type[Event | Person] = Event if erasures[0].event_id else Person
    pks = [one.sealed_subject for one in erasures]
    rows = model.objects.unscoped(reason="what hangs on it is locked before it").in_bulk(pks)
    subjects = [subject_of(rows[pk]) for pk in pks]
    for room in rooms:
        for subject in subjects:
            room.hold_first(subject)
    events = {pk: {pk} if model is Event else events_with(pk, with_gone=True) for pk in pks}
    if model is Event:
        hold_for_erasing(Event, pks[0])
    else:
        hold_as_they_stand({"event": set().union(*events.values())})
    for room in rooms:
        for subject in subjects:
            room.hold(subject)
    return events


def _leave_entry(verb: str, erasure: RecordErasure, held: Event | Person, by: Member, **facts: str) -> None:
    what = "event" if isinstance(held, Event) else "person"
    record(verb, by=by, subject=held.pk, row=erasure.pk, organisation=held.organisation_id, what=what, **facts)
