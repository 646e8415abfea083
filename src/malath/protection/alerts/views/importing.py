"""A spreadsheet on its way to alerts: upload, preview, mend, import, undo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.alerts import actions
from malath.protection.alerts.errors import SheetRefusedError
from malath.protection.alerts.forms.sending import ImportForm
from malath.protection.alerts.models import ImportRow
from malath.protection.alerts.previewing import account_of, fixable, preview_of
from malath.protection.alerts.selectors import import_for, import_pair_for, import_row_for, rows_with_fate


@require_http_methods(["GET", "POST"])
@requires("send_alerts")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a spreadsheet. It is read in memory; nothing becomes an alert before it was checked."""
    viewer: Member = request.user  # type: ignore[assignment]
    form = ImportForm(request.POST or None, request.FILES or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sheet, is_new = actions.preview_import(
                body=given["file"].read(),
                name=given["file"].name or "",
                sender=given["sender"],
                screening=given["screening"],
                by=viewer,
            )
        except SheetRefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            if not is_new:
                messages.warning(request, _("This file was read before; this is what became of it."))
            return see_other("sent_import", sheet.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "alerts/import_new.html", {"form": form}, status=status)


@require_GET
@requires("send_alerts")
def preview(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """What would become of each row: to fix first, then likely duplicates, then the columns."""
    viewer: Member = request.user  # type: ignore[assignment]
    sheet = import_for(viewer, sheet_id)
    return render(request, "alerts/import.html", preview_of(viewer, sheet, _number(request.GET.get("after"))))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_GET
@requires("send_alerts")
def account(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Every row of the file, and where it went."""
    viewer: Member = request.user  # type: ignore[assignment]
    sheet = import_for(viewer, sheet_id)
    after = _number(request.GET.get("after"))
    rows, more = rows_with_fate(viewer, sheet, *ImportRow.Fate.values, after=after)
    reveal(sheet, rows, by=viewer, why="import.account")
    context = account_of(sheet, rows, first=not after)
    older = f"?after={rows[-1].number}" if more else ""
    return render(request, "alerts/import_rows.html", {**context, "older": older})


@require_POST
@requires("send_alerts")
def columns(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Change which column becomes which field, and read the file again."""
    viewer: Member = request.user  # type: ignore[assignment]
    sheet = import_for(viewer, sheet_id)
    reveal(sheet, by=viewer, why="import.columns")
    now = {str(one["column"]): one["key"] for one in sheet.mapping["columns"]}
    chosen = dict(sheet.mapping.get("chosen", {}))
    for column, key in now.items():
        wanted = request.POST.get(f"column-{column}", key)[:60]
        if wanted != key:
            chosen[column] = wanted
    actions.change_mapping(sheet, chosen, by=viewer)
    messages.success(request, _("The file was read again with these columns."))
    return see_other("sent_import", sheet.pk)


@require_http_methods(["GET", "POST"])
@requires("send_alerts")
def row(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """Mend a row: each cell with what is wrong in it."""
    viewer: Member = request.user  # type: ignore[assignment]
    found = import_row_for(viewer, row_id)
    reveal(found, found.sheet, by=viewer, why="import.fix")
    form = fixable(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        for field, text in form.changed_texts.items():
            actions.fix_cell(found, field, text, by=viewer)
        if found.fate == ImportRow.Fate.TO_FIX:
            messages.warning(request, _("Something in the row is still to be mended."))
            return see_other("sent_import_row", found.pk)
        messages.success(request, _("Row %(row)s is ready.") % {"row": found.number})
        return see_other("sent_import", found.sheet_id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "alerts/import_row.html", {"row": found, "sheet": found.sheet, "form": form}, status=status)


@require_POST
@requires("send_alerts")
def leave(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """Leave a row out, or take it back."""
    viewer: Member = request.user  # type: ignore[assignment]
    found = import_row_for(viewer, row_id)
    if request.POST.get("back"):
        actions.take_back(found, by=viewer)
        messages.success(request, _("Row %(row)s is back in the import.") % {"row": found.number})
    else:
        actions.leave_out(found, by=viewer)
        messages.success(request, _("Row %(row)s is left out.") % {"row": found.number})
    return see_other("sent_import", found.sheet_id)


@require_POST
@requires("send_alerts")
def pair(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Decide whether two records are one person."""
    viewer: Member = request.user  # type: ignore[assignment]
    found = import_pair_for(viewer, pair_id)
    actions.decide_pair(found, request.POST.get("decision", "")[:10], by=viewer)
    messages.success(request, _("Your decision is kept; you can change it until the import."))
    return see_other("sent_import", found.sheet_id)


@require_POST
@requires("send_alerts")
def apply(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Make alerts of all ready rows."""
    viewer: Member = request.user  # type: ignore[assignment]
    sheet = import_for(viewer, sheet_id)
    made = actions.apply_import(sheet, by=viewer)
    text = ngettext("%(count)d row became an alert.", "%(count)d rows became alerts.", made) % {"count": made}
    messages.success(request, text)
    return see_other("sent_import", sheet.pk)


@require_POST
@requires("send_alerts")
def undo(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Undo an import as a whole; what was decided on stays, and the page says which."""
    viewer: Member = request.user  # type: ignore[assignment]
    sheet = import_for(viewer, sheet_id)
    undone = actions.undo_import(sheet, by=viewer)
    gone = undone.gone + undone.withdrawn
    messages.success(
        request,
        ngettext("%(count)d alert was taken back.", "%(count)d alerts were taken back.", gone) % {"count": gone},
    )
    return see_other("sent_import", sheet.pk)


@require_POST
@requires("send_alerts")
def discard(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Forget a file that was not imported."""
    viewer: Member = request.user  # type: ignore[assignment]
    actions.discard_import(import_for(viewer, sheet_id), by=viewer)
    messages.success(request, _("The file and its rows were forgotten."))
    return see_other("sent_alerts")
