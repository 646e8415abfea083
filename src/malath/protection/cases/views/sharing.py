"""Sharing a case for a time, the viewer's own accesses, and breaking the glass."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.forms import GlassForm, ShareForm
from malath.protection.cases.selectors import (
    cases_by_id,
    coalition_members,
    grant_for,
    grants_held_by,
    members_of,
    other_organisations,
)
from malath.protection.cases.sharing import may_share
from malath.protection.cases.views.showing import back_to, case_of, show_form


@require_http_methods(["GET", "POST"])
@requires("grant_access")
def share(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Let a member or an organisation see the case, for a reason, until a day."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    if not may_share(viewer, case) or not case.is_open:
        raise NotFoundError
    members = [*members_of(case.organisation_id), *coalition_members(case.organisation_id)]
    reveal(members, by=viewer, why="case.form")
    organisations = other_organisations(case.organisation_id)
    form = ShareForm(posted(request), members=members, organisations=organisations)
    if form.is_valid() and done(form, lambda: actions.share_case(case, by=viewer, **form.grant())):
        return back_to(request, "case_access", case, _("Shared. It ends by itself."))
    return show_form(request, case, "cases/share.html", form)


@require_POST
@requires("work_cases")
def withdraw(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """End an authorisation in one step."""
    viewer = viewer_of(request)
    grant = grant_for(viewer, grant_id)
    case = case_of(request, grant.subject)
    actions.withdraw_grant(grant, case=case, by=viewer)
    messages.success(request, _("Withdrawn. It can be shared anew."))
    return see_other("my_grants") if grant.member_id == viewer.pk else see_other("case_access", case.pk)


@require_GET
@requires("work_cases")
def mine(request: HttpRequest) -> HttpResponse:
    """What was shared with the viewer, until when, and why."""
    viewer = viewer_of(request)
    grants = grants_held_by(viewer)
    cases = cases_by_id(viewer, [grant.subject for grant in grants])
    held = [grant for grant in grants if grant.subject in cases]
    heads = [case.head for case in cases.values()]
    reveal(held, heads, [grant.given_by for grant in held], by=viewer, why="list.grants")
    names = organisation_names([grant.owner_organisation_id for grant in held])
    lines = [
        {"grant": grant, "case": cases[grant.subject], "owner": names.get(grant.owner_organisation_id, "")}
        for grant in held
    ]
    return render(request, "cases/my_grants.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@requires("break_glass")
def glass(request: HttpRequest) -> HttpResponse:
    """Emergency access. Whether a case was opened, was open already or does not exist, the answer has the same words."""
    form = GlassForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.break_glass(by=viewer_of(request), **form.cleaned_data)):
        said = _("Your request is recorded. If there is such a case, it is open to you for 24 hours and stands below.")
        messages.info(request, said)
        return see_other("my_grants")
    return render(request, "cases/glass.html", {"form": form}, status=422 if form.errors else 200)
