"""The case list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.sealed.fields import reveal
from malath.protection.cases.due import next_due_for
from malath.protection.cases.filters import FilterForm, address_after, cursor_of
from malath.protection.cases.listing import cases_page_for
from malath.protection.cases.rules import EntryPath, is_quiet_too_long, quiet_days
from malath.protection.cases.views.showing import wants_fragment


@require_GET
@requires("work_cases")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that the viewer sees, by urgency or newest first, with the reason of their order and what is due."""
    viewer = viewer_of(request)
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = cases_page_for(viewer, wanted, cursor_of(request.GET))
    due = next_due_for(viewer, page.cases)
    heads = [case.head for case in page.cases]
    reveal(heads, page.leads.values(), *(one.rows for one in due.values()), by=viewer, why="list.cases")
    today, places = timezone.localdate(), dict(EntryPath.choices)
    lines = [
        {
            "case": case,
            "place": places.get(case.entry_path, ""),
            "lead": page.leads.get(case.pk),
            "due": due.get(case.pk),
            "quiet": quiet_days(case.last_contact_on, case.opened_on, today),
            "too_quiet": case.is_open and is_quiet_too_long(case.priority, case.last_contact_on, case.opened_on, today),
        }
        for case in page.cases
    ]
    context = {
        "form": form.showing(wanted),
        "wanted": wanted,
        "lines": lines,
        "page": page,
        "older": address_after(request.GET, page.after),
    }
    return render(request, "cases/_list.html" if wants_fragment(request) else "cases/list.html", context)
