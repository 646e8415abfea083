"""One list on its way to records: columns, check, writing, undoing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.lists import actions
from malath.accountability.lists.errors import PlanWrongError
from malath.accountability.lists.forms import PlanForm
from malath.accountability.lists.mapping import Plan, propose_words
from malath.accountability.lists.models import ListImport
from malath.accountability.lists.rules import (
    AT_WORK,
    MAY_APPLY,
    MAY_CHECK,
    MAY_FORGET,
    MAY_RETURN,
    MAY_UNDO,
    WRITTEN,
    Fate,
    State,
)  # fmt: skip
from malath.accountability.lists.selectors import fates_for, import_for, rows_for
from malath.accountability.lists.showing import shown_rows
from malath.accountability.lists.wording import sentence
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal

FIRST_SHOWN = 10


@require_GET
@requires("document")
def one(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """How far it is, and what may be done next. While a job is at work the page asks again by itself."""
    viewer = viewer_of(request)
    sheet = import_for(viewer, list_id)
    asks_again = bool(getattr(request, "htmx", None)) and "work" in request.GET
    if sheet.state == State.COLUMNS and not asks_again:
        return redirect("lists_columns", sheet.pk)
    if asks_again and sheet.state not in AT_WORK:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    reveal(sheet, sheet.by, by=viewer, why="lists.import")
    context = {"sheet": sheet, "at_work": sheet.state in AT_WORK, "step": _step(sheet)}
    if asks_again:
        return render(request, "lists/_work.html", context)
    return render(request, "lists/import.html", context | _account(viewer, sheet))


def _step(sheet: ListImport) -> int:
    early = {State.READING: 1, State.REFUSED: 1, State.COLUMNS: 2, State.CHECKING: 3, State.CHECKED: 3}
    return early.get(State(sheet.state), 5 if sheet.state == State.APPLIED else 4)


def _account(viewer: Member, sheet: ListImport) -> dict[str, Any]:
    """Where every row went, and the first of each fate that asks to be looked at."""
    fates = fates_for(viewer, sheet)
    shown = {}
    for fate in (Fate.WRONG, Fate.UPDATE):
        rows, _more = rows_for(viewer, sheet, fate) if fates[fate] else ([], False)
        reveal(rows, by=viewer, why="lists.rows")
        shown[fate.value] = shown_rows(rows[:FIRST_SHOWN], sheet.told.get("headings", []))
    refused = sheet.told.get("refused")
    return {
        "fates": [(fate, fate.label, fates[fate]) for fate in Fate],
        "writes": sum(fates[fate] for fate in WRITTEN),
        "wrong_count": fates[Fate.WRONG],
        "changed_count": fates[Fate.UPDATE],
        "read": sum(fates.values()),
        "wrong": shown["wrong"],
        "changed": shown["update"],
        "notes": [sentence(code, params) for code, params in sheet.told.get("notes", [])],
        "refused": sentence(*refused) if refused else "",
        "apart": [(*rest, sentence(code), text) for _sheet, *rest, code, text in sheet.told.get("apart", [])[:50]],
        "rows_apart": sheet.told.get("rows_apart", 0),
        "may": {
            "check": sheet.state in MAY_CHECK,
            "apply": sheet.state in MAY_APPLY,
            "undo": sheet.state in MAY_UNDO,
            "return": sheet.state in MAY_RETURN,
            "forget": sheet.state in MAY_FORGET,
        },
    }


@require_http_methods(["GET", "POST"])
@requires("document")
def columns(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """What becomes of each column, what its words mean, what is the same for all; then every row is checked."""
    viewer = viewer_of(request)
    sheet = import_for(viewer, list_id)
    if sheet.state not in MAY_CHECK:
        return redirect("lists_import", sheet.pk)
    reveal(sheet, sheet.profile, by=viewer, why="lists.columns")
    profile = str(sheet.profile.name) if sheet.profile else ""
    form = PlanForm(posted(request), plan=Plan.read(sheet.plan), told=sheet.told, profile=profile)
    if form.is_bound and form.is_valid() and _kept(request, sheet, form, viewer):
        return see_other("lists_columns" if "look" in request.POST else "lists_import", sheet.pk)
    notes = [sentence(code, params) for code, params in sheet.told.get("notes", [])]
    context = {"sheet": sheet, "form": form, "notes": notes, "step": 2}
    return render(request, "lists/columns.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, sheet: ListImport, form: PlanForm, viewer: Member) -> bool:
    """Keep the plan, and have the rows checked unless the member only looks again. False where the plan is wrong."""
    plan = form.read_plan()
    propose_words(plan, sheet.told.get("words", {}))
    looks = "look" in request.POST
    try:
        if not looks:
            plan.check()
    except PlanWrongError as wrong:
        form.refuse(wrong)
        return False
    actions.change_plan(sheet, plan, by=viewer, profile_name=form.cleaned_data["profile_name"])
    if looks:
        messages.success(request, _("Kept. Look at the words below: what each of them means is yours to decide."))
    else:
        actions.ask_check(sheet, by=viewer)
    return True


def _asked(act: Callable[..., None], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A view that asks for one step and goes back to the import."""

    def view(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
        viewer = viewer_of(request)
        act(import_for(viewer, list_id), by=viewer)
        messages.success(request, said())
        return see_other("lists_import", list_id)

    return view


@require_POST
@requires("document")
def apply(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Write what was checked."""
    return _asked(actions.ask_apply, lambda: _("The rows are being written."))(request, list_id)


@require_POST
@requires("document")
def undo(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Take the whole import back."""
    return _asked(actions.ask_undo, lambda: _("The import is being undone."))(request, list_id)


@require_POST
@requires("document")
def bring_back(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Undo the undoing."""
    return _asked(actions.ask_return, lambda: _("The import is being brought back."))(request, list_id)


@require_POST
@requires("document")
def forget(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Forget a file of which nothing was written."""
    viewer = viewer_of(request)
    actions.forget_list(import_for(viewer, list_id), by=viewer)
    messages.success(request, _("The file and its rows were forgotten."))
    return see_other("lists")
