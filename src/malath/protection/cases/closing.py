"""Closing a case with a reason and an outcome, reopening it with its history, moving on the entry path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Grant, LocalNetwork, Member
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.sealed.fields import Sealed, reveal
from malath.protection.cases.errors import CaseClosedError, CaseOpenError, SamePlaceError
from malath.protection.cases.models import Case, StageChange
from malath.protection.cases.rules import EntryKind, Stage, can_move_on_path
from malath.protection.cases.writing import check_may_write, required, write_entry

# What other rooms do when a case is closed, in the same transaction.
_on_closing: list[Callable[[Case, Member], None]] = []


def give_on_closing(act: Callable[[Case, Member], None]) -> None:
    """Register what a room does when a case is closed; called in its apps.py."""
    if act not in _on_closing:
        _on_closing.append(act)


def may_close(member: Member, case: Case) -> bool:
    """Closing takes a coordinator or director of the owning organisation (closure needs a manager: CP guidelines)."""
    return case.organisation_id in member.standing.organisations_able("open_cases")


def _locked(case: Case) -> Case:
    held: Case = Case.objects.unscoped(reason="the same case, locked").select_for_update().get(pk=case.pk)
    return held


@transaction.atomic
def close_case(case: Case, *, reason: str, outcome: str, text: str, by: Member) -> None:
    """Close with a reason and an outcome; who was let in for a time is let out again.

    Raises NotAllowedError, CaseClosedError, ReasonMissingError.
    """
    if not may_close(by, case):
        raise NotAllowedError
    if _locked(case).stage == Stage.CLOSED:
        raise CaseClosedError
    # No access outlives its reason: what was shared for the work ends with the work.
    shared = Grant.objects.unscoped(reason="what was shared ends with the case").filter(subject=case.pk)
    shared.filter(withdrawn_on=None, kind=Grant.Kind.SHARED).update(withdrawn_on=timezone.localdate())
    _change(case, Stage.CLOSED, by, required(text), reason=reason, outcome=outcome)
    for act in _on_closing:
        act(case, by)


@transaction.atomic
def reopen_case(case: Case, *, text: str, by: Member) -> None:
    """Open again; its closings stay in its history. Raises NotAllowedError, CaseOpenError, ReasonMissingError."""
    if not may_close(by, case) or case.erased_on:
        raise NotAllowedError
    if _locked(case).stage == Stage.OPEN:
        raise CaseOpenError
    _change(case, Stage.OPEN, by, required(text))


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
    """Say where the household is now, since when, and how they came there.

    Raises NotAllowedError, CaseClosedError, SamePlaceError.
    """
    check_may_write(case, by)
    before = _locked(case).entry_path
    if not can_move_on_path(before, entry_path):
        raise SamePlaceError
    case.entry_path, case.place = entry_path, place
    case.save(update_fields=["entry_path", "place"])
    details = {"from": str(before), "to": str(entry_path)}
    write_entry(case, kind=EntryKind.PATH, by=by, text=text, details=details, on=on)


@transaction.atomic
def change_case(
    case: Case, *, summary: str, place: str, priority: str, network: LocalNetwork | None, seen: str, by: Member
) -> None:
    """Change what the head of the page says; the words before stay on the timeline.

    `seen` is `case_mark(case)` when the form was opened: when another member wrote since, ChangedMeanwhileError.
    Raises NotAllowedError, CaseClosedError.
    """
    check_may_write(case, by)
    row = _locked(case)
    if case_mark(row) != seen:
        raise ChangedMeanwhileError
    reveal(row, by=by, why="case.change")
    now = {"summary": summary, "place": place, "priority": str(priority), "network": getattr(network, "slug", "")}
    before = {
        "summary": row.summary,
        "place": row.place,
        "priority": str(row.priority),
        "network": case.network.slug if case.network else "",
    }
    changed = sorted(name for name, value in now.items() if value != before[name])
    if not changed:
        return
    case.summary, case.place, case.priority, case.network = summary, place, priority, network
    case.save(update_fields=["summary", "place", "priority", "network"])
    kept = {name: before[name] for name in changed}
    details = {"what": "changed", "changed": changed, "before": kept}
    write_entry(case, kind=EntryKind.DECISION, by=by, details=details)


def case_mark(case: Case) -> str:
    """A mark of the case as it stands, for forms: it changes when somebody changes the head of the page.

    A digest of what is stored, so that it tells nothing, not even how much was written meanwhile.
    """
    stored = Case.objects.unscoped(reason="the mark of a case that the viewer sees").filter(pk=case.pk)
    summary, place, *plain = stored.values_list("summary", "place", "priority", "network", "entry_path").get()
    blobs = [value.blob if isinstance(value, Sealed) else b"" for value in (summary, place)]
    return hashlib.sha256(b"|".join([*blobs, repr(plain).encode()])).hexdigest()[:16]
