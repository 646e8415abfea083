"""The team and who was let in: seats, handing over, authorisations."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.erasing import may_erase
from malath.protection.cases.forms import HandOverAllForm, HandOverForm, SeatForm
from malath.protection.cases.selectors import erasure_waiting, grants_of, history_of, members_of, seat_for, team_of
from malath.protection.cases.team import may_assign, seats_of
from malath.protection.cases.views.showing import back_to, case_of, show_form, show_tab


@require_GET
@requires("work_cases")
def access(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The team, and everybody who was let in for a time."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    grants = grants_of(viewer, case)
    people = [one for grant in grants for one in (grant.member, grant.given_by) if one]
    changes = history_of(viewer, case)
    people += [change.by for change in changes]
    waiting = erasure_waiting(viewer, case) if may_erase(viewer, case) else None
    context = {"grants": grants, "changes": changes, "erasure": waiting}
    return show_tab(request, case, "access", "cases/access.html", rows=[*grants, *changes, *people], **context)


@require_http_methods(["GET", "POST"])
@requires("assign_teams")
def join(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put a member of the organisation on the team."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    if not may_assign(viewer, case):
        raise NotFoundError
    members = members_of(case.organisation_id)
    reveal(members, by=viewer, why="case.form")
    form = SeatForm(posted(request), members=members)
    if form.is_valid() and done(form, lambda: actions.join_team(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case_access", case, _("They are on the team, and were told."))
    return show_form(request, case, "cases/seat.html", form)


@require_POST
@requires("work_cases")
def leave(request: HttpRequest, seat_id: uuid.UUID) -> HttpResponse:
    """End a seat."""
    viewer = viewer_of(request)
    seat = seat_for(viewer, seat_id)
    actions.leave_team(seat, by=viewer)
    messages.success(request, _("They are no longer on the team. Their part stands in the history."))
    return see_other("case_list") if seat.member_id == viewer.pk else see_other("case_access", seat.case_id)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def hand_over(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Give everything that one member holds on the case to another."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    sitting = list({seat.member_id: seat.member for seat in team_of(viewer, case)}.values())
    if not may_assign(viewer, case):
        sitting = [member for member in sitting if member.pk == viewer.pk]
    if not sitting:
        raise NotFoundError
    members = members_of(case.organisation_id)
    reveal(members, sitting, by=viewer, why="case.form")
    form = HandOverForm(posted(request), leaving=sitting, members=members)
    if form.is_valid() and done(form, lambda: actions.hand_over_case(case, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The case is handed over; the new member was told."))
        return see_other("case_list") if form.cleaned_data["leaving"] == viewer else see_other("case_access", case.pk)
    return show_form(request, case, "cases/hand_over.html", form)


@require_http_methods(["GET", "POST"])
@requires("assign_teams")
def hand_over_all(request: HttpRequest, member_id: uuid.UUID) -> HttpResponse:
    """Give every case of a member who leaves to another, in one step."""
    viewer = viewer_of(request)
    leaving = get_object_or_404(Member, pk=member_id)
    seats = list(seats_of(leaving, by=viewer))
    if not seats:
        raise NotFoundError
    members = [member for member in members_of(leaving.home_organisation_id) if member.pk != leaving.pk]
    heads = {seat.case_id: seat.case for seat in seats}
    reveal(members, [leaving], by=viewer, why="handover")
    form = HandOverAllForm(posted(request), members=members)
    if form.is_valid():
        handed: list[int] = []
        if done(form, lambda: handed.append(actions.hand_over_all(leaving, by=viewer, **form.cleaned_data))):
            count = handed[0]
            told = ngettext("%(count)d case is handed over.", "%(count)d cases are handed over.", count)
            messages.success(request, told % {"count": count})
            return see_other("case_list")
    context = {"form": form, "leaving": leaving, "cases": list(heads.values())}
    return render(request, "cases/hand_over_all.html", context, status=422 if form.errors else 200)
