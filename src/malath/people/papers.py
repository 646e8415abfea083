"""Legal status: added, corrected, ended (SH11). Offered to other rooms through `actions`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from malath.people.changing import person_held_for
from malath.people.errors import ReasonMissingError, StatusEndedError, StatusEndsBeforeStartError
from malath.people.models import LegalStatus, Person
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def _check_days(since: date | None, expires_on: date | None) -> None:
    if since and expires_on and expires_on < since:
        raise StatusEndsBeforeStartError


@transaction.atomic
def add_status(
    person: Person,
    *,
    details: dict[str, Any],
    by: Member,
    since: date | None = None,
    expires_on: date | None = None,
) -> LegalStatus:
    """Note a legal status of a person. Raises NotAllowedError, PersonErasedError, StatusEndsBeforeStartError."""
    row = person_held_for(by, person)
    _check_days(since, expires_on)
    status = LegalStatus(
        person=row,
        details=details,
        since=since,
        expires_on=expires_on,
        noted_by=by,
        noted_on=timezone.localdate(),
    )
    status.save(force_insert=True)
    record("people.status-added", by=by, subject=row.pk, row=status.pk, organisation=row.organisation_id)
    return status


def _held_status(status: LegalStatus, by: Member) -> tuple[LegalStatus, Person]:
    row: LegalStatus | None = LegalStatus.objects.visible_to(by).select_related("person").filter(pk=status.pk).first()
    if row is None:
        raise NotAllowedError
    person = person_held_for(by, row.person)
    if row.ended_on is not None:
        raise StatusEndedError
    reveal(row, by=by, why="status.change")
    return row, person


@transaction.atomic
def end_status(status: LegalStatus, *, on: date, reason: str, by: Member) -> LegalStatus:
    """Note that a status ended: replaced, refused, withdrawn, run out. The reason is kept.

    Raises NotAllowedError, StatusEndedError, StatusEndsBeforeStartError, ReasonMissingError.
    """
    row, person = _held_status(status, by)
    if not reason.strip():
        raise ReasonMissingError
    _check_days(row.since, on)
    row.ended_on = on
    row.details = {**row.details, "end_reason": reason.strip()}
    row.save(update_fields=["ended_on", "details"])
    record("people.status-ended", by=by, subject=person.pk, row=row.pk, organisation=person.organisation_id)
    return row


@transaction.atomic
def correct_status(
    status: LegalStatus,
    *,
    details: dict[str, Any],
    since: date | None,
    expires_on: date | None,
    reason: str,
    by: Member,
) -> LegalStatus:
    """Correct what was noted wrongly; what stood before is kept with the reason.

    Raises NotAllowedError, StatusEndedError, StatusEndsBeforeStartError, ReasonMissingError.
    """
    row, person = _held_status(status, by)
    if not reason.strip():
        raise ReasonMissingError
    _check_days(since, expires_on)
    before = {name: value for name, value in row.details.items() if name != "corrections"}
    days = {"since": str(row.since or ""), "expires_on": str(row.expires_on or "")}
    correction = {
        "on": timezone.localdate().isoformat(),
        "by": str(by.pk),
        "reason": reason.strip(),
        "before": {**before, **days},
    }
    row.details = {**details, "corrections": [*row.details.get("corrections", []), correction]}
    row.since, row.expires_on = since, expires_on
    row.save(update_fields=["details", "since", "expires_on"])
    record("people.status-corrected", by=by, subject=person.pk, row=row.pk, organisation=person.organisation_id)
    return row
