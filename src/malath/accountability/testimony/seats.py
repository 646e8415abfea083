"""What a delegate reads: whose seats the association holds, which uses are proposed, and what has left (SC4).

A delegate sees no testimony, no event and no member of those who document: the association's people as they wish to be
known there, the organisation that asks, and what is asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from malath.accountability.testimony.models import Passing, PrivateReason, Seat, UseProposal, held_seats_q
from malath.accountability.testimony.recipients import recipients_in_words
from malath.accountability.testimony.rules import NameUse, same_recipient
from malath.platform.access.paging import page_by
from malath.platform.access.selectors import organisation_names
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.platform.access.scoped import ScopedQuerySet

PAGE = 30
Reply = UseProposal.Reply
REPLY_KINDS = {Reply.WAITS: "on", Reply.YES: "ok", Reply.NO: "bad", Reply.TAKEN: "plain"}


@dataclass
class SeatLine:
    """One person's seat, as their association knows them."""

    row: Seat
    known_as: str
    number: str
    kept_by: str


@dataclass
class UseLine:
    """A proposed use in words. `known_as` is empty for whoever wants no name."""

    row: UseProposal
    known_as: str
    number: str
    asked_by: str
    recipient: str

    @property
    def name_words(self) -> str:
        """Under which name it would leave."""
        return str(NameUse(self.row.details.get("name_use", NameUse.NONE)).label)

    @property
    def kind(self) -> str:
        """How the state is drawn."""
        return REPLY_KINDS[Reply(self.row.reply)]

    @property
    def earlier(self) -> list[dict[str, Any]]:
        """Answers that were changed, the last first."""
        return said_before(self.row)


@dataclass
class LeftLine:
    """Something of a testimony that went to somebody."""

    row: Passing
    known_as: str
    number: str
    recipient: str


