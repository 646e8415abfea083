"""The household: who moves and lives together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.protection.cases.errors import AlreadyInHouseholdError, HeadStaysError
from malath.protection.cases.models import Case, HouseholdMember
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import check_may_write, write_entry

if TYPE_CHECKING:
    from malath.people.models import Person


@transaction.atomic
def join_household(case: Case, *, person: Person, relation: str, by: Member) -> HouseholdMember:
    """A person joins the household. Raises AlreadyInHouseholdError, NotAllowedError, CaseClosedError."""
    check_may_write(case, by)
    row = HouseholdMember(case=case, person=person, details={"relation": relation}, since=timezone.localdate())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as there:
        raise AlreadyInHouseholdError from there
    write_entry(case, kind=EntryKind.DECISION, by=by, details={"what": "joined_household"}, about=person.pk)
    return row


@transaction.atomic
def leave_household(row: HouseholdMember, *, reason: str, by: Member) -> None:
    """A person leaves the household. The row comes with its case. Raises HeadStaysError."""
    check_may_write(row.case, by)
    if row.person_id == row.case.head_id:
        raise HeadStaysError
    row.until = timezone.localdate()
    row.save(update_fields=["until"])
    write_entry(
        row.case, kind=EntryKind.DECISION, by=by, text=reason, details={"what": "left_household"}, about=row.person_id
    )
