"""An erasure is asked for by one member and answered by another; each step is an entry, and both hear of it (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.voice.site.erasing.kinds import erasable
from malath.voice.site.errors import ErasureBlockedError, ErasureOverError, WrongEraserError
from malath.voice.site.models import PageErasure
from malath.voice.site.rules import Ground

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.platform.access.scoped import ScopedQuerySet


def page_of_erasure(kind: str, row: uuid.UUID) -> str:
    """Where it is asked for and answered."""
    return reverse("erase", args=[kind, row])


@transaction.atomic
def ask_erasure(kind: str, row: uuid.UUID, *, ground: str, why: str, by: Member) -> PageErasure:
    """The first of the two members; the others who publish are told. Asking twice gives the one that waits. Raises
    NotFoundError, NotAllowedError, ErasureBlockedError."""
    where = _held(kind, row, by)
    waiting: PageErasure | None = _waiting(row).first()
    if waiting is not None:
        return waiting
    if erasable(kind).effects(by, row).in_the_way:
        raise ErasureBlockedError
    made = PageErasure(
        organisation_id=where, kind=kind, row=row, ground=Ground(ground), why=why.strip(), asked_by=by,
        asked_on=timezone.localdate(),
    )  # fmt: skip
    made.save(force_insert=True)
    _note("asked", made, by, ground=str(made.ground))
    others = [one for one in members_with("publish", where) if one.pk != by.pk]
    tell(others, "site.erasure_asked", page_of_erasure(kind, row))
    return made


@transaction.atomic
def end_erasure(erasure: PageErasure, *, by: Member) -> None:
    """Nothing is erased: withdrawn by whoever asked, or refused by another, of which the first is told. Raises
    NotFoundError, NotAllowedError, ErasureOverError."""
    standing = _standing(erasure, _held(erasure.kind, erasure.row, by))
    is_mine = standing.asked_by_id == by.pk
    _end(standing, by)
    _note("withdrawn" if is_mine else "refused", standing, by)
    if not is_mine:
        tell([standing.asked_by], "site.erasure_refused", page_of_erasure(erasure.kind, erasure.row))


@transaction.atomic
def carry_out_erasure(erasure: PageErasure, *, by: Member) -> PageErasure:
    """The second of the two: the rows go with all that hangs on them, then the keys for good; what stays is this receipt.
    Raises NotFoundError, NotAllowedError, ErasureOverError, WrongEraserError, ErasureBlockedError."""
    kind = erasable(erasure.kind)
    standing = _standing(erasure, _held(erasure.kind, erasure.row, by))
    if standing.asked_by_id == by.pk:
        raise WrongEraserError
    if kind.effects(by, erasure.row).in_the_way:
        raise ErasureBlockedError
    gone, today = kind.empty(erasure.row, by), timezone.localdate()
    standing.done_by, standing.done_on, standing.why, standing.slug = by, today, "", gone.slug
    standing.save(update_fields=["done_by", "done_on", "why", "slug"])
    end_erasures_of([one for one in gone.subjects if one != erasure.row], by)
    _note("done", standing, by)
    tell([standing.asked_by], "site.erasure_done", reverse("erased"))
    # The keys last: if anything above fails, nothing was erased; once they are gone, nothing brings it back.
    for subject in gone.subjects:
        standing.backups_end_on = date.fromisoformat(keeper().erase(subject, today.isoformat()))
    PageErasure.objects.unscoped(reason="the receipt").filter(pk=standing.pk).update(
        backups_end_on=standing.backups_end_on
    )
    return standing


def end_erasures_of(rows: Iterable[uuid.UUID], by: Member) -> None:
    """What waits about rows that are held, and that were erased with another or pass to another organisation, is over."""
    for row in rows:
        for one in _waiting(row):
            _end(one, by)
            _note("withdrawn", one, by)


def _waiting(row: uuid.UUID) -> ScopedQuerySet:
    rows: ScopedQuerySet = PageErasure.objects.unscoped(reason="what waits, under the lock")
    return rows.select_related("asked_by").filter(row=row, done_on=None, ended_on=None)


def _held(kind: str, row: uuid.UUID, by: Member) -> uuid.UUID:
    """Lock the row with all that goes with it, as it stands; its organisation. Raises NotFoundError, NotAllowedError."""
    where = erasable(kind).hold(row)
    if not by.can("publish", where):
        raise NotAllowedError
    return where


def _standing(erasure: PageErasure, where: uuid.UUID) -> PageErasure:
    """The erasure as it stands, held. Raises ErasureOverError, also when the row is another organisation's by now."""
    rows = PageErasure.objects.unscoped(reason="as it stands now, locked").select_for_update(of=("self",))
    found: PageErasure | None = rows.select_related("asked_by").filter(pk=erasure.pk, organisation=where).first()
    if found is None or found.done_on or found.ended_on:
        raise ErasureOverError
    return found


def _end(one: PageErasure, by: Member) -> None:
    one.ended_by, one.ended_on, one.why = by, timezone.localdate(), ""
    one.save(update_fields=["ended_by", "ended_on", "why"])


def _note(what: str, one: PageErasure, by: Member, **facts: str) -> None:
    record(
        f"site.erasure-{what}", by=by, subject=one.row, row=one.pk, organisation=one.organisation_id, kind=one.kind,
        **facts,
    )  # fmt: skip
