"""Members of the organisations that the viewer manages."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.actions import change_roles, let_in_again, lock_out_member
from malath.platform.access.forms import LockOutForm, RolesForm
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import (
    member_managed_by,
    members_managed_by,
    memberships_of,
    organisations_managed_by,
    personal_grants_of,
    standing_until_lock_out,
)
from malath.platform.access.sight import sight_of
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import DomainError, NotFoundError
from malath.platform.interface.responses import render_invalid, see_other
from malath.platform.sealed.fields import reveal

PAGE = 50


@require_GET
@requires("manage_members")
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, as what; who was locked out."""
    after = request.GET.get("after", "")
    rows = list(members_managed_by(viewer_of(request)).filter(handle__gt=after).order_by("handle")[: PAGE + 1])
    more = rows[PAGE - 1].handle if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    reveal(rows, by=viewer_of(request), why="list.members")
    held = memberships_of(rows)
    lines = [(row, held.get(row.pk, [])) for row in rows if row.is_active]
    locked = [row for row in rows if not row.is_active]
    return render(request, "access/members.html", {"lines": lines, "locked": locked, "more": more, "first": not after})


@require_GET
@requires("manage_members")
def member(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """One member: what they may do, where; what they could see, if they were locked out."""
    found = member_managed_by(viewer_of(request), member)
    reveal(found, by=viewer_of(request), why="member")
    organisations = organisations_managed_by(viewer_of(request))
    context: dict[str, Any] = {
        "member": found,
        "memberships": memberships_of([found]).get(found.pk, []),
        "organisations": organisations,
        "may_lock_out": found.home_organisation_id in {row.pk for row in organisations} and found != viewer_of(request),
    }
    if not found.is_active:
        context |= _what_they_saw(found, viewer_of(request))
    return render(request, "access/member.html", context)


@require_http_methods(["GET", "POST"])
@requires("manage_members")
@recent_sign_in
def roles(request: HttpRequest, member: uuid.UUID, organisation: uuid.UUID) -> HttpResponse:
    """Change what a member may do in one organisation."""
    found = member_managed_by(viewer_of(request), member)
    where = organisations_managed_by(viewer_of(request)).filter(pk=organisation).first()
    if where is None:
        raise NotFoundError
    reveal(found, by=viewer_of(request), why="member")
    form = RolesForm(posted(request), initial=_roles_held(found, where))
    if request.method == "POST" and form.is_valid():
        try:
            change_roles(found, where, by=viewer_of(request), **form.cleaned_data)
            return see_other("member", found.pk)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, str(refusal))
    context = {"member": found, "organisation": where, "form": form}
    if form.is_bound:
        return render_invalid(request, "access/roles.html", context)
    return render(request, "access/roles.html", context)


@require_http_methods(["GET", "POST"])
@requires("manage_members")
@recent_sign_in
def lock_out(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Lock a member out in one step, knowing what they could see."""
    found = member_managed_by(viewer_of(request), member)
    reveal(found, by=viewer_of(request), why="member")
    form = LockOutForm(posted(request))
    if request.method == "POST" and form.is_valid():
        lock_out_member(found, reason=form.cleaned_data["reason"], by=viewer_of(request))
        return see_other("member", found.pk)
    context = {"member": found, "form": form, **_what_they_saw(found, viewer_of(request))}
    if form.is_bound:
        return render_invalid(request, "access/lock_out.html", context)
    return render(request, "access/lock_out.html", context)


@require_POST
@requires("manage_members")
def let_in(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Undo a lock-out."""
    let_in_again(member_managed_by(viewer_of(request), member), by=viewer_of(request))
    return see_other("member", member)


def _roles_held(member: Member, organisation: Organisation) -> dict[str, Any]:
    rows = [row for row in memberships_of([member]).get(member.pk, []) if row.organisation_id == organisation.pk]
    return {
        "roles": [row.role for row in rows],
        "network": next((row.network_id for row in rows if row.network_id), None),
    }


def _what_they_saw(member: Member, viewer: Member) -> dict[str, Any]:
    """What a member can see, or could until they were locked out."""
    member.__dict__["standing"] = standing_until_lock_out(member)
    return {"sights": sight_of(member, viewer=viewer), "grants": personal_grants_of(member).count()}
