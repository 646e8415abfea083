"""Erasure: asked by one member, carried out by another; the keys are destroyed (security.md, Erasure; GDPR art. 17)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from malath.people.actions import blank_person
from malath.platform.access.models import Grant, Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.platform.sealed import files
from malath.platform.sealed.fields import SealedField
from malath.platform.sealed.models import Draft
from malath.protection.cases.errors import ErasureOverError, LegalHoldError, WrongEraserError
from malath.protection.cases.models import Case, Document, Erasure, HouseholdMember, OfCase
from malath.protection.cases.owned import OwnedByCase
from malath.protection.cases.rules import EntryKind, ErasureGround, Stage
from malath.protection.cases.writing import required, write_entry

LinkedSubjects = Callable[[uuid.UUID], Iterable[uuid.UUID]]
Blanking = Callable[[Sequence[uuid.UUID]], None]
_linked: list[LinkedSubjects] = []
_blankings: list[Blanking] = []


def give_linked_subjects(linked: LinkedSubjects) -> None:
    """Register other subjects that go with a case (the alerts that it came from); called in the room's apps.py."""
    if linked not in _linked:
        _linked.append(linked)


def give_blanking(blanking: Blanking) -> None:
    """Register `blanking(subject ids)`, which empties a room's sealed fields under these subjects, in the erasure's
    transaction; called in apps.py. Rows that hang on a case directly, under its key, need none."""
    if blanking not in _blankings:
        _blankings.append(blanking)


def may_erase(member: Member, case: Case) -> bool:
    """Coordinators and directors of the owning organisation."""
    return case.organisation_id in member.standing.organisations_able("erase")


@transaction.atomic
def ask_erasure(case: Case, *, ground: str, by: Member) -> Erasure:
    """The first of the two members; the others who may erase are told. Asking twice gives the one that waits.

    Raises NotAllowedError, LegalHoldError.
    """
    if not may_erase(by, case):
        raise NotAllowedError
    if case.held:
        raise LegalHoldError
    waiting = Erasure.objects.visible_to(by).filter(case=case, person=None, done_on=None, withdrawn_on=None).first()
    if waiting is not None:
        return waiting  # type: ignore[no-any-return]
    erasure = Erasure(case=case, ground=ErasureGround(ground), asked_by=by, asked_on=timezone.localdate())
    erasure.save(force_insert=True)
    record("erasure.asked", by=by, subject=case.pk, row=erasure.pk, organisation=case.organisation_id, ground=ground)
    others = [one for one in members_with("erase", case.organisation_id) if one.pk != by.pk]
    tell(others, "cases.erasure_asked", f"/cases/{case.pk}/erase/")
    return erasure


def as_it_stands(erasure: Erasure) -> Erasure:
    """The row, locked: between the page and the act somebody may have withdrawn it, or carried it out.

    Raises ErasureOverError.
    """
    rows = Erasure.objects.unscoped(reason="the same erasure, locked").select_for_update()
    held: Erasure = rows.get(pk=erasure.pk)
    if held.done_on or held.withdrawn_on:
        raise ErasureOverError
    return held


@transaction.atomic
def withdraw_erasure(erasure: Erasure, *, by: Member) -> None:
    """Nothing is erased after all. The erasure comes with its case. Raises NotAllowedError, ErasureOverError."""
    if not may_erase(by, erasure.case):
        raise NotAllowedError
    erasure = as_it_stands(erasure)
    erasure.withdrawn_on = timezone.localdate()
    erasure.save(update_fields=["withdrawn_on"])
    record("erasure.withdrawn", by=by, subject=erasure.case_id, row=erasure.pk)


