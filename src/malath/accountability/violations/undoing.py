"""Undoing a change as a whole, and undoing the undoing: nothing is lost either way (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from malath.accountability.violations import finding
from malath.accountability.violations.coding import CODED, write_codes
from malath.accountability.violations.errors import AlreadyUndoneError
from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.gone_parts import hung_later, keep_gone, settle_gone, taken_by
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.locking import hold_as_they_stand
from malath.accountability.violations.models import (
    Belonging,
    Body,
    BodyName,
    Change,
    Event,
    Person,
    Post,
    Record,
    Statement,
    Tie,
)
from malath.accountability.violations.records import (
    ORDER,
    back_to_draft,
    events_naming,
    follow_events,
    main_of,
    named_in_ledger,
    of_event_models,
)
from malath.accountability.violations.restricting import close_again
from malath.accountability.violations.values import columns_of
from malath.accountability.violations.versions import Version, standing_among
from malath.platform.access.models import Member
from malath.platform.access.written import listed
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal

_REASON = "what a change made and ended"
_AT_ONCE = 500


@transaction.atomic
def undo_change(change: Change, *, by: Member, for_job: bool = False) -> Change:
    """Take back all that a change made, and let stand again what it ended. Returns the change that says so; undoing that one
    brings everything back. An import is undone change by change. Raises NotAllowedError, AlreadyUndoneError."""
    if not by.can("document", change.organisation_id):
        raise NotAllowedError
    rows = Change.objects.unscoped(reason=_REASON)
    first = rows.select_related("undoes").get(pk=change.pk)
    # Subjects before their changes, as whoever erases takes them. What was erased meanwhile has no rows any more: nothing of
    # it comes back.
    hold_as_they_stand(_held_with(_touched_by(first.undoes or first)))
    held = rows.select_for_update(of=("self",)).select_related("undoes").get(pk=change.pk)
    if held.is_undone:
        raise AlreadyUndoneError
    # What an undoing made is the change that it took back.
    taken, gone = (held.undoes, False) if held.undoes is not None else (held, True)
    undoing = Change(organisation_id=held.organisation_id, kind=Change.Kind.UNDO, by=by, undoes=held, batch=held.batch)
    undoing.save(force_insert=True)
    rows.filter(pk=held.pk).update(is_undone=True)
    rows.filter(pk=taken.pk).update(is_undone=gone)
    touched = _touched_by(taken)
    _take_back(taken, gone=gone)
    _write_columns_anew(touched, undoing, opener=None if for_job else by)
    events, people = _subjects(touched)
    follow_events(events)
    close_again(taken, by=by, opener=None if for_job else by)
    settle_lanes(events)
    stale = events | events_naming(people, _bodies(touched))
    Event.objects.unscoped(reason="its newest change").filter(pk__in=stale).update(last_change=undoing.pk)
    back_to_draft(stale)
    record(
        "violations.undone" if gone else "violations.brought-back",
        by=by,
        subject=named_in_ledger(events, people | _bodies(touched)),
        row=undoing.key,
        organisation=held.organisation_id,
        change=taken.key,
        records=len(touched),
    )
    finding.tell_finder(events=events, people=people, bodies=_bodies(touched))
    return undoing


def _touched_by(change: Change) -> dict[uuid.UUID, str]:
    """The records that a change made, or of which it said or ended something: their ids, with their kinds."""
    said = Statement.objects.unscoped(reason=_REASON).filter(models.Q(made_in=change) | models.Q(ended_in=change))
    touched: dict[uuid.UUID, str] = dict(said.order_by().values_list("record", "of").distinct())
    for model in ORDER:
        made = model.objects.unscoped(reason=_REASON).filter(made_in=change).values_list("pk", flat=True)
        touched |= dict.fromkeys(made, str(model._meta.model_name))
    return touched | taken_by(change)


def _take_back(change: Change, *, gone: bool) -> None:
    """Records that it made go, or come back; of each account of which it said or ended something, that version stands which
    would stand had all that is undone never been."""
    for model in ORDER:
        model.objects.unscoped(reason=_REASON).filter(made_in=change).update(is_gone=gone)
    if not gone:
        keep_gone(change)
    settle_gone(taken_by(change) | hung_later(change))
    said = Statement.objects.unscoped(reason=_REASON)
    touched = said.filter(models.Q(made_in=change) | models.Q(ended_in=change))
    records = sorted(touched.order_by().values_list("record", flat=True).distinct())
    for start in range(0, len(records), _AT_ONCE):
        _let_stand(said.filter(record__in=listed(records[start : start + _AT_ONCE])))


def _let_stand(said: models.QuerySet[Statement]) -> None:
    rows = said.values_list("pk", "line", "stands", "made_in", "made_in__is_undone", "ended_in", "ended_in__is_undone")
    versions, stood = list[Version](), set[uuid.UUID]()
    for pk, line, stands, made, is_unsaid, ended, is_unended in rows:
        versions.append(Version(pk, line or pk, None if is_unsaid else made, None if is_unended else ended))
        stood |= {pk} if stands else set()
    standing = standing_among(versions)
    for now, changed in ((False, stood - standing), (True, standing - stood)):
        if changed:
            Statement.objects.unscoped(reason=_REASON).filter(pk__in=listed(changed)).update(stands=now)


def _write_columns_anew(touched: dict[uuid.UUID, str], undoing: Change, opener: Member | None) -> None:
    """The plain columns say again what the statements that stand say."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for pk, kind in touched.items():
        by_kind.setdefault(kind, []).append(pk)
    for model in ORDER:
        wanted = by_kind.get(str(model._meta.model_name), [])
        for start in range(0, len(wanted), _AT_ONCE):
            _columns_of_some(model, wanted[start : start + _AT_ONCE], undoing, opener)


