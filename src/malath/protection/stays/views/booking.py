"""Looking for a home with room, booking it, moving into another."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.people.selectors import safe_contact_for
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import case_for, household_of
from malath.protection.stays import actions
from malath.protection.stays.forms.staying import BookForm, DaysForm
from malath.protection.stays.room import homes_with_room
from malath.protection.stays.selectors import stay_for


def _looked_for(request: HttpRequest, viewer: Member, persons: int, **initial: Any) -> tuple[DaysForm, list[Any]]:
    """The days that were asked for, and the homes that have room on them."""
    asked = any(name in request.GET for name in ("from_day", "to_day", "persons"))
    days = DaysForm(request.GET if asked else None, persons=persons, initial=initial)
    if not days.is_bound or not days.is_valid():
        return days, []
    given = days.cleaned_data
    return days, homes_with_room(viewer, given["from_day"], given["to_day"], given["persons"])


def _page(
    request: HttpRequest, days: DaysForm, form: BookForm, case: Any, heading: str, **context: Any
) -> HttpResponse:
    given = {
        "days": days, "form": form, "case": case, "heading": heading, "safe": safe_contact_for(case.head),
        "looked": days.is_bound and days.is_valid(), **context,
    }  # fmt: skip
    wrong = (form.is_bound and form.errors) or (days.is_bound and days.errors)
    return render(request, "stays/book.html", given, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@requires("open_cases", "keep_homes")
def book(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Look for a home by days and people, then hold its beds."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    household = household_of(viewer, case)
    reveal(case.head, by=viewer, why="stay")
    days, homes = _looked_for(request, viewer, len(household))
    form = BookForm(request.POST if request.method == "POST" else None, homes=homes)
    if request.method == "POST" and days.is_bound and days.is_valid() and form.is_valid():
        home = next(one for one in homes if str(one.pk) == form.cleaned_data["home"])
        booked: list[Any] = []

        def act() -> None:
            note = form.cleaned_data["note"]
            booked.append(actions.book_stay(case, home, by=viewer, note=note, **days.cleaned_data))

        if done(form, act):
            return see_other("stay", booked[0].pk)
    return _page(request, days, form, case, _("Which home for them?"), homes=homes)


@require_http_methods(["GET", "POST"])
@requires("open_cases", "keep_homes")
def move(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """One act: this stay ends on a day, and another begins on it."""
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    reveal(stay.case.head, by=viewer, why="stay")
    first: date = stay.to_day
    days, homes = _looked_for(request, viewer, stay.persons, from_day=first)
    homes = [home for home in homes if home.pk != stay.home_id]
    form = BookForm(request.POST if request.method == "POST" else None, homes=homes)
    if request.method == "POST" and days.is_bound and days.is_valid() and form.is_valid():
        home = next(one for one in homes if str(one.pk) == form.cleaned_data["home"])
        wanted, moved = days.cleaned_data, []

        def act() -> None:
            moved.append(
                actions.move_stay(
                    stay, home, on=wanted["from_day"], to_day=wanted["to_day"], persons=wanted["persons"],
                    why=form.cleaned_data["note"], by=viewer,
                )
            )  # fmt: skip

        if done(form, act):
            return see_other("stay", moved[0].pk)
    return _page(request, days, form, stay.case, _("Where do they move?"), homes=homes, stay=stay)