@transaction.atomic
def carry_out_erasure(erasure: Erasure, *, by: Member) -> Erasure:
    """The second of the two: texts and files go from the live data at once, then the keys are destroyed for good.

    People who belong to no other case go with the household. The ledger keeps that an erasure took place. The day on
    which the last key backup ends is written on the receipt. Raises NotAllowedError, WrongEraserError, LegalHoldError.
    """
    case = Case.objects.unscoped(reason="the case to erase, locked").select_for_update().get(pk=erasure.case_id)
    if not may_erase(by, case):
        raise NotAllowedError
    erasure = as_it_stands(erasure)
    if erasure.asked_by_id == by.pk:
        raise WrongEraserError
    if case.held:
        raise LegalHoldError
    today = timezone.localdate()
    subjects = [*_people_of_this_case_alone(case, by), *(s for linked in _linked for s in linked(case.pk)), case.pk]
    empty_other_rooms(subjects)
    items = _blank(case, today)
    forget_drafts(subjects)
    erasure.done_by, erasure.done_on = by, today
    record("erasure.done", by=by, subject=case.pk, row=erasure.pk, organisation=case.organisation_id)
    # Keys last: if anything above fails, nothing was erased; once a key is gone, nothing brings it back.
    files.destroy(items, by=by, reason=erasure.ground)
    for subject in dict.fromkeys(subjects):
        erasure.backups_end_on = date.fromisoformat(keeper().erase(subject, today.isoformat()))
    erasure.save(update_fields=["done_by", "done_on", "backups_end_on"])
    return erasure


def _people_of_this_case_alone(case: Case, by: Member) -> list[uuid.UUID]:
    """Blank those who never belonged to another case that still stands; returns them."""
    households = HouseholdMember.objects.unscoped(reason="who belongs to this case and to no other")
    elsewhere = households.filter(case__erased_on=None).exclude(case=case).values("person")
    rows = households.select_related("person").filter(case=case, person__erased_on=None).exclude(person__in=elsewhere)
    alone = {row.person_id: row.person for row in rows}
    for person in alone.values():
        blank_person(person, by=by)
    return list(alone)


def empty_other_rooms(subjects: Sequence[uuid.UUID]) -> None:
    """Have every room empty what it holds under these subjects."""
    for blanking in _blankings:
        blanking(subjects)


def forget_drafts(subjects: Iterable[uuid.UUID]) -> None:
    """Drafts stand under their writer's organisation's key, and name in their form what they are about."""
    about = Q()
    for subject in subjects:
        about |= Q(form__contains=str(subject))
    Draft.objects.unscoped(reason="erasure by two members").filter(about).delete()


def _blank(case: Case, today: date) -> list[str]:
    """Take the texts and files out of the live rows, of every room; the items that the vault held for them."""
    reason = "erasure by two members"
    for model in _models_under_the_case():
        sealed = {field.name: b"" for field in model._meta.concrete_fields if isinstance(field, SealedField)}
        if sealed:
            model.objects.unscoped(reason=reason).filter(case=case.pk).update(**sealed)  # type: ignore[attr-defined]
    grants = Grant.objects.unscoped(reason=reason).filter(subject=case.pk)
    grants.filter(withdrawn_on=None).update(withdrawn_on=today)
    grants.update(reason=b"")
    items = []
    for document in Document.objects.unscoped(reason=reason).select_related("file").filter(case=case):
        file = document.file
        Document.objects.unscoped(reason=reason).filter(pk=document.pk).delete()
        items.append(file.item)
        files.remove(file)
    Case.objects.unscoped(reason=reason).filter(pk=case.pk).update(
        summary=b"", place=b"", stage=Stage.CLOSED, closed_on=case.closed_on or today, erased_on=today
    )
    return items


def _models_under_the_case() -> list[type[Model]]:
    """Every model, of this room and of others, whose rows hang on a case and are sealed under its key."""
    return [model for model in apps.get_models() if issubclass(model, OfCase | OwnedByCase)]


@transaction.atomic
def set_hold(case: Case, *, held: bool, reason: str, by: Member) -> None:
    """Set or lift the legal hold; the reason stands on the timeline. Raises NotAllowedError, ReasonMissingError."""
    if not may_erase(by, case):
        raise NotAllowedError
    reason = required(reason)
    case.held = held
    case.save(update_fields=["held"])
    what = "held" if held else "hold_lifted"
    write_entry(case, kind=EntryKind.DECISION, by=by, text=reason, details={"what": what}, check=False)
