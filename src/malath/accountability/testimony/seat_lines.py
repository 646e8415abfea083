"""Seats and what was proposed to them, as they leave with a member's copy of the record and come back (SC4).

A record that came back without its seats would leave without its associations. Their private reasons, and which delegate
answered, stay with them: no copy holds either.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from malath.accountability.testimony.models import Seat, UseProposal
from malath.accountability.testimony.rules import Purpose

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import NamedMember, NamedOrganisation
    from malath.platform.access.models import Member


def seats_among(viewer: Member, testimonies: list[uuid.UUID]) -> tuple[list[Seat], list[UseProposal]]:
    """The seats of testimonies and what was proposed to them, unrevealed, in a settled order."""
    seats = Seat.objects.visible_to(viewer).filter(testimony__in=testimonies)
    proposals = UseProposal.objects.visible_to(viewer).filter(testimony__in=testimonies)
    return (
        list(seats.select_related("organisation", "placed_by").order_by("since", "pk")),
        list(proposals.select_related("asked_by").order_by("turn", "pk")),
    )


def seat_lines(testimony: uuid.UUID, seats: list[Seat], proposals: list[UseProposal]) -> Iterator[dict[str, Any]]:
    """The lines of one testimony's seats; the rows are revealed."""
    for seat in seats:
        if seat.testimony_id == testimony:
            yield _seat_line(seat)
    for proposal in proposals:
        if proposal.testimony_id == testimony:
            yield _proposal_line(proposal)


def _seat_line(seat: Seat) -> dict[str, Any]:
    return {
        "record": "seat",
        "id": str(seat.pk),
        "testimony": str(seat.testimony_id),
        "person": str(seat.person_id),
        "organisation": seat.organisation.slug,
        "consent": str(seat.consent_id),
        "placed_by": seat.placed_by.handle,
        "since": str(seat.since),
        "ended_on": _text(seat.ended_on),
        "details": seat.details,
    }


def _proposal_line(proposal: UseProposal) -> dict[str, Any]:
    return {
        "record": "proposal",
        "id": str(proposal.pk),
        "testimony": str(proposal.testimony_id),
        "person": str(proposal.person_id),
        "seat": str(proposal.seat_id),
        "purpose": str(proposal.purpose),
        "asked_by": proposal.asked_by.handle,
        "asked_on": str(proposal.asked_on),
        "until": str(proposal.until),
        "turn": proposal.turn,
        "reply": str(proposal.reply),
        "agreed_until": _text(proposal.agreed_until),
        "replied_on": _text(proposal.replied_on),
        "details": proposal.details,
    }


def seat_of(line: dict[str, Any], organisation_of: NamedOrganisation, member_of: NamedMember) -> Seat:
    """The row of a line."""
    return Seat(
        id=uuid.UUID(line["id"]),
        testimony_id=uuid.UUID(line["testimony"]),
        person_id=uuid.UUID(line["person"]),
        organisation=organisation_of(line["organisation"]),
        consent_id=uuid.UUID(line["consent"]),
        placed_by=member_of(line["placed_by"]),
        since=date.fromisoformat(line["since"]),
        ended_on=_day(line["ended_on"]),
        details=dict(line["details"]),
    )


def proposal_of(line: dict[str, Any], organisation_of: NamedOrganisation, member_of: NamedMember) -> UseProposal:
    """The row of a line."""
    return UseProposal(
        id=uuid.UUID(line["id"]),
        testimony_id=uuid.UUID(line["testimony"]),
        person_id=uuid.UUID(line["person"]),
        seat_id=uuid.UUID(line["seat"]),
        purpose=Purpose(line["purpose"]),
        asked_by=member_of(line["asked_by"]),
        asked_on=date.fromisoformat(line["asked_on"]),
        until=date.fromisoformat(line["until"]),
        turn=int(line["turn"]),
        reply=UseProposal.Reply(line["reply"]),
        agreed_until=_day(line["agreed_until"]),
        replied_on=_day(line["replied_on"]),
        details=dict(line["details"]),
    )


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
