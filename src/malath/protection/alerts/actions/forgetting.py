"""Erasing an alert alone, one that was declined or withdrawn: asked by one member, carried out by another.

An alert that became a case goes with its case; one that waits is decided first.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.protection.alerts.errors import AlertIsOpenError, AlertOfCaseError
from malath.protection.alerts.models import Alert, AlertErasure
from malath.protection.cases.erasing import empty_other_rooms, forget_drafts
from malath.protection.cases.errors import ErasureOverError, WrongEraserError
from malath.protection.cases.rules import ErasureGround


def may_erase_alert(member: Member, alert: Alert) -> bool:
    """Coordinators and directors of the organisation that decides on it."""
    return alert.screening_organisation_id in member.standing.organisations_able("erase")


@transaction.atomic
def ask_alert_erasure(alert: Alert, *, ground: str, by: Member) -> AlertErasure:
    """The first of the two members; the others who may erase are told. Asking twice gives the one that waits.

    Raises NotAllowedError, AlertIsOpenError, AlertOfCaseError, ErasureOverError.
    """
    alert = _held(alert, by)
    standing: AlertErasure | None = AlertErasure.objects.visible_to(by).filter(alert=alert, withdrawn_on=None).first()
    if standing is not None and standing.done_on:
        raise ErasureOverError
    if standing is not None:
        return standing
    erasure = AlertErasure(alert=alert, ground=ErasureGround(ground), asked_by=by, asked_on=timezone.localdate())
    erasure.save(force_insert=True)
    where = alert.screening_organisation_id
    record("erasure.asked", by=by, subject=alert.pk, row=erasure.pk, organisation=where, ground=ground)
    others = [one for one in members_with("erase", where) if one.pk != by.pk]
    tell(others, "cases.erasure_asked", f"/alerts/{alert.pk}/erase/")
    return erasure


@transaction.atomic
def withdraw_alert_erasure(erasure: AlertErasure, *, by: Member) -> None:
    """Nothing is erased after all. Raises NotAllowedError, ErasureOverError."""
    if not may_erase_alert(by, erasure.alert):
        raise NotAllowedError
    erasure = _as_it_stands(erasure)
    erasure.withdrawn_on = timezone.localdate()
    erasure.save(update_fields=["withdrawn_on"])
    record("erasure.withdrawn", by=by, subject=erasure.alert_id, row=erasure.pk)


@transaction.atomic
def carry_out_alert_erasure(erasure: AlertErasure, *, by: Member) -> AlertErasure:
    """The second of the two: every text of the alert goes from the live data, then its key is destroyed for good.

    Codes and days stay. Raises NotAllowedError, WrongEraserError, ErasureOverError, and as asking does.
    """
    alert = _held(erasure.alert, by)
    erasure = _as_it_stands(erasure)
    if erasure.asked_by_id == by.pk:
        raise WrongEraserError
    today = timezone.localdate()
    empty_other_rooms([alert.pk])
    forget_drafts([alert.pk])
    erasure.done_by, erasure.done_on = by, today
    record("erasure.done", by=by, subject=alert.pk, row=erasure.pk, organisation=alert.screening_organisation_id)
    # The key last: if anything above fails, nothing was erased.
    erasure.backups_end_on = date.fromisoformat(keeper().erase(alert.pk, today.isoformat()))
    erasure.save(update_fields=["done_by", "done_on", "backups_end_on"])
    return erasure


def _held(alert: Alert, by: Member) -> Alert:
    """The alert as it stands, locked, if the member may have it erased alone."""
    if not may_erase_alert(by, alert):
        raise NotAllowedError
    held: Alert = Alert.objects.unscoped(reason="the alert to erase, locked").select_for_update().get(pk=alert.pk)
    if held.is_open:
        raise AlertIsOpenError
    if held.case_id is not None:
        raise AlertOfCaseError
    return held


def _as_it_stands(erasure: AlertErasure) -> AlertErasure:
    rows = AlertErasure.objects.unscoped(reason="the same erasure, locked").select_for_update()
    held: AlertErasure = rows.get(pk=erasure.pk)
    if held.done_on or held.withdrawn_on:
        raise ErasureOverError
    return held
