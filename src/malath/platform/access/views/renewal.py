"""A way back in: the manager's page that makes the link, and where the link leads."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from malath.platform.access.errors import DirectorNeededError, LinkEndedError
from malath.platform.access.forms import NewPasswordForm, RenewalForm
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import public, requires
from malath.platform.access.renewing import member_renewing, offer_renewal, renew_password
from malath.platform.access.selectors import member_managed_by
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import render_invalid, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("manage_members")
@recent_sign_in
def renew(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Make a link by which a member chooses a new password; the answer shows it, this once."""
    found = member_managed_by(viewer_of(request), member)
    reveal(found, by=viewer_of(request), why="member")
    form = RenewalForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            token = offer_renewal(found, by=viewer_of(request), **form.cleaned_data)
        except DirectorNeededError as refusal:
            form.add_error("without_second_factor", str(refusal))
        else:
            link = request.build_absolute_uri(reverse("renewal", args=[found.pk, token]))
            return render(request, "access/renewal_made.html", {"member": found, "link": link}, status=201)
    context = {"member": found, "form": form}
    if form.is_bound:
        return render_invalid(request, "access/renew.html", context)
    return render(request, "access/renew.html", context)


@require_http_methods(["GET", "POST"])
@public
def renewal(request: HttpRequest, member: uuid.UUID, token: str) -> HttpResponse:
    """Where the link leads. A used, ended or invented one answers the same."""
    form = NewPasswordForm(posted(request))
    try:
        member_renewing(member, token)
        if form.is_bound and form.is_valid():
            renew_password(member, token, password=form.cleaned_data["password1"])
            return see_other("account_login")
    except LinkEndedError as refusal:
        return render(request, "access/ended.html", {"refusal": refusal}, status=404)
    if form.is_bound:
        return render_invalid(request, "access/renewal.html", {"form": form})
    return render(request, "access/renewal.html", {"form": form})
