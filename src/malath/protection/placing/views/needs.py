"""What a household needs of a home, and whom it must not be near."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.people.finding import people_found
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import case_for, household_of, may_write, visible_cases
from malath.protection.placing import actions
from malath.protection.placing.forms import ApartForm, NeedForm
from malath.protection.placing.rules import NeedState, wanted_of
from malath.protection.placing.selectors import apart_for, kept_apart_from, need_of, networks_open_to, refusals_of

# So many other households are offered to choose from; others are looked for.
_OFFERED, _LONGEST = 200, 200


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def need(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down what the household needs of a home."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    held, household, refusals = need_of(viewer, case), household_of(viewer, case), refusals_of(viewer, case)
    reveal(case.head, held, refusals, by=viewer, why="placing.need")
    initial: dict[str, Any] = {"persons": max(1, len(household))}
    if held:
        wanted = wanted_of(held.details)
        initial = {name: getattr(wanted, name) for name in wanted.__dataclass_fields__}
    form = NeedForm(request.POST or None, initial=initial, networks=networks_open_to(viewer))
    valid = request.method == "POST" and form.is_valid()
    if valid and done(form, lambda: actions.write_need(case, wanted=form.wanted(), by=viewer)):
        messages.success(request, _("Written down. The household is part of the next plans."))
        return see_other("case", case.pk)
    looking = bool(held and held.state == NeedState.LOOKING)
    context = {"case": case, "form": form, "need": held, "looking": looking, "refusals": refusals}
    return render(request, "placing/need.html", context, status=422 if form.errors else 200)


@require_POST
@requires("work_cases")
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The household no longer looks for a home."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    actions.close_need(case, by=viewer)
    messages.success(request, _("The household no longer looks for a home."))
    return see_other("case", case.pk)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def apart(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say whom the household must not live near."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    looked_for = request.POST.get("q", "").strip()[:_LONGEST] if "look" in request.POST else ""
    others = _others(viewer, case.pk, looked_for)
    rules = kept_apart_from(viewer, case)
    reveal(case.head, [row.head for row in others], [rule.other.head for rule in rules], by=viewer, why="placing.apart")
    searching = "look" in request.POST
    form = ApartForm(None if searching else request.POST or None, cases=others)
    if request.method == "POST" and not searching and form.is_valid():
        other = case_for(viewer, uuid.UUID(form.cleaned_data["other"]))
        if done(form, lambda: actions.keep_apart(case, other, scope=form.cleaned_data["scope"], by=viewer)):
            messages.success(request, _("Kept apart from now on, in every plan and every booking."))
            return see_other("kept_apart", case.pk)
    context = {
        "case": case, "form": form, "rules": rules, "q": looked_for, "searched": bool(looked_for), "found": len(others),
        "many": len(others) >= _OFFERED,
    }  # fmt: skip
    return render(request, "placing/apart.html", context, status=422 if form.errors else 200)


def _others(viewer: Member, case: uuid.UUID, looked_for: str) -> list[Any]:
    """The newest households, or those whose code or a name of whose head was looked for."""
    rows = visible_cases(viewer).select_related("head", "organisation").filter(stage="open").exclude(pk=case)
    if looked_for:
        heads = [found.person.pk for found in people_found(viewer, looked_for, limit=_OFFERED)]
        rows = rows.filter(Q(code__iexact=looked_for) | Q(head__in=heads))
    return [row for row in rows.order_by("-opened_on", "pk")[:_OFFERED] if may_write(viewer, row)]


@require_POST
@requires("work_cases")
def let_near(request: HttpRequest, case_id: uuid.UUID, apart_id: uuid.UUID) -> HttpResponse:
    """The two may live near one another again."""
    viewer = viewer_of(request)
    case, row = case_for(viewer, case_id), apart_for(viewer, apart_id)
    if case.pk not in (row.one_id, row.other_id):
        raise NotFoundError
    actions.let_near(row, case, by=viewer)
    messages.success(request, _("The two may live near one another again."))
    return see_other("kept_apart", case.pk)
