"""Closing a case with a reason and an outcome, reopening it with its history, moving on the entry path."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.protection.cases.errors import CaseClosedError, CaseOpenError
from malath.protection.cases.models import Case, StageChange
from malath.protection.cases.rules import EntryKind, Stage
from malath.protection.cases.selectors import may_write
from malath.protection.cases.writing import check_may_write, write_entry


def may_close(member: Member, case: Case) -> bool:
    """Closing takes a coordinator or director of the owning organisation (closure needs a manager: CP guidelines)."""
    return case.organisation_id in member.standing.organisations_able("open_cases")


def _locked(case: Case) -> Case:
    held: Case = Case.objects.unscoped(reason="the same case, locked").select_for_update().get(pk=case.pk)
    return held


@transaction.atomic
def close_case(case: Case, *, reason: str, outcome: str, text: str, by: Member) -> None:
    """Close with a reason and an outcome. Raises NotAllowedError, CaseClosedError."""
    if not may_close(by, case):
        raise NotAllowedError
    if _locked(case).stage == Stage.CLOSED:
        raise CaseClosedError
    _change(case, Stage.CLOSED, by, text, reason=reason, outcome=outcome)


@transaction.atomic
def reopen_case(case: Case, *, text: str, by: Member) -> None:
    """Open again; its closings stay in its history. Raises NotAllowedError, CaseOpenError."""
    if not may_close(by, case) or case.erased_on:
        raise NotAllowedError
    if _locked(case).stage == Stage.OPEN:
        raise CaseOpenError
    _change(case, Stage.OPEN, by, text)


def _change(case: Case, stage: str, by: Member, text: str, *, reason: str = "", outcome: str = "") -> None:
    today = timezone.localdate()
    case.stage = stage
    case.closed_on = today if stage == Stage.CLOSED else None
    case.save(update_fields=["stage", "closed_on"])
    StageChange(case=case, stage=stage, reason=reason, outcome=outcome, text=text, by=by, on=today).save(
        force_insert=True
    )
    details = {"stage": str(stage), "reason": str(reason), "outcome": str(outcome)}
    write_entry(case, kind=EntryKind.STAGE, by=by, text=text, details=details, check=False)


@transaction.atomic
def move_on_path(case: Case, *, entry_path: str, place: str, on: date, text: str, by: Member) -> None:
    """Say where the household is now. Raises NotAllowedError, CaseClosedError."""
    check_may_write(case, by)
    before = case.entry_path
    case.entry_path, case.place = entry_path, place
    case.save(update_fields=["entry_path", "place"])
    details = {"what": "moved", "from": before, "to": str(entry_path)}
    write_entry(case, kind=EntryKind.DECISION, by=by, text=text, details=details, on=on)


@transaction.atomic
def change_case(case: Case, *, summary: str, priority: str, network: object, seen: str, by: Member) -> None:
    """Change the summary, the priority, the network. `seen` is the number of entries when the form was opened: when
    another member wrote since, ChangedMeanwhileError. Raises NotAllowedError, CaseClosedError."""
    if not may_write(by, case):
        raise NotAllowedError
    check_may_write(case, by)
    if str(_locked(case).entries_written) != seen:
        raise ChangedMeanwhileError
    case.summary, case.priority, case.network = summary, priority, network  # type: ignore[assignment]
    case.save(update_fields=["summary", "priority", "network"])
    write_entry(case, kind=EntryKind.DECISION, by=by, details={"what": "changed"})
