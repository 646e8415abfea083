"""Writing on a case's timeline: the one way by which every room leaves a line there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.protection.cases.errors import CaseClosedError, ReasonMissingError, RestrictionNotYoursError
from malath.protection.cases.models import Case, Entry
from malath.protection.cases.rules import PART_OF_RESTRICTION, Restriction
from malath.protection.cases.selectors import may_write, parts_of


def required(reason: str) -> str:
    """The reason without outer spaces; raises ReasonMissingError where nothing was said."""
    if not reason.strip():
        raise ReasonMissingError
    return reason.strip()


def check_may_write(case: Case, by: Member, *, restriction: str = Restriction.NONE) -> None:
    """Raise unless the member may write in the case, under the restriction."""
    if not may_write(by, case):
        raise NotAllowedError
    if not case.is_open:
        raise CaseClosedError
    if restriction and PART_OF_RESTRICTION[restriction] not in parts_of(by, case):
        raise RestrictionNotYoursError


@transaction.atomic
def write_entry(
    case: Case,
    *,
    kind: str,
    by: Member,
    text: str = "",
    details: dict[str, Any] | None = None,
    restriction: str = Restriction.NONE,
    about: uuid.UUID | None = None,
    on: date | None = None,
    corrects: Entry | None = None,
    check: bool = True,
) -> Entry:
    """Add a line to the case's timeline and its entry to the outbox.

    `on` is the day that the line tells of (today by default); the exact time of writing goes into the sealed details.
    `check=False` is for an action that has checked its own rule (opening, closing, emergency access).
    Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError.
    """
    if check:
        check_may_write(case, by, restriction=restriction)
    counting = Case.objects.unscoped(reason="the case's own counter, after the check").filter(pk=case.pk)
    counting.update(entries_written=F("entries_written") + 1)
    number = counting.values_list("entries_written", flat=True).get()
    entry = Entry(
        case=case,
        number=number,
        kind=kind,
        on=on or timezone.localdate(),
        author=by,
        text=text,
        details={"at": timezone.now().isoformat(timespec="seconds"), **(details or {})},
        restriction=restriction,
        about=about,
        corrects=corrects,
    )
    entry.save(force_insert=True)
    record(f"case.{kind}", by=by, subject=case.pk, row=entry.pk, organisation=case.organisation_id)
    return entry
