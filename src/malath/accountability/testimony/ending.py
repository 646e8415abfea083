"""What a withdrawal does: shares that rested on the consent end, and whoever received the testimony is to be told (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.accountability.testimony.errors import GivenInFutureError
from malath.accountability.testimony.files import end_of, end_shares_of_files
from malath.accountability.testimony.models import Passing, Seat, Testimony
from malath.accountability.testimony.rules import Purpose, same_recipient
from malath.accountability.testimony.taking import held_testimony
from malath.accountability.violations.offered import events_with_whole
from malath.platform.access.models import Grant
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from datetime import date

    from malath.accountability.testimony.models import Consent
    from malath.platform.access.models import Member


def end_what_rests_on(consent: Consent, testimony: Testimony, *, by: Member) -> list[Passing]:
    """Inside the withdrawal's transaction: who received it under this purpose is to be told; accesses end; a seat ends."""
    reveal(consent, by=by, why="testimony.withdraw")
    named = {same_recipient(one) for one in consent.details.get("recipients", ())}
    # Accesses before passings, as an association's answer takes them: two that share an event wait, and not in a ring.
    if consent.purpose == Purpose.SHARING:
        for event in sorted(events_with_whole(testimony.person_id) | {testimony.event_id}):
            end_shares_of(event, named, by=by)
        end_shares_of_files(testimony, named, by=by)
    if consent.purpose == Purpose.SEAT:
        end_seat_of(testimony, named, by=by, under=consent.pk if consent.agrees else None)
    concerned = to_be_told(testimony, str(consent.purpose), named, by=by)
    tell(
        list(members_with("see_restricted", testimony.organisation)),
        "testimony.withdrawn",
        f"/testimonies/{testimony.pk}/",
    )
    return concerned


def _passings_of(testimony: Testimony, purpose: str, by: Member) -> list[Passing]:
    rows = Passing.objects.unscoped(reason="who received it is told").select_for_update()
    found = list(rows.filter(testimony=testimony, purpose=purpose, to_tell=False).order_by("passed_on", "pk"))
    reveal(found, by=by, why="testimony.withdraw")
    return found


def end_shares_of(event: uuid.UUID, named: set[str], *, by: Member) -> int:
    """End the accesses of organisations to an event, of those named, or of all; how many."""
    rows = Grant.objects.unscoped(reason="accesses that rested on a consent").filter(subject=event, withdrawn_on=None)
    ended = 0
    for grant in rows.order_by("pk"):
        receiver = same_recipient(str(grant.organisation_id or grant.member_id))
        if named and receiver not in named and grant.organisation_id is not None:
            continue
        grant.withdrawn_on = timezone.localdate()
        grant.save(update_fields=["withdrawn_on"])
        where = grant.owner_organisation_id
        record("violations.share_withdrawn", by=by, subject=event, row=grant.pk, organisation=where)
        ended += 1
    return ended


def shorten_what_rests_on(consent: Consent, testimony: Testimony, *, by: Member) -> None:
    """Inside the transaction of a yes to sharing that has a last day: accesses of those named end with it."""
    if consent.until is None:
        return
    named = {same_recipient(one) for one in consent.details.get("recipients", ())}
    for event in sorted(events_with_whole(testimony.person_id) | {testimony.event_id}):
        for receiver in sorted(named):
            cap_shares_of(event, receiver, consent.until, by=by)
    end_shares_of_files(testimony, named, by=by, last=end_of(consent.until))


def cap_shares_of(event: uuid.UUID, receiver: str, until: date, *, by: Member) -> int:
    """Let the accesses of one organisation to an event end with the last day that an association agreed to; how many."""
    reason = "accesses that rest on an association's answer"
    rows = Grant.objects.unscoped(reason=reason).filter(subject=event, withdrawn_on=None)
    last = end_of(until)
    shortened = 0
    for grant in rows.filter(ends_at__gt=last).order_by("pk"):
        if same_recipient(str(grant.organisation_id or "")) != receiver:
            continue
        grant.ends_at = last
        grant.save(update_fields=["ends_at"])
        where, day = grant.owner_organisation_id, until.isoformat()
        record("violations.share_shortened", by=by, subject=event, row=grant.pk, organisation=where, until=day)
        shortened += 1
    return shortened


