"""What every page of a case begins and ends with."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case
from malath.protection.cases.page import head_of, panels_of, reveal_page, tabs_of
from malath.protection.cases.selectors import case_for


def case_of(request: HttpRequest, case_id: uuid.UUID) -> Case:
    """The case, with its head; NotFoundError where the viewer may not see it."""
    return case_for(viewer_of(request), case_id)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted  # type: ignore[union-attr]


def show_tab(
    request: HttpRequest,
    case: Case,
    tab: str,
    template: str,
    *,
    rows: Iterable[Any] = (),
    status: int = 200,
    slots: tuple[str, ...] = (),
    only: str = "",
    **context: Any,
) -> HttpResponse:
    """A tab of the case: its head, the panels of the slots named (or only one of them), and what the tab itself shows.

    One opening for all of it.
    """
    viewer = viewer_of(request)
    head = head_of(viewer, case)
    panels = {slot: panels_of(viewer, case, slot, only) for slot in slots}
    shown = [panel for listed in panels.values() for panel in listed]
    reveal_page(case, head.rows, rows, *(panel.rows for panel in shown), by=viewer)
    for panel in shown:
        panel.draw(request, case)
    known = {"case": case, "head": head, "tabs": tabs_of(head, tab), "tab": tab, "panels": panels, **context}
    return render(request, template, known, status=status)


def show_form(request: HttpRequest, case: Case, template: str, form: Any, **context: Any) -> HttpResponse:
    """A form page of a case, under its name; 422 when the form has errors."""
    reveal([case], [case.head], by=viewer_of(request), why="case.form")
    known = {"case": case, "form": form, **context}
    return render(request, template, known, status=422 if form.is_bound and form.errors else 200)


def back_to(request: HttpRequest, name: str, case: Case, text: str, *, undo: str = "") -> HttpResponse:
    """303 to a page of the case, with what was done."""
    messages.success(request, text, extra_tags=f"undo={undo}" if undo else "")
    return see_other(name, case.pk)
