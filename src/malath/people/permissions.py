"""Consent: given, withdrawn in one step. Offered to other rooms through `actions`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.people.changing import person_held_for
from malath.people.errors import ConsentEndsInPastError
from malath.people.models import Consent, Person
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@transaction.atomic
def give_consent(
    person: Person,
    *,
    purpose: str,
    by: Member,
    recipients: Sequence[str] = (),
    until: date | None = None,
    given_on: date | None = None,
    explained: str = "",
    language: str = "",
    name_use: str = "none",
    note: str = "",
) -> Consent:
    """Record what a person allows: for what, to whom, until when, and how it was explained to them.

    Raises NotAllowedError, PersonErasedError, ConsentEndsInPastError.
    """
    row = person_held_for(by, person)
    given_on = given_on or timezone.localdate()
    if until and until < max(given_on, timezone.localdate()):
        raise ConsentEndsInPastError
    consent = Consent(
        person=row,
        purpose=Consent.Purpose(purpose),
        details={
            "recipients": [name.strip() for name in recipients if name.strip()],
            "explained": explained,
            "language": language,
            "name_use": name_use,
            "note": note,
        },
        given_on=given_on,
        until=until,
        recorded_by=by,
    )
    consent.save(force_insert=True)
    record(
        "people.consent-given",
        by=by,
        subject=row.pk,
        row=consent.pk,
        organisation=row.organisation_id,
        purpose=str(consent.purpose),
    )
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Member) -> Consent:
    """Withdraw a consent: in one step, without a reason, as easily as it was given (GDPR 7.3).

    Whoever sees the person may record it, so that a wish never waits for the right worker; withdrawing twice is
    harmless. Subscribers of "people.consent-withdrawn" stop what rests on it. Raises NotAllowedError.
    """
    row: Consent | None = (
        Consent.objects.visible_to(by)
        .select_related("person")
        .select_for_update(of=("self",))
        .filter(pk=consent.pk)
        .first()
    )
    if row is None or not by.can("work_cases"):
        raise NotAllowedError
    if row.withdrawn_on is not None:
        return row
    row.withdrawn_on = timezone.localdate()
    row.save(update_fields=["withdrawn_on"])
    record(
        "people.consent-withdrawn",
        by=by,
        subject=row.person_id,
        row=row.pk,
        organisation=row.person.organisation_id,
        purpose=str(row.purpose),
    )
    return row