def _columns_of_some(model: type[Record], pks: list[uuid.UUID], undoing: Change, opener: Member | None) -> None:
    name = str(model._meta.model_name)
    fields, coded = {code: field for code, field in FIELDS[name].items() if field.column}, CODED.get(name, ())
    rows = list(model.objects.unscoped(reason=_REASON).filter(pk__in=pks, is_gone=False))
    said = Statement.objects.unscoped(reason=_REASON).filter(
        record__in=[row.pk for row in rows], field__in=[*fields, *coded], stands=True
    )
    standing = list(said.order_by("made_in_id", "pk"))
    reveal(standing, by=opener, why="records.undo")
    by_place: dict[tuple[uuid.UUID, str], list[Statement]] = {}
    for one in standing:
        by_place.setdefault((one.record, one.field), []).append(one)
    columns: set[str] = {"last_change"}
    for row in rows:
        row.last_change = undoing.pk
        for code, field in fields.items():
            main = main_of(by_place.get((row.pk, code), []))
            plain: dict[str, Any] = columns_of(field, main.value["v"] if main else None)
            columns |= set(plain)
            for column, value in plain.items():
                setattr(row, column, value)
    mains = {(row, code): main_of(by_place.get((row.pk, code), [])) for row in rows for code in coded}
    write_codes({place: main and main.value["v"] for place, main in mains.items()})  # type: ignore[misc]
    if rows:
        model.objects.unscoped(reason=_REASON).bulk_update(rows, sorted(columns), batch_size=200)


def _bodies(touched: dict[uuid.UUID, str]) -> set[uuid.UUID]:
    """The units and places that the touched records are, or hang on."""
    bodies = {pk for pk, kind in touched.items() if kind == Body._meta.model_name}
    return bodies | _hung_on(touched, "body", (BodyName, Belonging, Post))


def _hung_on(touched: dict[uuid.UUID, str], column: str, kinds: Iterable[type[Record]]) -> set[uuid.UUID]:
    """On what those of the touched records hang that are of these models: of a part nothing may have been said."""
    found: set[uuid.UUID] = set()
    for model in kinds:
        if pks := [pk for pk, kind in touched.items() if kind == model._meta.model_name]:
            rows = model.objects.unscoped(reason=_REASON).filter(pk__in=listed(pks))
            found |= set(rows.order_by().values_list(column, flat=True).distinct())
    return found


def _held_with(touched: dict[uuid.UUID, str]) -> dict[str, set[uuid.UUID]]:
    """What an undoing holds: the subjects that it touches, and the events that these people, units and places are in."""
    (events, people), bodies = _subjects(touched), _bodies(touched)
    return {"event": events | events_naming(people, bodies), "person": people, "body": bodies}


def _subjects(touched: dict[uuid.UUID, str]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """The events and the people that the touched records are, or hang on."""
    events = {pk for pk, kind in touched.items() if kind == Event._meta.model_name}
    people = {pk for pk, kind in touched.items() if kind == Person._meta.model_name}
    return events | _hung_on(touched, "event", of_event_models()), people | _hung_on(touched, "person", (Tie, Post))
