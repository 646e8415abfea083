"""Changing one record: what stands, what the writer says, and both where somebody else was quicker."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.violations.accounts import Known, Shown, known_to
from malath.accountability.violations.choosing import Choice
from malath.accountability.violations.editing import prefer_account, say, take_back_account
from malath.accountability.violations.errors import FieldsChangedError, ValueWrongError
from malath.accountability.violations.models import OfEvent, Person, Record, Statement
from malath.accountability.violations.record_form import RecordForm
from malath.accountability.violations.selectors import people_of
from malath.accountability.violations.taking_back import PARTS
from malath.accountability.violations.views.naming import heading_of
from malath.accountability.violations.views.showing import answers_of, place_of, record_of, show, tell_understood
from malath.accountability.violations.wording import worded
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import see_other


@dataclass(frozen=True)
class Conflict:
    """A field that two members changed: what the other said, and what the writer says."""

    code: str
    label: Any
    theirs: Shown | None
    mine: list[str]
    chosen: str


@require_http_methods(["GET", "POST"])
@requires("document")
def change(request: HttpRequest, record_kind: str, record_id: uuid.UUID) -> HttpResponse:
    """Say values of a record, each with its source and confidence."""
    viewer, row, kind = viewer_of(request), record_of(request, record_kind, record_id), record_kind
    known = _known(viewer, row)
    form = RecordForm(
        posted(request),
        record=kind,
        viewer=viewer,
        said=known.said[row.pk],
        based_on=row.last_change,
        source=Choice("source", _("Who says so"), Person, known=known.people),
    )
    standing = known.shown(row)
    context: dict[str, Any] = {
        "row": row,
        "kind": kind,
        "standing": standing,
        "heading": heading_of(kind),
        "back": place_of(row),
        "may_take_back": kind in PARTS,
    }
    try:
        if form.is_valid():
            changed = say(row, answers_of(form), by=viewer)
            messages.success(request, _("It is kept.") if changed else _("Nothing was different: nothing was changed."))
            tell_understood(request, form)
            return see_other(*place_of(row))
    except FieldsChangedError as refused:
        context |= {"conflicts": _conflicts(form, known, row, refused.changed), "status": 409}
    except ValueWrongError as refused:
        form.add_error(None, str(refused))
    return show(request, "violations/change.html", form, **context)


@require_POST
@requires("document")
def prefer(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Let one of the accounts that stand side by side be shown first."""
    row = _record_with(request, account_id)
    if prefer_account(row, account_id, by=viewer_of(request)):
        messages.success(request, _("It stands first now. The other account stands beside it."))
    return see_other(*place_of(row))


@require_POST
@requires("document")
def take_back(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Take one account back; what others say stands on."""
    row = _record_with(request, account_id)
    take_back_account(row, account_id, by=viewer_of(request))
    messages.success(request, _("It is taken back. It stays in the history, and can be brought back from there."))
    return see_other(*place_of(row))


def _record_with(request: HttpRequest, statement: uuid.UUID) -> Record:
    """The record of which the statement says something, when the viewer may change it; NotFoundError otherwise."""
    found = Statement.objects.visible_to(viewer_of(request)).filter(pk=statement).first()
    if found is None:
        raise NotFoundError
    row: Record = record_of(request, found.of, found.record)
    return row


def _known(viewer: Member, row: Record) -> Known:
    """What is said of the record, and the names of those who may have said it."""
    event = getattr(row, "event_id", None) if isinstance(row, OfEvent) else row.pk
    return known_to(viewer, [row], people=people_of(viewer, event) if event else (), why="violations.form")


def _conflicts(form: RecordForm, known: Known, row: Record, changed: frozenset[str]) -> list[Conflict]:
    """Both values of each field that somebody changed meanwhile; the form's text stays as it was typed."""
    form.rebase(row.last_change)
    values = form.changed_values()
    shown = {one.code: one for one in known.shown(row)}
    return [
        Conflict(
            code=code,
            label=one.label,
            theirs=shown.get(code),
            mine=worded(one, values[code]),
            chosen=form.data.get(f"keep-{code}", ""),
        )
        for code, one in form.table.items()
        if code in changed and code in values
    ]