def end_seat_of(testimony: Testimony, named: Collection[str], *, by: Member, under: uuid.UUID | None = None) -> None:
    """The association sees nothing of it from now on; of those named, or of any. `under`: a consent that was withdrawn; a
    seat that was renewed under another one stays. Twice is harmless. Inside a transaction."""
    rows = Seat.objects.unscoped(reason="the person took the seat back").filter(testimony=testimony, ended_on=None)
    rows = rows if under is None else rows.filter(consent=under)
    for seat in rows.select_related("organisation"):
        if not named or same_recipient(str(seat.organisation_id)) in named:
            end_seat(seat, testimony, by=by)
            tell(list(members_with("hold_seat", seat.organisation)), "testimony.seat_ended", "/seat/")


def end_seat(seat: Seat, testimony: Testimony, *, by: Member, on: date | None = None) -> None:
    """Write that a seat ended, with its entry, inside a transaction."""
    seat.ended_on = on or timezone.localdate()
    seat.save(update_fields=["ended_on"])
    where, subject = testimony.organisation_id, testimony.event_id
    record("testimony.seat_ended", by=by, subject=subject, row=seat.pk, organisation=where, testimony=testimony.pk)


def to_be_told(testimony: Testimony, purpose: str, named: Collection[str], *, by: Member) -> list[Passing]:
    """Whoever received it for a purpose, of those named or of all, is to be told that it is allowed no more."""
    passed = _passings_of(testimony, purpose, by)
    concerned = [one for one in passed if not named or same_recipient(str(one.details.get("recipient", ""))) in named]
    for one in concerned:
        one.to_tell = True
        one.save(update_fields=["to_tell"])
    return concerned


@transaction.atomic
def note_passing(
    testimony: Testimony, *, purpose: str, recipient: str, on: date, by: Member, note: str = ""
) -> Passing:
    """Note that a testimony went to somebody outside this programme: a mechanism, a prosecutor, a publication.

    Raises NotAllowedError, GivenInFutureError. What was passed on is noted also where it should not have been.
    """
    row = held_testimony(testimony, by)
    if on > timezone.localdate():
        raise GivenInFutureError
    return keep_passing(row, purpose, recipient, by=by, on=on, note=note)


def keep_passing(testimony: Testimony, purpose: str, recipient: str, *, by: Member, **more: Any) -> Passing:
    """Write the row with its entry, inside a transaction. `more`: on, note, grant."""
    passing = Passing(
        testimony=testimony,
        person_id=testimony.person_id,
        purpose=Purpose(purpose),
        passed_on=more.get("on") or timezone.localdate(),
        by=by,
        grant=more.get("grant"),
        details={"recipient": recipient, "note": more.get("note", "")},
    )
    passing.save(force_insert=True)
    where = testimony.organisation_id
    record(
        "testimony.passed",
        by=by,
        subject=testimony.event_id,
        row=passing.pk,
        organisation=where,
        testimony=testimony.pk,
        purpose=purpose,
    )
    return passing


@transaction.atomic
def note_told(passing: Passing, *, by: Member) -> None:
    """Note that a receiver was told of the withdrawal; twice is harmless. Raises NotAllowedError."""
    rows = Passing.objects.visible_to(by).select_for_update(of=("self",)).select_related("testimony")
    row: Passing | None = rows.filter(pk=passing.pk, to_tell=True).first()
    # A delegate sees the row, and not its testimony: to tell is the work of those who took it down.
    if row is None or not Testimony.objects.visible_to(by).filter(pk=row.testimony_id).exists():
        raise NotAllowedError
    if row.told_on is None:
        row.told_on = timezone.localdate()
        row.save(update_fields=["told_on"])
        where, subject = row.testimony.organisation_id, row.testimony.event_id
        record("testimony.told", by=by, subject=subject, row=row.pk, organisation=where, testimony=row.testimony_id)
