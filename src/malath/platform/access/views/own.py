"""One's own account: profile, sessions."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.actions import change_profile
from malath.platform.access.allauth import set_language_cookie
from malath.platform.access.forms import ProfileForm
from malath.platform.access.guard import members_only, public
from malath.platform.access.rules import roles_that_need_a_second_factor
from malath.platform.access.selectors import memberships_of
from malath.platform.access.sessions import end_other_sign_ins, end_sign_in, session_digest, sign_ins_of
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import render_invalid, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@members_only
def account(request: HttpRequest) -> HttpResponse:
    """What a member says of themselves, how they see the pages, what they may do."""
    member = viewer_of(request)
    reveal(member, by=member, why="account")
    form = ProfileForm(posted(request), initial={name: getattr(member, name) for name in ProfileForm.base_fields})
    if request.method == "POST" and form.is_valid():
        change_profile(by=member, **form.cleaned_data)
        response = see_other("account")
        set_language_cookie(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "memberships": memberships_of([member]).get(member.pk, []),
        "needs_second_factor": roles_that_need_a_second_factor(member.standing.all_roles),
    }
    if request.method == "POST":
        return render_invalid(request, "access/account.html", context)
    return render(request, "access/account.html", context)


@require_GET
@members_only
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the member is signed in."""
    here = session_digest(request.session.session_key or "")
    rows = [(row, bytes(row.session_digest) == here) for row in sign_ins_of(viewer_of(request))]
    return render(request, "access/sessions.html", {"rows": rows, "others": len(rows) - 1})


@require_POST
@members_only
def end_session(request: HttpRequest, sign_in: uuid.UUID) -> HttpResponse:
    """End one of one's own sessions."""
    end_sign_in(sign_in, by=viewer_of(request))
    return see_other("sessions")


@require_POST
@members_only
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    end_other_sign_ins(request.session.session_key or "", by=viewer_of(request))
    return see_other("sessions")


@require_GET
@public
def help_to_sign_in(request: HttpRequest) -> HttpResponse:
    """What to do when one cannot sign in. Nothing is asked, so that nothing can be given away."""
    return render(request, "access/help.html")
