"""One home: what it is like, its checks, its nights, its steps, its address."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.choices import language_name
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions
from malath.protection.hosting.calendar import month_of, months_around
from malath.protection.hosting.forms import (
    AddressForm,
    CheckForm,
    HomeForm,
    HostForm,
    NightsForm,
    StepForm,
    WhyForm,
)
from malath.protection.hosting.listing import check_for, checks_of, steps_of
from malath.protection.hosting.models import Home
from malath.protection.hosting.rules import STALE_DAYS, CheckKind, HomeState, can_become, missing_checks
from malath.protection.hosting.selectors import (
    address_of,
    erasure_of,
    held_checks,
    home_of,
    host_of,
    may_keep,
    open_spans,
)
from malath.protection.hosting.views.homes import TONES, flags_of


@require_GET
@requires("keep_homes", "work_cases")
def home(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """The home as far as the viewer may know it; who and where only for those who keep it."""
    return _show(request, home_of(viewer_of(request), home_id))


def _show(request: HttpRequest, found: Home, *, status: int = 200, **more: Any) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    keeps = viewer.can("keep_homes") and may_keep(viewer, found.network_id)
    host = host_of(viewer, found) if keeps else None
    erasure = erasure_of(viewer, host) if host else None
    gone = bool(host and host.erased_on)
    checks, steps = (checks_of(viewer, found), steps_of(viewer, found)) if keeps else ([], [])
    people = [row.by for row in [*checks, *steps]]
    people += [one for one in (erasure.asked_by, erasure.done_by) if one] if erasure else []
    reveal([found], [host] if host else [], checks, steps, people, by=viewer, why="home")
    missing = missing_checks(found.needed_checks, held_checks([found])[found.pk], today)
    spans = open_spans([found.pk])[found.pk]
    labels = dict(CheckKind.choices)
    context = {
        "home": found,
        "host": host,
        "keeps": keeps and not gone,
        "erasure": erasure,
        "gone": gone,
        "checks": [(row, row.holds and (row.expires_on is None or row.expires_on > today)) for row in checks],
        "steps": steps,
        "missing": [labels[kind] for kind in missing],
        "tone": TONES.get(HomeState(found.state), ""),
        "flags": flags_of(found),
        "spoken": [language_name(code) for code in found.language_codes],
        "spans": [span for span in spans if span.to_day > today],
        "month": month_of(found, spans, _month_asked(request, today)),
        "around": months_around(_month_asked(request, today)),
        "has_address": address_of(viewer, found) is not None,
        "is_stale": (today - found.confirmed_on).days > STALE_DAYS and found.state == HomeState.APPROVED,
        "step_form": StepForm(states=_states(found)) if keeps and not gone else None,
        "nights_form": NightsForm(initial={"to_day": today + timedelta(days=180)}) if keeps and not gone else None,
        **more,
    }
    return render(request, "hosting/home.html", context, status=status)


def _month_asked(request: HttpRequest, today: date) -> date:
    asked = request.GET.get("month", "")
    try:
        month = date.fromisoformat(f"{asked[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) <= 3 else today.replace(day=1)


def _states(found: Home) -> list[str]:
    return [state.value for state in HomeState if state != HomeState.VISITED and can_become(found.state, state)]


def _kept(request: HttpRequest, home_id: uuid.UUID) -> tuple[Member, Home]:
    viewer = viewer_of(request)
    found = home_of(viewer, home_id)
    host = host_of(viewer, found) if may_keep(viewer, found.network_id) else None
    if host is None or host.erased_on is not None:
        raise NotFoundError
    return viewer, found


@require_POST
@requires("keep_homes")
def step(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Approve, pause, refuse, end, begin anew."""
    viewer, found = _kept(request, home_id)
    form = StepForm(request.POST, states=_states(found))
    if form.is_valid() and done(form, lambda: actions.move_home(found, **form.cleaned_data, by=viewer)):
        messages.success(request, _("Done. The step is kept with its reason."))
        return see_other("hosting_home", found.pk)
    return _show(request, found, status=422, step_form=form)