def said_before(proposal: UseProposal) -> list[dict[str, Any]]:
    """Answers to a proposal that were changed, the last first; it is revealed."""
    return [
        {"words": Reply(one["reply"]).label, "on": _day(one["on"]), "until": _day(one["until"])}
        for one in reversed(proposal.details.get("earlier", ()))
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def held_by(viewer: Member) -> ScopedQuerySet:
    """The seats that the viewer holds today."""
    rows: ScopedQuerySet = Seat.objects.visible_to(viewer).filter(held_seats_q(viewer))
    return rows


def uses_of(viewer: Member) -> ScopedQuerySet:
    """What was proposed to the seats that the viewer holds; not what was taken back."""
    rows = UseProposal.objects.visible_to(viewer).filter(seat__in=held_by(viewer).values("pk"))
    kept: ScopedQuerySet = rows.exclude(reply=Reply.TAKEN)
    return kept


def waiting_count(viewer: Member) -> int:
    """How many uses wait for an answer of the viewer's association."""
    return int(uses_of(viewer).filter(reply=Reply.WAITS).count())


def waiting_uses(viewer: Member, after: uuid.UUID | None) -> tuple[list[UseLine], uuid.UUID | None]:
    """Those that wait, the longest first."""
    rows, last = _page(uses_of(viewer).filter(reply=Reply.WAITS), "asked_on", after, newest=False)
    return _use_lines(viewer, rows), last


def answered_uses(viewer: Member, after: uuid.UUID | None) -> tuple[list[UseLine], uuid.UUID | None]:
    """Those that were answered, the last first."""
    rows, last = _page(uses_of(viewer).exclude(reply=Reply.WAITS), "replied_on", after)
    return _use_lines(viewer, rows), last


def use_for(viewer: Member, use: uuid.UUID) -> UseLine:
    """One proposed use; NotFoundError unless the viewer holds its seat."""
    rows = list(_with_seat(uses_of(viewer)).filter(pk=use))
    if not rows:
        raise NotFoundError
    return _use_lines(viewer, rows)[0]


def reasons_of(viewer: Member, proposal: UseProposal) -> list[dict[str, Any]]:
    """The association's own reasons, the last first."""
    kept = list(PrivateReason.objects.visible_to(viewer).filter(proposal=proposal))
    reveal(kept, by=viewer, why="seat")
    said = [one for row in kept for one in row.words.get("said", ())]
    return [{"on": _day(one["on"]), "words": one["words"]} for one in reversed(said)]


def left_for(viewer: Member, proposal: UseProposal) -> list[LeftLine]:
    """What left by a use: to its recipient, for its purpose. The proposal is revealed."""
    rows = Passing.objects.visible_to(viewer).filter(testimony=proposal.testimony_id, purpose=proposal.purpose)
    lines = _left_lines(viewer, list(_numbered(rows).order_by("-passed_on", "pk")))
    wanted = same_recipient(str(proposal.details.get("recipient", "")))
    return [one for one in lines if not wanted or same_recipient(str(one.row.details.get("recipient", ""))) == wanted]


def all_that_left(viewer: Member, after: uuid.UUID | None) -> tuple[list[LeftLine], uuid.UUID | None]:
    """All that left of the testimonies whose seats the viewer holds, the last first."""
    held = held_by(viewer).values("testimony")
    rows, last = _page(_numbered(Passing.objects.visible_to(viewer).filter(testimony__in=held)), "passed_on", after)
    return _left_lines(viewer, rows), last


def members_of_seats(viewer: Member, after: uuid.UUID | None) -> tuple[list[SeatLine], uuid.UUID | None]:
    """Whose seats the association holds, the last first."""
    held = _numbered(held_by(viewer)).annotate(until=F("consent__until"))
    rows, last = _page(held, "since", after)
    reveal(rows, by=viewer, why="seat")
    names = organisation_names({row.kept_by for row in rows})
    return [SeatLine(row, _known_as(row), row.number, names.get(row.kept_by, "")) for row in rows], last


def held_seat(viewer: Member, seat: uuid.UUID) -> Seat:
    """A seat that the viewer holds; NotFoundError otherwise."""
    found: Seat | None = held_by(viewer).filter(pk=seat).first()
    if found is None:
        raise NotFoundError
    return found


def _numbered(rows: ScopedQuerySet) -> ScopedQuerySet:
    """With the testimony's number and organisation: all that a delegate knows of it."""
    numbered: ScopedQuerySet = rows.annotate(number=F("testimony__number"), kept_by=F("testimony__organisation"))
    return numbered


def _with_seat(rows: ScopedQuerySet) -> ScopedQuerySet:
    with_seat: ScopedQuerySet = _numbered(rows).select_related("seat")
    return with_seat


def _page(
    rows: ScopedQuerySet, by: str, after: uuid.UUID | None, *, newest: bool = True
) -> tuple[list[Any], uuid.UUID | None]:
    """A page in the order of a day, and the row after which the next begins."""
    if rows.model is UseProposal:
        rows = _with_seat(rows)
    return page_by(rows, by, after, size=PAGE, newest=newest)


def _use_lines(viewer: Member, rows: list[Any]) -> list[UseLine]:
    reveal(rows, [row.seat for row in rows], by=viewer, why="seat")
    names = organisation_names({row.kept_by for row in rows})
    words = _in_words(rows)
    return [
        UseLine(row, _known_as(row.seat), row.number, names.get(row.kept_by, ""), recipient)
        for row, recipient in zip(rows, words, strict=True)
    ]


def _left_lines(viewer: Member, rows: list[Any]) -> list[LeftLine]:
    seats = {
        seat.testimony_id: seat for seat in held_by(viewer).filter(testimony__in={row.testimony_id for row in rows})
    }
    reveal(rows, list(seats.values()), by=viewer, why="seat")
    words = _in_words(rows)
    return [
        LeftLine(row, _known_as(seats[row.testimony_id]), row.number, recipient)
        for row, recipient in zip(rows, words, strict=True)
    ]


def _in_words(rows: Iterable[Any]) -> list[str]:
    """To whom, in words; an access of one member names nobody."""
    kept = [str(row.details.get("recipient", "")) for row in rows]
    words = recipients_in_words(kept)
    return [
        _("a member of the coalition") if one == raw and _is_key(one) else one
        for one, raw in zip(words, kept, strict=True)
    ]


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _known_as(seat: Seat) -> str:
    return str(seat.details.get("known_as", ""))
