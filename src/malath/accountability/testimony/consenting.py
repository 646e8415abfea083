"""Consents to what is done with a testimony: each given for itself, withdrawn in one step (SC1; GDPR 7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.accountability.testimony.ending import end_what_rests_on, shorten_what_rests_on
from malath.accountability.testimony.errors import (
    ConsentEndsInPastError,
    GivenInFutureError,
    RecipientMissingError,
)
from malath.accountability.testimony.models import Consent, Testimony
from malath.accountability.testimony.rules import WITH_RECIPIENT, NameUse, Purpose, Who
from malath.accountability.testimony.seating import place_seat
from malath.accountability.testimony.taking import held_testimony
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from malath.accountability.testimony.models import Passing


@dataclass(frozen=True)
class Given:
    """What a person said on one purpose. Nothing has a default that would say yes in their place.

    `known_as`: of a seat, how the association knows them, kept with the seat.
    """

    purpose: str
    agrees: bool
    given_on: date
    recipients: Sequence[str] = ()
    name_use: str = NameUse.NONE
    until: date | None = None
    knows_letter: bool = False
    knows_summary: bool = False
    given_by: str = Who.SELF
    given_by_name: str = ""
    note: str = ""
    known_as: str = ""

    @property
    def details(self) -> dict[str, Any]:
        """What is sealed of it."""
        return {
            "recipients": [one.strip() for one in self.recipients if one.strip()],
            "name_use": NameUse(self.name_use).value,
            "knows_letter": self.knows_letter,
            "knows_summary": self.knows_summary,
            "given_by": Who(self.given_by).value,
            "given_by_name": self.given_by_name,
            "note": self.note,
        }


@transaction.atomic
def give_consent(testimony: Testimony, given: Given, *, by: Member) -> Consent:
    """Record what a person said on one purpose. A no ends what rested on an earlier yes, and a yes until a day lets it
    end then; a yes to a seat places it.

    Raises NotAllowedError, ConsentEndsInPastError, GivenInFutureError, RecipientMissingError, and what `place_seat` raises.
    """
    row, today = held_testimony(testimony, by), timezone.localdate()
    if given.given_on > today:
        raise GivenInFutureError
    if given.until is not None and given.until < today:
        raise ConsentEndsInPastError
    details = given.details
    if given.agrees and given.purpose in WITH_RECIPIENT and not details["recipients"]:
        raise RecipientMissingError
    consent = Consent(
        testimony=row,
        person_id=row.person_id,
        purpose=Purpose(given.purpose),
        agrees=given.agrees,
        given_on=given.given_on,
        until=given.until if given.agrees else None,
        recorded_by=by,
        turn=_next_turn(row),
        details=details,
    )
    consent.save(force_insert=True)
    verb = "testimony.consent_given" if given.agrees else "testimony.consent_refused"
    _leave_entry(verb, consent, row, by=by)
    # A yes to sharing without the full name takes back a yes with it, which others have read; shared anew, initials stand.
    if not given.agrees or (given.purpose == Purpose.SHARING and given.name_use != NameUse.NAME):
        end_what_rests_on(consent, row, by=by)
    elif consent.purpose == Purpose.SHARING:
        shorten_what_rests_on(consent, row, by=by)
    elif consent.purpose == Purpose.SEAT:
        place_seat(consent, row, known_as=given.known_as, by=by)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Member) -> list[Passing]:
    """Withdraw a consent: in one step, without a reason, by anyone who sees it. Whoever received the testimony under it,
    and must be told, is given back; shares that rested on it end. Twice is harmless. Raises NotAllowedError."""
    rows = Consent.objects.visible_to(by).select_related("testimony")
    found: Consent | None = rows.filter(pk=consent.pk).first()
    if found is None:
        raise NotAllowedError
    testimony = held_testimony(found.testimony, by)
    row: Consent = rows.select_for_update(of=("self",)).get(pk=found.pk)
    if row.withdrawn_on is not None:
        return []
    row.withdrawn_on, row.withdrawn_by = timezone.localdate(), by
    row.turn = _next_turn(testimony)
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "turn"])
    _leave_entry("testimony.consent_withdrawn", row, testimony, by=by)
    return end_what_rests_on(row, testimony, by=by)


def _next_turn(testimony: Testimony) -> int:
    """The testimony is locked: what one person says about it comes one after another."""
    said = Consent.objects.unscoped(reason="the order of what a person said").filter(person=testimony.person_id)
    last: int | None = said.aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def _leave_entry(verb: str, consent: Consent, testimony: Testimony, *, by: Member) -> None:
    record(
        verb,
        by=by,
        subject=testimony.event_id,
        row=consent.pk,
        organisation=testimony.organisation_id,
        testimony=testimony.pk,
        purpose=str(consent.purpose),
    )
