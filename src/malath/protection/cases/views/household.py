"""The household: who belongs to it, who joins, who leaves, and a person's own copy."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.people.alike import look_for
from malath.people.selectors import people_visible_to
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.copies import LANGUAGES, copy_person, may_copy
from malath.protection.cases.erasing import may_erase
from malath.protection.cases.forms import CopyForm, HouseholdForm, JoinForm, ReasonForm
from malath.protection.cases.household import may_bring
from malath.protection.cases.models import HouseholdMember
from malath.protection.cases.selectors import household_member_for, household_of, people_erased_from
from malath.protection.cases.views.showing import back_to, case_of, show_form, show_tab
from malath.protection.cases.writing import check_may_write


@require_GET
@requires("work_cases")
def household(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who moves and lives together."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    rows = household_of(viewer, case)
    context = {"rows_shown": rows, "may_copy": may_copy(viewer, case), "may_erase": may_erase(viewer, case)}
    context["erased"] = people_erased_from(viewer, case) if context["may_erase"] else []
    people = [row.person for row in rows]
    return show_tab(request, case, "household", "cases/household.html", rows=[*rows, *people], **context)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def join(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Somebody joins: a new person, or (`known`) one whom the viewer sees already, by pseudonym."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    check_may_write(case, viewer)
    known = "pseudonym" in request.POST
    new = HouseholdForm(None if known else posted(request))
    old = JoinForm(request.POST if known else None)
    look = look_for(viewer, None if known else request.POST, fields=("name", "other_name", "birth"))
    if new.is_valid() and not look.is_settled:
        new.add_error(None, look.refusal)
    if old.is_valid():
        person = (
            people_visible_to(viewer).filter(pseudonym__iexact=old.cleaned_data["pseudonym"], erased_on=None).first()
        )
        relation = old.cleaned_data["relation"]
        if person is None or not may_bring(viewer, person, case):
            old.add_error("pseudonym", _("Nobody whom you can see has this pseudonym."))
        elif done(old, lambda: actions.join_household(case, person=person, relation=relation, by=viewer)):
            return back_to(request, "case_household", case, _("They belong to the household now."))
    if new.is_valid():
        told = {"names": new.names(), "about": new.about(), "relation": new.cleaned_data["relation"]}
        if done(new, lambda: actions.enter_and_join(case, by=viewer, **told)):
            return back_to(request, "case_household", case, _("They belong to the household now."))
    return show_form(request, case, "cases/join.html", old if known else new, new=new, old=old, alike=look)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def leave(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    """Somebody does not belong to the household any more."""
    viewer = viewer_of(request)
    row = household_member_for(viewer, row_id)
    case = case_of(request, row.case_id)
    check_may_write(case, viewer)
    reveal(row.person, by=viewer, why="case.form")
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.leave_household(row, by=viewer, **form.cleaned_data)):
        return back_to(request, "case_household", case, _("They left the household. Its history keeps them."))
    return show_form(request, case, "cases/leave.html", form, row=row)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
@recent_sign_in
def copy(request: HttpRequest, row_id: uuid.UUID) -> HttpResponseBase:
    """Hand a person the copy of all that is held about them; it is made in memory and kept nowhere."""
    viewer = viewer_of(request)
    row: HouseholdMember = household_member_for(viewer, row_id)
    case = case_of(request, row.case_id)
    if not may_copy(viewer, case):
        raise NotFoundError
    reveal(row.person, by=viewer, why="case.form")
    form = CopyForm(posted(request), initial={"language": _language_of(row)})
    if not form.is_valid():
        return show_form(request, case, "cases/copy_form.html", form, row=row)
    made = copy_person(case, row.person, language=form.cleaned_data["language"], by=viewer)
    response = StreamingHttpResponse(made.archive(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{row.person.pseudonym}.zip"'
    response["Content-Security-Policy"] = "sandbox"
    return response


def _language_of(row: HouseholdMember) -> str:
    spoken = row.person.about.get("languages") or []
    return next((language for language in spoken if language in LANGUAGES), "ar")
