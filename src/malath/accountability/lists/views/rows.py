"""The rows of a list: by what became of them, one by one, and those that are wrong as a file to mend."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from malath.accountability.lists.behind import cells_of, records_of
from malath.accountability.lists.rules import Fate
from malath.accountability.lists.selectors import fates_for, import_for, row_for, rows_for, wrong_rows
from malath.accountability.lists.showing import shown_row, shown_rows, wrong_as_table
from malath.engines.sheets import to_csv_safely
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.sealed.fields import reveal


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_GET
@requires("document")
def rows(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """The rows of one fate, fifty a page."""
    viewer = viewer_of(request)
    sheet = import_for(viewer, list_id)
    asked = request.GET.get("fate", "")
    fate = Fate(asked) if asked in Fate.values else Fate.NEW
    found, more = rows_for(viewer, sheet, fate, _number(request.GET.get("after")))
    reveal(sheet, found, by=viewer, why="lists.rows")
    fates = fates_for(viewer, sheet)
    here = reverse("lists_rows", args=[sheet.pk])
    tabs = [
        {"url": f"{here}?fate={one}", "label": one.label, "count": fates[one], "current": one == fate} for one in Fate
    ]
    context = {
        "sheet": sheet,
        "fate": fate,
        "count": fates[fate],
        "tabs": tabs,
        "rows": shown_rows(found, sheet.told.get("headings", [])),
        "older": f"?fate={fate}&after={found[-1].number}" if more else "",
    }
    return render(request, "lists/rows.html", context)


@require_GET
@requires("document")
def row(request: HttpRequest, list_row_id: uuid.UUID) -> HttpResponse:
    """One row as it stood in the file, with what was read in it and the records that it made."""
    viewer = viewer_of(request)
    found, made = row_for(viewer, list_row_id)
    reveal(found, found.sheet, by=viewer, why="lists.row")
    one = shown_row(found, found.sheet.told.get("headings", []))
    context = {"sheet": found.sheet, "one": one, "cells": cells_of(found), "made": made}
    context["records"] = records_of(viewer, made)
    return render(request, "lists/row.html", context)


@require_GET
@requires("document")
def wrong(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """The wrong rows as they stood, with why, as a file that no spreadsheet program runs."""
    viewer = viewer_of(request)
    sheet = import_for(viewer, list_id)
    reveal(sheet, by=viewer, why="lists.wrong")
    headings = sheet.told.get("headings", [])
    table = wrong_as_table(wrong_rows(viewer, sheet), headings, (_("Row"), _("What is wrong")))
    response = HttpResponse(to_csv_safely(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="wrong-rows.csv"'
    response["Cache-Control"] = "no-store"
    return response
