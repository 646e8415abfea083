"""The list of stays, and the page of one."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.people.selectors import safe_contact_for
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.sealed.fields import reveal
from malath.protection.stays.page import stay_page
from malath.protection.stays.rules import StayState
from malath.protection.stays.selectors import stay_for, stays_listed

PAGE = 50


@require_GET
@requires("work_cases")
def stays(request: HttpRequest) -> HttpResponse:
    """Who lives where, whoever leaves first at the top; or those of another state."""
    viewer, state = viewer_of(request), request.GET.get("state", "")
    rows = stays_listed(viewer, state=state)
    if after := _cursor(request.GET.get("after", "")):
        rows = rows.filter(Q(to_day__gt=after[0]) | Q(to_day=after[0], pk__gt=after[1]))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    reveal([stay.case.head for stay in shown], by=viewer, why="list.stays")
    older = f"?state={state}&after={shown[-1].to_day.isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    context = {"stays": shown, "older": older, "state": state, "tabs": _tabs(state), "first": not after}
    return render(request, "stays/list.html", context)


def _cursor(text: str) -> tuple[date, uuid.UUID] | None:
    day, _line, key = text.partition("_")
    try:
        return date.fromisoformat(day), uuid.UUID(key)
    except ValueError:
        return None


def _tabs(state: str) -> list[dict[str, object]]:
    from django.utils.translation import pgettext

    shown = [("", pgettext("stays", "With a home"))]
    shown += [(one.value, str(one.label)) for one in StayState]
    return [{"url": f"?state={value}", "label": label, "current": value == state} for value, label in shown]


@require_GET
@requires("work_cases")
def stay(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """One stay: what is to be done next, the journey, visits, incidents, what comes after, rent."""
    viewer = viewer_of(request)
    found = stay_for(viewer, stay_id)
    page = stay_page(viewer, found)
    reveal(found, found.case.head, *page.rows, by=viewer, why="stay")
    context = {"page": page, "stay": found, "case": found.case, "safe": safe_contact_for(found.case.head)}
    return render(request, "stays/stay.html", context)
