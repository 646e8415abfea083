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
    from malath.platform.access.models import Member

ERASED = "/violations/erased/"


@transaction.atomic
def ask_erasure(row: Event | Person, *, ground: str, why: str, by: Member) -> RecordErasure:
    """The first of the two members; the others who may answer are told. Asking twice gives the one that waits.

    Raises NotAllowedError, RecordErasedError, ErasureBlockedError.
    """
    if not may_erase(by, row):
        raise NotAllowedError
    held = hold_for_erasing(type(row), row.pk)
    of_it = {"event": held} if isinstance(held, Event) else {"person": held}
    waiting: RecordErasure | None = (
        RecordErasure.objects.visible_to(by).filter(**of_it, done_on=None, ended_on=None).first()
    )
    if waiting is not None:
        return waiting
    if effects_of(held, by=by).in_the_way:
        raise ErasureBlockedError
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
    others = [one for one in members_with("erase_evidence", held.organisation) if one.pk != by.pk]
    tell(others, "violations.erasure_asked", page_of_erasure(held))
    return erasure


@transaction.atomic
def end_erasure(erasure: RecordErasure, *, by: Member) -> RecordErasure:
    """Nothing is erased: withdrawn by whoever asked, or refused by another of those who may answer; then whoever asked is
    told. Raises NotAllowedError, RecordErasedError, ErasureOverError."""
    held, standing = _held(erasure, by)
    standing.ended_by, standing.ended_on, standing.why = by, timezone.localdate(), ""
    standing.save(update_fields=["ended_by", "ended_on", "why"])
    if standing.asked_by_id == by.pk:
        _leave_entry("violations.erasure-withdrawn", standing, held, by)
    else:
        _leave_entry("violations.erasure-refused", standing, held, by)
        tell([standing.asked_by], "violations.erasure_refused", page_of_erasure(held))
    return standing


@transaction.atomic
def carry_out_erasure(erasure: RecordErasure, *, by: Member) -> RecordErasure:
    """The second of the two: what is said goes from the live data at once, in every room, then the key for good.

    Of an event its number and the receipt stay; a person stays in the events in which they had a part as somebody who was
    erased. Raises NotAllowedError, RecordErasedError, ErasureOverError, WrongEraserError, ErasureBlockedError, ChangedMeanwhileError.
    """
    events = _hold_around(erasure)
    held, standing = _held(erasure, by)
    if standing.asked_by_id == by.pk:
        raise WrongEraserError
    if isinstance(held, Person) and events_with(held.pk, with_gone=True) != events:
        # Somebody gave them a part in another event just now: whoever confirms looks again.
        raise ChangedMeanwhileError
    if effects_of(held, by=by).in_the_way:
        raise ErasureBlockedError
    subject, today = subject_of(held), timezone.localdate()
    # Where texts name a person is looked up while their name can still be read.
    mentions = mentions_of(held, by=by) if isinstance(held, Person) else None
    for room in rooms:
        room.empty(subject, by=by)
    if isinstance(held, Event):
        empty_event(held, today)
    elif mentions is not None:
        empty_person(held, mentions, today)
    standing.done_by, standing.done_on, standing.why = by, today, ""
    _leave_entry("violations.erasure-done", standing, held, by)
    tell([standing.asked_by], "violations.erasure_done", ERASED)
    # The key last: if anything above fails, nothing was erased; once it is gone, nothing brings it back.
    standing.backups_end_on = date.fromisoformat(keeper().erase(held.pk, today.isoformat()))
    standing.save(update_fields=["done_by", "done_on", "backups_end_on", "why"])
    return standing


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


def _hold_around(erasure: RecordErasure) -> set[uuid.UUID]:
    """What hangs on it or names it, in the order of locking.py, before the person itself; the events of a person,
    also those in which their part was undone."""
    model: type[Event | Person] = Event if erasure.event_id else Person
    pk = erasure.sealed_subject
    subject = subject_of(model.objects.unscoped(reason="what hangs on it is locked before it").get(pk=pk))
    for room in rooms:
        room.hold_first(subject)
    events = {pk} if erasure.event_id else events_with(pk, with_gone=True)
    if erasure.event_id:
        hold_for_erasing(Event, pk)
    else:
        hold_as_they_stand({"event": events})
    for room in rooms:
        room.hold(subject)
    return events


def _leave_entry(verb: str, erasure: RecordErasure, held: Event | Person, by: Member, **facts: str) -> None:
    what = "event" if isinstance(held, Event) else "person"
    record(verb, by=by, subject=held.pk, row=erasure.pk, organisation=held.organisation_id, what=what, **facts)
