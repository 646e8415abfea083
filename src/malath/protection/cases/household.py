"""The household: who moves and lives together (SH1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.people.actions import enter_person
from malath.people.finding import tell_finder
from malath.people.selectors import may_change
from malath.platform.access.models import Member
from malath.platform.errors import NotAllowedError
from malath.protection.cases.errors import AlreadyInHouseholdError, HeadStaysError
from malath.protection.cases.models import Case, HouseholdMember
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import check_may_write, required, write_entry

if TYPE_CHECKING:
    from malath.people.models import Person


def may_bring(member: Member, person: Person, case: Case) -> bool:
    """Whether the member may have somebody known already join the case's household.

    Who belongs to a household is seen through its case from then on: somebody of another organisation, or whom the
    member may only read for a time, cannot be taken over by a case of one's own.
    """
    return person.organisation_id == case.organisation_id and may_change(member, person)


@transaction.atomic
def join_household(case: Case, *, person: Person, relation: str, by: Member) -> HouseholdMember:
    """Somebody known already joins the household. Raises AlreadyInHouseholdError, NotAllowedError, CaseClosedError."""
    check_may_write(case, by)
    if not may_bring(by, person, case):
        raise NotAllowedError
    return _join(case, person, relation, by)


def _join(case: Case, person: Person, relation: str, by: Member) -> HouseholdMember:
    row = HouseholdMember(case=case, person=person, details={"relation": relation}, since=timezone.localdate())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as there:
        raise AlreadyInHouseholdError from there
    write_entry(
        case, kind=EntryKind.HOUSEHOLD, by=by, details={"what": "joined", "who": person.pseudonym}, about=person.pk
    )
    tell_finder(person.pk)
    return row


@transaction.atomic
def enter_and_join(case: Case, *, names: dict[str, Any], about: dict[str, Any], relation: str, by: Member) -> Person:
    """Enter somebody new, who belongs to the organisation of the case, and have them join its household.

    Raises NotAllowedError, CaseClosedError, NameMissingError.
    """
    check_may_write(case, by)
    person = enter_person(organisation=case.organisation, names=names, about=about, by=by)
    _join(case, person, relation, by)
    return person


@transaction.atomic
def leave_household(row: HouseholdMember, *, reason: str, by: Member) -> None:
    """A person leaves the household; the row comes with its case and person.

    Raises NotAllowedError, CaseClosedError, HeadStaysError, ReasonMissingError.
    """
    check_may_write(row.case, by)
    if row.person_id == row.case.head_id:
        raise HeadStaysError
    reason = required(reason)
    row.until = timezone.localdate()
    row.save(update_fields=["until"])
    details = {"what": "left", "who": row.person.pseudonym}
    write_entry(row.case, kind=EntryKind.HOUSEHOLD, by=by, text=reason, details=details, about=row.person_id)
