"""Proposing a use of a seated testimony to its association: for what, to whom, what of it, until when (SC4).

A proposal is not changed once it stands: what a delegate reads is what they answer. It can be taken back, and made anew.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.accountability.testimony.checking import known_of, testimonies_in
from malath.accountability.testimony.errors import (
    AskedTooSoonError,
    MayNotLeaveError,
    NotProposedError,
    NotSeatedError,
    RecipientMissingError,
    UseEndsWronglyError,
)
from malath.accountability.testimony.models import Seat, Testimony, UseProposal
from malath.accountability.testimony.rules import (
    DAYS_BEFORE_ASKING_AGAIN,
    LONGEST_USE_DAYS,
    WITH_RECIPIENT,
    WITHOUT_PROPOSAL,
    Answer,
    Purpose,
    as_the_person_said,
    same_recipient,
)
from malath.accountability.testimony.taking import held_testimony
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

Reply = UseProposal.Reply
_NOW_WITH_OTHERS = "what was proposed before to the same seat"


@dataclass(frozen=True)
class Use:
    """A use that is proposed. `recipient`: an organisation's identifier, a mechanism's code, or a name."""

    purpose: str
    recipient: str
    what: str
    until: date

    def checked(self) -> Use:
        """The same with its recipient in one line. Raises NotProposedError, RecipientMissingError, UseEndsWronglyError."""
        if self.purpose in WITHOUT_PROPOSAL:
            raise NotProposedError
        recipient, today = " ".join(self.recipient.split()), timezone.localdate()
        if self.purpose in WITH_RECIPIENT and not recipient:
            raise RecipientMissingError
        if not today <= self.until <= today + timedelta(days=LONGEST_USE_DAYS):
            raise UseEndsWronglyError
        return replace(self, purpose=Purpose(self.purpose).value, recipient=recipient, what=self.what.strip())


@transaction.atomic
def propose_use(testimony: Testimony, use: Use, *, by: Member) -> UseProposal:
    """Ask the association that holds the seat; what waits already, or was agreed for as long, is given back as it stands.

    The person must have agreed: nobody is asked about what the person does not allow. Raises NotAllowedError,
    NotSeatedError, MayNotLeaveError, AskedTooSoonError, and what `Use.checked` raises.
    """
    row, use = held_testimony(testimony, by), use.checked()
    seat = standing_seat_of(row)
    if seat is None:
        raise NotSeatedError
    said = _what_the_person_said(row, use, by)
    if not said.allowed:
        raise MayNotLeaveError(why=said.why.label)
    standing = _standing_proposal(seat, use, by)
    if standing is not None:
        return standing
    proposal = UseProposal(
        testimony=row,
        person_id=row.person_id,
        seat=seat,
        purpose=use.purpose,
        asked_by=by,
        asked_on=timezone.localdate(),
        until=use.until,
        turn=next_turn(row),
        details={"recipient": use.recipient, "what": use.what, "name_use": str(said.name_use), "earlier": []},
    )
    proposal.save(force_insert=True)
    _leave_entry("testimony.use_proposed", proposal, row, by=by)
    tell(list(members_with("hold_seat", seat.organisation_id)), "testimony.use_proposed", "/seat/")
    return proposal


@transaction.atomic
def propose_for_event(event: uuid.UUID, use: Use, *, by: Member) -> list[UseProposal]:
    """Ask every association that holds a seat in an event, of the testimonies that the member sees: those that a sharing of
    it waits for. Raises NotSeatedError where there is none, and what `propose_use` raises: then nobody was asked."""
    proposals = [propose_use(one, use, by=by) for one in seated_in(event, by)]
    if not proposals:
        raise NotSeatedError
    return proposals


@transaction.atomic
def take_back(proposal: UseProposal, *, by: Member) -> None:
    """Take a proposal back while it waits; twice is harmless. Raises NotAllowedError for what was answered."""
    rows = UseProposal.objects.visible_to(by).select_related("testimony")
    found: UseProposal | None = rows.filter(pk=proposal.pk).first()
    if found is None:
        raise NotAllowedError
    testimony = held_testimony(found.testimony, by)
    row = rows.select_for_update(of=("self",)).get(pk=found.pk)
    if row.reply == Reply.TAKEN:
        return
    if row.reply != Reply.WAITS:
        raise NotAllowedError
    row.reply = Reply.TAKEN
    row.save(update_fields=["reply"])
    _leave_entry("testimony.use_taken_back", row, testimony, by=by)


def standing_seat_of(testimony: Testimony) -> Seat | None:
    """The seat that stands today: neither ended nor past its person's consent."""
    rows = Seat.objects.unscoped(reason="who is asked does not hang on who asks").select_related("consent")
    seat: Seat | None = rows.filter(testimony=testimony, ended_on=None).first()
    if seat is None or (seat.consent.until is not None and seat.consent.until < timezone.localdate()):
        return None
    return seat


def seated_in(event: uuid.UUID, viewer: Member) -> list[Testimony]:
    """The testimonies that an event's leaving concerns, that the viewer sees, and whose seat stands."""
    rows = Testimony.objects.visible_to(viewer).filter(pk__in=testimonies_in(event)).order_by("number")
    return [one for one in rows if standing_seat_of(one) is not None]


def next_turn(testimony: Testimony) -> int:
    """The testimony is locked: what is proposed and answered about it comes one after another."""
    rows = UseProposal.objects.unscoped(reason="the order of proposals").filter(testimony=testimony)
    last: int | None = rows.aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def _what_the_person_said(testimony: Testimony, use: Use, by: Member) -> Answer:
    said = known_of([testimony.pk], [use.purpose], by=by).said[testimony.pk]
    return as_the_person_said(said, use.purpose, use.recipient, timezone.localdate())


def _standing_proposal(seat: Seat, use: Use, by: Member) -> UseProposal | None:
    """What was proposed alike and makes another question needless. Raises AskedTooSoonError after a refusal."""
    rows = UseProposal.objects.unscoped(reason=_NOW_WITH_OTHERS).filter(seat=seat, purpose=use.purpose)
    before: list[UseProposal] = list(rows.exclude(reply=Reply.TAKEN).order_by("-turn"))
    reveal(before, by=by, why="testimony.rule")
    same = [
        one for one in before if same_recipient(str(one.details.get("recipient", ""))) == same_recipient(use.recipient)
    ]
    for one in same:
        if one.reply == Reply.WAITS:
            return one
    last = same[0] if same else None
    if last is None:
        return None
    if last.reply == Reply.YES:
        return last if last.agreed_until is not None and last.agreed_until >= use.until else None
    soon = timezone.localdate() - timedelta(days=DAYS_BEFORE_ASKING_AGAIN)
    if last.replied_on is not None and last.replied_on > soon:
        raise AskedTooSoonError
    return None


def _leave_entry(verb: str, proposal: UseProposal, testimony: Testimony, *, by: Member) -> None:
    record(
        verb,
        by=by,
        subject=testimony.event_id,
        row=proposal.pk,
        organisation=testimony.organisation_id,
        testimony=testimony.pk,
        purpose=str(proposal.purpose),
        until=proposal.until.isoformat(),
    )
