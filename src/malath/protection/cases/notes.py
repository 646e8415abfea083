"""Notes and corrections. A line of the timeline is never overwritten: what is right follows it (SH6)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from malath.platform.access.models import Member
from malath.platform.errors import NotAllowedError
from malath.protection.cases.errors import CorrectionRefusedError
from malath.protection.cases.models import Case, Entry
from malath.protection.cases.rules import EntryKind, Restriction
from malath.protection.cases.writing import required, write_entry

# What people wrote can be corrected; what the system noted of an act stands as it happened.
CORRECTABLE = frozenset({EntryKind.NOTE.value, EntryKind.CONTACT.value, EntryKind.DECISION.value})


@transaction.atomic
def add_note(
    case: Case,
    *,
    text: str,
    by: Member,
    kind: str = EntryKind.NOTE,
    on: date | None = None,
    restriction: str = Restriction.NONE,
) -> Entry:
    """Write a note, or a decision. Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError, ReasonMissingError."""
    if kind not in (EntryKind.NOTE, EntryKind.DECISION):
        raise NotAllowedError
    return write_entry(case, kind=kind, by=by, text=required(text), restriction=restriction, on=on)


@transaction.atomic
def correct_entry(entry: Entry, *, text: str, by: Member) -> Entry:
    """Say what is right about a line; the line stays, the correction follows it under the same restriction.

    The entry comes with its case. Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError,
    CorrectionRefusedError.
    """
    if entry.kind not in CORRECTABLE:
        raise CorrectionRefusedError
    return write_entry(
        entry.case,
        kind=entry.kind,
        by=by,
        text=required(text),
        details={"correction": True},
        restriction=entry.restriction,
        corrects=entry,
    )
