"""Proposing that two records are one, answering, taking apart: each an entry in the ledger, and whoever asked hears of it (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.accountability.violations.errors import ReasonMissingError, RecordErasedError
from malath.accountability.violations.joining.effects import follow_join
from malath.accountability.violations.joining.errors import (
    ErasureWaitsError,
    JoinOverError,
    NotAlikeError,
    OneAlreadyError,
    TiedError,
    WrongJoinerError,
)
from malath.accountability.violations.joining.groups import settle, whole
from malath.accountability.violations.locking import hold_as_they_stand
from malath.accountability.violations.models import Belonging, Body, Join, Person, RecordErasure, Tie
from malath.accountability.violations.records import events_naming
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.notices.actions import tell

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "two records that are joined or taken apart, with all that they are one with"


@dataclass(frozen=True)
class Held:
    """What a join touches, locked: the rows of both sides, and the events that they are in."""

    rows: dict[uuid.UUID, Any]
    events: set[uuid.UUID]

    @property
    def people(self) -> set[uuid.UUID]:
        """Every record of both sides."""
        return set(self.rows)


def page_of_join(join: Join) -> str:
    """Where it is read and answered."""
    return f"/violations/joins/{join.pk}/"


@transaction.atomic
def propose_join(row: Person | Body, other: Person | Body, *, reasons: str, by: Member) -> Join:
    """The first of two members says why the two are one. Nothing changes until another confirms it.

    Raises NotAllowedError, ReasonMissingError, NotAlikeError, OneAlreadyError, TiedError, RecordErasedError,
    ErasureWaitsError.
    """
    if not reasons.strip():
        raise ReasonMissingError
    model: Any = type(row)
    if type(other) is not model or row.organisation_id != other.organisation_id or row.kind != other.kind:
        raise NotAlikeError
    first, second = sorted((row.pk, other.pk))
    held = _hold(model, {first, second}, by)
    _check_joinable(model, held, first, second)
    ends = ("person", "other_person") if model is Person else ("body", "other_body")
    join = Join(
        organisation_id=row.organisation_id,
        asked_by=by,
        asked_on=timezone.localdate(),
        reasons=reasons.strip(),
        **{f"{ends[0]}_id": first, f"{ends[1]}_id": second},
    )
    join.save(force_insert=True)
    _leave_entry("violations.join-asked", join, by)
    return join


@transaction.atomic
def confirm_join(join: Join, *, marks: str, by: Member) -> Join:
    """The second member: the two are one from now on, in both directions and with whatever either was one with before.

    `marks` says which state of the records the page showed (marks_of). Raises NotAllowedError, JoinOverError,
    WrongJoinerError, ChangedMeanwhileError, NotAlikeError, OneAlreadyError, TiedError, RecordErasedError, ErasureWaitsError.
    """
    held, standing = _hold_join(join, by)
    if not standing.is_waiting:
        raise JoinOverError
    if standing.asked_by_id == by.pk:
        raise WrongJoinerError
    if marks != marks_of(held.rows.values()):
        raise ChangedMeanwhileError
    first, second = standing.ends
    _check_joinable(standing.model, held, first, second, but=standing.pk)
    _answer(standing, Join.State.STANDING, by)
    settle(standing.model, held.people)
    follow_join(standing.model, held.people, held.events, by=by)
    _leave_entry("violations.join-confirmed", standing, by)
    tell([standing.asked_by], "violations.join_confirmed", page_of_join(standing))
    return standing


@transaction.atomic
def end_join(join: Join, *, by: Member) -> Join:
    """It is not joined: withdrawn by whoever proposed it, or refused by another, whom they hear of. Raises NotAllowedError,
    JoinOverError."""
    _held, standing = _hold_join(join, by)
    if not standing.is_waiting:
        raise JoinOverError
    if standing.asked_by_id == by.pk:
        _answer(standing, Join.State.WITHDRAWN, by)
        _leave_entry("violations.join-withdrawn", standing, by)
    else:
        _answer(standing, Join.State.REFUSED, by)
        _leave_entry("violations.join-refused", standing, by)
        tell([standing.asked_by], "violations.join_refused", page_of_join(standing))
    return standing


@transaction.atomic
def take_apart(join: Join, *, why: str, by: Member) -> Join:
    """Each record stands for itself again, with all that was said of it before and since: nothing was moved, nothing is lost.

    What became restricted through the join by itself (an event of a child) stays so, and accesses that ended stay ended.
    Raises NotAllowedError, ReasonMissingError, JoinOverError, ErasureWaitsError.
    """
    if not why.strip():
        raise ReasonMissingError
    held, standing = _hold_join(join, by)
    if not standing.is_standing:
        raise JoinOverError
    if standing.model is Person:
        _check_no_erasure(held.people)
    standing.state, standing.apart_by, standing.apart_on = Join.State.APART, by, timezone.localdate()
    standing.why_apart = why.strip()
    standing.save(update_fields=["state", "apart_by", "apart_on", "why_apart"])
    settle(standing.model, held.people)
    _leave_entry("violations.join-apart", standing, by)
    others = {one.pk: one for one in (standing.asked_by, standing.answered_by) if one and one.pk != by.pk}
    tell(list(others.values()), "violations.join_apart", page_of_join(standing))
    return standing


def marks_of(rows: Collection[Any]) -> str:
    """In which state some records were shown: the newest change of each."""
    return ",".join(f"{row.pk.hex[-8:]}:{row.last_change}" for row in sorted(rows, key=lambda row: row.pk))


def _hold(model: Any, pks: set[uuid.UUID], by: Member) -> Held:
    """Both sides whole, locked after their events, all of them seen by the member. Raises NotAllowedError,
    ChangedMeanwhileError, RecordErasedError."""
    people = whole(model, pks)
    events = _events_of(model, people)
    hold_as_they_stand({"event": events, str(model._meta.model_name): people})
    if whole(model, pks) != people or _events_of(model, people) != events:
        # Somebody gave them a part, or joined them, just now.
        raise ChangedMeanwhileError
    rows = {row.pk: row for row in model.objects.visible_to(by).filter(pk__in=people)}
    gone = model.objects.unscoped(reason="what was undone nobody sees").filter(pk__in=people, is_gone=True)
    # With one of them the member would join what they do not see.
    if rows.keys() != people - set(gone.values_list("pk", flat=True)) or not all(
        by.can("document", row.organisation_id) for row in rows.values()
    ):
        raise NotAllowedError
    if model is Person and any(row.erased_on is not None for row in rows.values()):
        raise RecordErasedError
    return Held(rows, events)


def _events_of(model: Any, pks: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return events_naming(pks, ()) if model is Person else events_naming((), pks)


def _hold_join(join: Join, by: Member) -> tuple[Held, Join]:
    held = _hold(join.model, set(join.ends), by)
    rows = Join.objects.visible_to(by).select_for_update(of=("self",)).select_related("asked_by", "answered_by")
    standing: Join | None = rows.filter(pk=join.pk).first()
    if standing is None:
        raise NotAllowedError
    return held, standing


def _check_joinable(model: Any, held: Held, first: uuid.UUID, second: uuid.UUID, but: uuid.UUID | None = None) -> None:
    if len({(row.organisation_id, row.kind) for row in held.rows.values()}) != 1:
        raise NotAlikeError
    one, other = whole(model, {first}), whole(model, {second})
    ends = ("person", "other_person") if model is Person else ("body", "other_body")
    same = Q(**{ends[0]: first, ends[1]: second}, state=Join.State.WAITING)
    if first == second or one & other or Join.objects.unscoped(reason=_WHY).filter(same).exclude(pk=but).exists():
        raise OneAlreadyError
    if model is Person:
        tied = Q(person__in=one, other__in=other) | Q(person__in=other, other__in=one)
        if Tie.objects.unscoped(reason=_WHY).filter(tied, is_gone=False).exists():
            raise TiedError
        _check_no_erasure(one | other)
    else:
        above = {pk: row.part_of_id for pk, row in held.rows.items()}
        if any(above.get(pk) in other for pk in one) or any(above.get(pk) in one for pk in other):
            raise TiedError
        below = Q(body__in=one, above__in=other) | Q(body__in=other, above__in=one)
        if Belonging.objects.unscoped(reason=_WHY).filter(below, is_gone=False).exists():
            raise TiedError


def _check_no_erasure(people: Collection[uuid.UUID]) -> None:
    waiting = RecordErasure.objects.unscoped(reason="an erasure that waits is not slipped away from")
    if waiting.filter(person__in=people, done_on=None, ended_on=None).exists():
        raise ErasureWaitsError


def _answer(join: Join, state: Join.State, by: Member) -> None:
    join.state, join.answered_by, join.answered_on = state, by, timezone.localdate()
    join.save(update_fields=["state", "answered_by", "answered_on"])


def _leave_entry(verb: str, join: Join, by: Member) -> None:
    first, second = join.ends
    what = "person" if join.person_id else "body"
    record(verb, by=by, subject=first, row=join.pk, organisation=join.organisation_id, what=what, other=second)
