"""Holds, and erasure by two members: the keys are destroyed, in the vault and in the database (security.md, Erasure)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from malath.accountability.evidence.errors import (
    ErasureOverError,
    HeldError,
    ReasonMissingError,
    WrongEraserError,
)
from malath.accountability.evidence.models import Evidence, EvidenceErasure, Likeness, Review, WorkingCopy
from malath.accountability.evidence.rules import Ground
from malath.accountability.evidence.searching import drop_from_finder
from malath.accountability.evidence.selectors import items_of
from malath.platform.access.models import Grant, Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import SealedField
from malath.platform.sealed.models import Draft


def may_erase(member: Member, evidence: Evidence) -> bool:
    """Legal officers and directors of the owning organisation."""
    return member.can("erase_evidence", evidence.organisation_id)


@transaction.atomic
def set_hold(evidence: Evidence, *, held: bool, reason: str, by: Member) -> None:
    """Put an item under a hold or end it; the reason stands in its custody. Raises NotAllowedError, ReasonMissingError."""
    if not may_erase(by, evidence):
        raise NotAllowedError
    if not reason.strip():
        raise ReasonMissingError
    Evidence.objects.unscoped(reason="after the check").filter(pk=evidence.pk).update(held=held)
    evidence.held = held
    verb = "evidence.held" if held else "evidence.hold_lifted"
    record(verb, by=by, subject=evidence.pk, row=evidence.pk, organisation=evidence.organisation_id)
    # The vault last: if anything above fails, nothing was written there.
    keeper().vault_hold([evidence.item], held=held, by=by.pk, reason=reason.strip())


@transaction.atomic
def ask_erasure(evidence: Evidence, *, ground: str, by: Member) -> EvidenceErasure:
    """The first of the two members; the others who may are told. Asking twice gives the one that waits.

    Raises NotAllowedError, HeldError.
    """
    if not may_erase(by, evidence):
        raise NotAllowedError
    if evidence.held:
        raise HeldError
    rows = EvidenceErasure.objects.visible_to(by).filter(evidence=evidence, done_on=None, withdrawn_on=None)
    if (waiting := rows.first()) is not None:
        return waiting  # type: ignore[no-any-return]
    erasure = EvidenceErasure(evidence=evidence, ground=Ground(ground), asked_by=by, asked_on=timezone.localdate())
    erasure.save(force_insert=True)
    where = evidence.organisation_id
    record("evidence.erasure_asked", by=by, subject=evidence.pk, row=erasure.pk, organisation=where, ground=str(ground))
    others = [one for one in members_with("erase_evidence", where) if one.pk != by.pk]
    tell(others, "evidence.erasure_asked", f"/evidence/{evidence.pk}/erase/")
    return erasure


def _as_it_stands(erasure: EvidenceErasure) -> EvidenceErasure:
    rows = EvidenceErasure.objects.unscoped(reason="the same erasure, locked").select_for_update()
    held: EvidenceErasure = rows.get(pk=erasure.pk)
    if held.done_on or held.withdrawn_on:
        raise ErasureOverError
    return held


@transaction.atomic
def withdraw_erasure(erasure: EvidenceErasure, evidence: Evidence, *, by: Member) -> None:
    """Nothing is erased after all. Raises NotAllowedError, ErasureOverError."""
    if not may_erase(by, evidence):
        raise NotAllowedError
    erasure = _as_it_stands(erasure)
    erasure.withdrawn_on = timezone.localdate()
    erasure.save(update_fields=["withdrawn_on"])
    record("evidence.erasure_withdrawn", by=by, subject=evidence.pk, row=erasure.pk)


@transaction.atomic
def carry_out_erasure(erasure: EvidenceErasure, evidence: Evidence, *, by: Member) -> EvidenceErasure:
    """The second of the two: texts go from the rows, the objects' keys from the vault, the item's key from the keyring.

    The vault's log keeps that something was here and was erased. Raises NotAllowedError, WrongEraserError, HeldError.
    """
    evidence = Evidence.objects.unscoped(reason="the item to erase, locked").select_for_update().get(pk=evidence.pk)
    if not may_erase(by, evidence):
        raise NotAllowedError
    erasure = _as_it_stands(erasure)
    if erasure.asked_by_id == by.pk:
        raise WrongEraserError
    if evidence.held:
        raise HeldError
    today = timezone.localdate()
    items = items_of(evidence)
    _blank(evidence, today)
    drop_from_finder(evidence.pk)
    erasure.done_by, erasure.done_on = by, today
    where = evidence.organisation_id
    record("evidence.erased", by=by, subject=evidence.pk, row=erasure.pk, organisation=where)
    # Keys last: if anything above fails, nothing was erased; once a key is gone, nothing brings it back.
    keeper().vault_erase(items, by=by.pk, reason=erasure.ground)
    erasure.backups_end_on = date.fromisoformat(keeper().erase(evidence.pk, today.isoformat()))
    erasure.save(update_fields=["done_by", "done_on", "backups_end_on"])
    return erasure


def _blank(evidence: Evidence, today: date) -> None:
    reason = "erasure by two members"
    for model, rows in (
        (Evidence, {"pk": evidence.pk}),
        (WorkingCopy, {"evidence": evidence.pk}),
        (Review, {"evidence": evidence.pk}),
    ):
        sealed = {field.name: b"" for field in model._meta.concrete_fields if isinstance(field, SealedField)}
        model.objects.unscoped(reason=reason).filter(**rows).update(**sealed)
    Evidence.objects.unscoped(reason=reason).filter(pk=evidence.pk).update(erased_on=today)
    Likeness.objects.unscoped(reason=reason).filter(Q(one=evidence.pk) | Q(other=evidence.pk)).delete()
    grants = Grant.objects.unscoped(reason=reason).filter(subject=evidence.pk)
    grants.filter(withdrawn_on=None).update(withdrawn_on=today)
    grants.update(reason=b"")
    Draft.objects.unscoped(reason=reason).filter(form__contains=str(evidence.pk)).delete()