@require_POST
@requires("keep_homes")
def nights(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Open the home on some nights, or close it."""
    viewer, found = _kept(request, home_id)
    form = NightsForm(request.POST)
    act = actions.close_nights if request.POST.get("act") == "close" else actions.open_nights
    if form.is_valid() and done(form, lambda: act(found, form.span(), by=viewer)):
        messages.success(request, _("The calendar is changed."))
        return see_other("hosting_home", found.pk)
    return _show(request, found, status=422, nights_form=form)


@require_POST
@requires("keep_homes")
def confirm(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """The host was asked: all of it is still true."""
    viewer, found = _kept(request, home_id)
    actions.confirm_home(found, by=viewer)
    messages.success(request, _("Noted: still true today."))
    return see_other("hosting_home", found.pk)


@require_POST
@requires("keep_homes", "work_cases")
def address(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Show the address, once, on this page; the look is an entry in the ledger."""
    viewer = viewer_of(request)
    found = home_of(viewer, home_id)
    return _show(request, found, shown=actions.show_address(found, by=viewer))


def _form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def change(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Change what is written about a home."""
    viewer, found = _kept(request, home_id)
    reveal(found, by=viewer, why="home")
    form = HomeForm(posted(request), initial=HomeForm.written_of_home(found))
    if form.is_valid() and done(form, lambda: actions.change_home(found, form.facts(), by=viewer)):
        messages.success(request, _("The change is saved."))
        return see_other("hosting_home", found.pk)
    return _form_page(request, "hosting/home_change.html", form, home=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def change_host(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Change what is written about a home's host."""
    viewer, found = _kept(request, home_id)
    host = host_of(viewer, found)
    if host is None:
        raise NotFoundError
    reveal(host, by=viewer, why="home.host")
    form = HostForm(posted(request), initial=HostForm.written_of(host))
    if form.is_valid() and done(form, lambda: actions.change_host(host, form.host_facts(), by=viewer)):
        messages.success(request, _("The change is saved."))
        return see_other("hosting_home", found.pk)
    return _form_page(request, "hosting/host_change.html", form, home=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def set_address(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Write the address. What stood there before is not shown: to read it is an act of its own."""
    viewer, found = _kept(request, home_id)
    form = AddressForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.set_address(found, form.cleaned_data, by=viewer)):
        messages.success(request, _("The address is sealed."))
        return see_other("hosting_home", found.pk)
    return _form_page(request, "hosting/address.html", form, home=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def check(request: HttpRequest, home_id: uuid.UUID) -> HttpResponse:
    """Write down a check."""
    viewer, found = _kept(request, home_id)
    missing = missing_checks(found.needed_checks, held_checks([found])[found.pk], timezone.localdate())
    form = CheckForm(posted(request), initial={"kind": missing[0] if missing else CheckKind.VISIT})
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["passed"] = given["passed"] == "yes"
        if done(form, lambda: actions.write_check(found, by=viewer, **given)):
            messages.success(request, _("The check is written down."))
            return see_other("hosting_home", found.pk)
    return _form_page(request, "hosting/check.html", form, home=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def check_take_back(request: HttpRequest, home_id: uuid.UUID, check_id: uuid.UUID) -> HttpResponse:
    """A check should not count any more."""
    viewer, found = _kept(request, home_id)
    row = check_for(viewer, check_id)
    if row.host_id != found.host_id or not row.holds:
        raise NotFoundError
    reveal(row, by=viewer, why="home.check")
    form = WhyForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.take_back_check(row, why=form.cleaned_data["why"], by=viewer)):
        messages.success(request, _("It counts no more."))
        return see_other("hosting_home", found.pk)
    return _form_page(request, "hosting/check_take_back.html", form, home=found, check=row)
