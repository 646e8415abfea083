"""Erasing one person of several out of a household: as a case is erased, asked by one member and carried out by another.

The household's own texts stay: they stand under the case's key and are the others' story too. What names the person in
them is for the team to strike out; the page says so.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.people.actions import blank_person
from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.protection.cases.erasing import as_it_stands, empty_other_rooms, forget_drafts, may_erase
from malath.protection.cases.errors import (
    ErasureOverError,
    LegalHoldError,
    PersonElsewhereError,
    PersonHeadsCaseError,
    WrongEraserError,
)
from malath.protection.cases.models import Case, Erasure, HouseholdMember
from malath.protection.cases.rules import EntryKind, ErasureGround
from malath.protection.cases.writing import write_entry

_WHY = "erasure of one person by two members"


@transaction.atomic
def ask_person_erasure(row: HouseholdMember, *, ground: str, by: Member) -> Erasure:
    """The first of the two members; the others who may erase are told. Asking twice gives the one that waits.

    The row comes with its case and person. Raises NotAllowedError, LegalHoldError, PersonHeadsCaseError,
    PersonElsewhereError.
    """
    _check(row, by)
    rows = Erasure.objects.visible_to(by).filter(case=row.case_id, person=row.person_id)
    waiting: Erasure | None = rows.filter(done_on=None, withdrawn_on=None).first()
    if waiting is not None:
        return waiting
    erasure = Erasure(
        case=row.case, person=row.person, ground=ErasureGround(ground), asked_by=by, asked_on=timezone.localdate()
    )
    erasure.save(force_insert=True)
    where = row.case.organisation_id
    record("erasure.asked", by=by, subject=row.person_id, row=erasure.pk, organisation=where, ground=ground)
    others = [one for one in members_with("erase", where) if one.pk != by.pk]
    tell(others, "cases.erasure_asked", f"/cases/household/{row.pk}/erase/")
    return erasure


@transaction.atomic
def carry_out_person_erasure(erasure: Erasure, row: HouseholdMember, *, by: Member) -> Erasure:
    """The second of the two: the person's texts go from the live data at once, then their key is destroyed for good.

    They leave every household to which they belong; pseudonym and days stay. The day on which the last key backup
    ends is written on the receipt. Raises NotAllowedError, WrongEraserError, ErasureOverError, and as asking does.
    """
    # The case first, as where a whole case is erased: two that meet wait for one another.
    Case.objects.unscoped(reason=_WHY).select_for_update().get(pk=row.case_id)
    erasure = as_it_stands(erasure)
    if erasure.person_id != row.person_id:
        raise ErasureOverError
    if erasure.asked_by_id == by.pk:
        raise WrongEraserError
    households = _check(row, by)
    today, person = timezone.localdate(), row.person
    blank_person(person, by=by)
    for held in households:
        if held.until is None:
            told = {"what": "erased", "who": person.pseudonym}
            write_entry(held.case, kind=EntryKind.HOUSEHOLD, by=by, details=told, about=person.pk, check=False)
    mine = HouseholdMember.objects.unscoped(reason=_WHY).filter(person=person.pk)
    mine.update(details=b"")
    mine.filter(until=None).update(until=today)
    empty_other_rooms([person.pk])
    forget_drafts([person.pk])
    erasure.done_by, erasure.done_on = by, today
    record("erasure.done", by=by, subject=person.pk, row=erasure.pk, organisation=row.case.organisation_id)
    # The key last: if anything above fails, nothing was erased.
    erasure.backups_end_on = date.fromisoformat(keeper().erase(person.pk, today.isoformat()))
    erasure.save(update_fields=["done_by", "done_on", "backups_end_on"])
    return erasure


def _check(row: HouseholdMember, by: Member) -> list[HouseholdMember]:
    """Whether the member may have this person erased; all their households in cases that stand, now or once.

    Who is erased is gone from every case: so each of them must be one that the member may erase, and none held.
    """
    if not may_erase(by, row.case):
        raise NotAllowedError
    rows = HouseholdMember.objects.unscoped(reason="every household of the person").select_related("case")
    households = list(rows.filter(person=row.person_id, case__erased_on=None))
    if any(one.case.head_id == row.person_id for one in households):
        raise PersonHeadsCaseError
    if not all(may_erase(by, one.case) for one in households):
        raise PersonElsewhereError
    if any(one.case.held for one in households):
        raise LegalHoldError
    return households
