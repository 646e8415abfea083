"""Many records changed: an event at a time, each whole or not at all, each with its own entry; all of one batch (SC1)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from malath.accountability.violations.bulk.preview import Line, preview_of
from malath.accountability.violations.bulk.rules import LeftOut, Wanted
from malath.accountability.violations.errors import ReasonMissingError, RecordErasedError
from malath.accountability.violations.models import Body, Change, Event
from malath.accountability.violations.recording import Recorder, recording
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, DomainError, NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class Made:
    """What was done: the batch, the numbers of the events that were changed, and of those that were left out and why."""

    batch: uuid.UUID
    changed: list[str] = field(default_factory=list)
    left: list[tuple[str, LeftOut]] = field(default_factory=list)


def change_together(seen: Mapping[uuid.UUID, int], wanted: Wanted, *, why: str, by: Member) -> Made:
    """Make the change in every act of `seen` (its id, and the state of its event that the preview showed) whose event stands
    as it was seen. Broken off, what was written is whole, and the same change again leaves it out.

    Raises NotAllowedError, ReasonMissingError, ValueWrongError where the value is none of the field's.
    """
    if not by.can("document"):
        raise NotAllowedError
    if not why.strip():
        raise ReasonMissingError
    made = Made(uuid.uuid4())
    preview = preview_of(by, sorted(seen), wanted)
    made.left = [(line.row.event.number, line.left_out) for line in preview.left if line.left_out is not None]
    lines = sorted(preview.changing, key=lambda line: line.row.event.pk)
    for _event, several in groupby(lines, key=lambda line: line.row.event.pk):
        _change_one(made, list(several), seen, wanted, why.strip(), by)
    if made.changed:
        _leave_entry(made, wanted, lines, by)
    return made


def _change_one(
    made: Made, lines: list[Line], seen: Mapping[uuid.UUID, int], wanted: Wanted, why: str, by: Member
) -> None:
    event = lines[0].row.event
    try:
        with recording(
            organisation=event.organisation, by=by, kind=Change.Kind.EDIT, batch=made.batch, note=why
        ) as change:
            change.take_up([event, *(line.row.act for line in lines)])
            _check_as_seen(event, {seen[line.row.act.pk] for line in lines}, by)
            _say(change, lines, wanted, by)
    except (ChangedMeanwhileError, RecordErasedError):
        made.left.append((event.number, LeftOut.CHANGED))
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        made.left.append((event.number, LeftOut.REFUSED))
    else:
        made.changed.append(event.number)


def _check_as_seen(event: Event, seen: set[int], by: Member) -> None:
    """The event is held: whether the member still sees it, as the preview showed it."""
    now = Event.objects.visible_to(by).filter(pk=event.pk).values_list("last_change", flat=True).first()
    if now is None or seen != {now}:
        raise ChangedMeanwhileError


def _say(change: Recorder, lines: list[Line], wanted: Wanted, by: Member) -> None:
    if wanted.record == "event":
        change.state(lines[0].row.event, {wanted.field.code: lines[0].value})
        return
    unit: Body | None = None
    if wanted.unit is not None:
        unit = Body.objects.visible_to(by).filter(pk=wanted.unit, kind=Body.Kind.UNIT).first()
        if unit is None:
            raise NotAllowedError
    for line in lines:
        if wanted.record == "involvement":
            line.row.act.event = line.row.event
            change.involvement(line.row.act, {"kind": wanted.code}, body=unit)
        else:
            change.state(line.row.act, {wanted.field.code: line.value})


@transaction.atomic
def _leave_entry(made: Made, wanted: Wanted, lines: list[Line], by: Member) -> None:
    """One entry for the whole beside each change's own: what, how many, and a digest of the acts."""
    acts = sorted(line.row.act.pk for line in lines)
    record(
        "violations.changed-together",
        by=by,
        row=made.batch,
        organisation=lines[0].row.event.organisation_id,
        what=wanted.what,
        events=len(made.changed),
        left=len(made.left),
        digest=hashlib.sha256(b"".join(pk.bytes for pk in acts)).hexdigest(),
    )
