"""The association's answer: agreed until a day, or refused; changed at any time, and what left by it follows (SC4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.testimony.ending import cap_shares_of, end_shares_of, to_be_told
from malath.accountability.testimony.errors import UseEndsWronglyError
from malath.accountability.testimony.files import end_of, end_shares_of_files
from malath.accountability.testimony.models import PrivateReason, Seat, Testimony, UseProposal, held_seats_q
from malath.accountability.testimony.proposing import next_turn
from malath.accountability.testimony.rules import Purpose, same_recipient
from malath.accountability.violations.offered import events_with_whole
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Reply = UseProposal.Reply


@dataclass(frozen=True)
class Answered:
    """An answer. `seen_turn` is the proposal's when the delegate read it; `until` is the last day of a yes."""

    agrees: bool
    seen_turn: int
    until: date | None = None
    reason: str = ""


@transaction.atomic
def answer_use(proposal: UseProposal, answered: Answered, *, by: Member) -> UseProposal:
    """Answer for the association, or change its answer. A refusal ends what rested on an earlier yes; a shorter yes shortens
    it. The reason stays under the association's key.

    Raises NotAllowedError unless the member is a delegate who holds this seat today; ChangedMeanwhileError,
    UseEndsWronglyError.
    """
    testimony = _locked_testimony(proposal, by)
    # Looked at again: while this waited, the seat may have ended.
    row: UseProposal | None = _answerable(proposal, by).select_for_update(of=("self",)).first()
    if row is None or row.reply == Reply.TAKEN:
        raise NotAllowedError
    if row.turn != answered.seen_turn:
        raise ChangedMeanwhileError
    if answered.agrees and not (answered.until and timezone.localdate() <= answered.until <= row.until):
        raise UseEndsWronglyError
    reveal(row, by=by, why="seat.answer")
    _write(row, testimony, answered, by)
    _keep_reason(row, answered, by)
    _follow(row, testimony, by)
    verb = "testimony.use_agreed" if answered.agrees else "testimony.use_refused"
    record(
        verb,
        by=by,
        subject=testimony.event_id,
        row=row.pk,
        organisation=testimony.organisation_id,
        testimony=testimony.pk,
        purpose=str(row.purpose),
        until=row.agreed_until.isoformat() if row.agreed_until else "",
    )
    hearing = {one.pk: one for one in [row.asked_by, *members_with("see_restricted", testimony.organisation_id)]}
    tell(list(hearing.values()), "testimony.use_answered", f"/testimonies/{testimony.pk}/")
    return row


def _answerable(proposal: UseProposal, by: Member) -> ScopedQuerySet:
    held = Seat.objects.visible_to(by).filter(held_seats_q(by))
    rows: ScopedQuerySet = UseProposal.objects.visible_to(by).filter(pk=proposal.pk, seat__in=held.values("pk"))
    return rows


def _locked_testimony(proposal: UseProposal, by: Member) -> Testimony:
    """The testimony, locked, of a proposal to a seat that the member holds: the door of every answer."""
    found: UseProposal | None = _answerable(proposal, by).first()
    if found is None:
        raise NotAllowedError
    reason = "answers about one testimony come one after another"
    testimony: Testimony = Testimony.objects.unscoped(reason=reason).select_for_update().get(pk=found.testimony_id)
    return testimony


def _write(row: UseProposal, testimony: Testimony, answered: Answered, by: Member) -> None:
    if row.reply != Reply.WAITS:
        until = row.agreed_until.isoformat() if row.agreed_until else ""
        on = row.replied_on.isoformat() if row.replied_on else ""
        earlier = [*row.details.get("earlier", ()), {"reply": str(row.reply), "on": on, "until": until}]
        row.details = {**row.details, "earlier": earlier}
    row.reply = Reply.YES if answered.agrees else Reply.NO
    row.agreed_until = answered.until if answered.agrees else None
    row.replied_on, row.replied_by, row.turn = timezone.localdate(), by, next_turn(testimony)
    row.save(update_fields=["reply", "agreed_until", "replied_on", "replied_by", "turn", "details"])


def _keep_reason(row: UseProposal, answered: Answered, by: Member) -> None:
    """Beside those of earlier answers: nothing is overwritten."""
    if not answered.reason.strip():
        return
    said = {"on": timezone.localdate().isoformat(), "reply": str(row.reply), "words": answered.reason.strip()}
    kept: PrivateReason | None = PrivateReason.objects.visible_to(by).filter(proposal=row).first()
    if kept is None:
        association = Seat.objects.visible_to(by).get(pk=row.seat_id).organisation_id
        PrivateReason(proposal=row, organisation_id=association, words={"said": [said]}).save(force_insert=True)
        return
    reveal(kept, by=by, why="seat.answer")
    kept.words = {"said": [*kept.words.get("said", ()), said]}
    kept.save(update_fields=["words"])


def _follow(row: UseProposal, testimony: Testimony, by: Member) -> None:
    """What left by an earlier answer: accesses end or become shorter, and whoever received it is to be told of a no."""
    receiver = same_recipient(str(row.details.get("recipient", "")))
    if row.purpose == Purpose.SHARING:
        for event in sorted(events_with_whole(testimony.person_id) | {testimony.event_id}):
            if row.agreed_until is None:
                end_shares_of(event, {receiver}, by=by)
            else:
                cap_shares_of(event, receiver, row.agreed_until, by=by)
        last = end_of(row.agreed_until) if row.agreed_until is not None else None
        end_shares_of_files(testimony, {receiver}, by=by, last=last)
    if row.reply == Reply.NO:
        to_be_told(testimony, str(row.purpose), {receiver} if receiver else set(), by=by)
