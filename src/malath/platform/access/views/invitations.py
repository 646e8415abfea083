"""Inviting, and answering an invitation."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.allauth import set_language_cookie
from malath.platform.access.errors import HandleTakenError, InvitationEndedError
from malath.platform.access.forms import AcceptForm, InviteForm
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import public, requires
from malath.platform.access.inviting import (
    accept_invitation,
    invitation_by,
    invite_member,
    join_by_invitation,
    withdraw_invitation,
)
from malath.platform.access.selectors import invitations_open_for, organisations_inviting_for
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import DomainError
from malath.platform.interface.responses import render_invalid, see_other


@require_http_methods(["GET", "POST"])
@requires("manage_members", "manage_system")
@recent_sign_in
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link, this once: it is kept nowhere."""
    where = organisations_inviting_for(viewer_of(request))
    form = InviteForm(posted(request), organisations=where, initial={"organisation": request.GET.get("organisation")})
    context: dict[str, Any] = {"form": form, "open": invitations_open_for(viewer_of(request))}
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = invite_member(by=viewer_of(request), **form.cleaned_data)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            form.add_error("network", str(refusal))
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[secret]))
            return render(request, "access/invited.html", {"invitation": invitation, "link": link}, status=201)
    if form.is_bound:
        return render_invalid(request, "access/invite.html", context)
    return render(request, "access/invite.html", context)


@require_POST
@requires("manage_members", "manage_system")
def withdraw(request: HttpRequest, invitation: uuid.UUID) -> HttpResponse:
    """Make a link useless."""
    withdraw_invitation(invitation, by=viewer_of(request))
    return see_other("invite")


@require_http_methods(["GET", "POST"])
@public
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation's link leads. A used, ended, withdrawn or invented link answers the same."""
    try:
        offer = invitation_by(secret)
        if request.user.is_authenticated:
            return _join(request, secret, offer)
        return _accept(request, secret, offer)
    except InvitationEndedError as refusal:
        return render(request, "access/ended.html", {"refusal": refusal}, status=404)


def _accept(request: HttpRequest, secret: str, offer: Any) -> HttpResponse:
    form = AcceptForm(posted(request), initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member = accept_invitation(
                secret,
                handle=given["handle"],
                display_name=given["display_name"],
                password=given["password1"],
                language=given["language"],
            )
        except HandleTakenError as refusal:
            form.add_error("handle", str(refusal))
        else:
            get_adapter(request).login(request, member)
            record_authentication(request, member, "password")
            response = see_other("today")
            set_language_cookie(response, member.language)
            return response
    context = {"form": form, "offer": offer}
    if form.is_bound:
        return render_invalid(request, "access/invitation.html", context)
    return render(request, "access/invitation.html", context)


def _join(request: HttpRequest, secret: str, offer: Any) -> HttpResponse:
    if request.method == "POST":
        join_by_invitation(secret, by=viewer_of(request))
        return see_other("account")
    return render(request, "access/join.html", {"offer": offer})
