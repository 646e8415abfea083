"""Taking a testimony: how it was explained, who was there, for whom consent is given, and its reading back (SC1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.accountability.testimony.errors import AlreadyTakenError, GivenInFutureError, NobodyToldError
from malath.accountability.testimony.files import end_shares_of_files
from malath.accountability.testimony.models import Testimony
from malath.accountability.testimony.rules import Who
from malath.accountability.violations.locking import hold_for_writing
from malath.accountability.violations.offered import information_for, people_seen
from malath.accountability.violations.rules import new_number
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from malath.platform.access.models import Member

TAKING = ("explained", "language", "present", "interpreter", "given_by", "given_by_name")


@transaction.atomic
def take_testimony(information: uuid.UUID, *, taking: Mapping[str, Any], taken_on: date, by: Member) -> Testimony:
    """Keep a piece of information as a testimony, with how it was taken.

    Raises NotFoundError, NotAllowedError, NobodyToldError, AlreadyTakenError, GivenInFutureError, RecordErasedError.
    """
    told = information_for(by, information)
    if not by.can("document", told.organisation_id):
        raise NotAllowedError
    if told.source is None or not people_seen(by, [told.source.pk]):
        raise NobodyToldError
    if taken_on > timezone.localdate():
        raise GivenInFutureError
    hold_for_writing(events=[told.event_id], people=[told.source.pk])
    if Testimony.objects.unscoped(reason="one testimony for a piece of information").filter(information=told).exists():
        raise AlreadyTakenError
    kept = {code: str(taking.get(code, "")) for code in TAKING} | {"given_by": Who(taking["given_by"]).value}
    testimony = Testimony(
        number=new_number("T"),
        information=told,
        event=told.event,
        person=told.source,
        organisation=told.organisation,
        taken_by=by,
        taken_on=taken_on,
        taking=kept,
    )
    testimony.save(force_insert=True)
    # Nothing was asked yet: whoever had the file has it no longer, until its person says so.
    end_shares_of_files(testimony, set(), by=by)
    _leave_entry("testimony.taken", testimony, by=by)
    return testimony


@transaction.atomic
def confirm_reading(testimony: Testimony, *, read_by: str, on: date, corrections: str, by: Member) -> None:
    """Note that it was read back to its person and confirmed, with what they corrected. Again, it takes the place of what
    stood. Raises NotAllowedError, GivenInFutureError."""
    row = held_testimony(testimony, by)
    if not row.taken_on <= on <= timezone.localdate():
        raise GivenInFutureError
    row.confirmed_on = on
    row.reading = {"by": read_by, "corrections": corrections}
    row.save(update_fields=["confirmed_on", "reading"])
    _leave_entry("testimony.read_back", row, by=by)


def held_testimony(testimony: Testimony, by: Member) -> Testimony:
    """The testimony, locked, for whoever documents there and sees it. Raises NotAllowedError."""
    rows = Testimony.objects.visible_to(by).select_for_update(of=("self",))
    row: Testimony | None = rows.filter(pk=testimony.pk).first()
    if row is None:
        raise NotAllowedError
    return row


def _leave_entry(verb: str, testimony: Testimony, *, by: Member, **facts: Any) -> None:
    record(verb, by=by, subject=testimony.event_id, row=testimony.pk, organisation=testimony.organisation_id, **facts)
