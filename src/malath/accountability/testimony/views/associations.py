"""Which organisations of the coalition are victims' associations: for those who run the system."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.testimony.models import Association
from malath.accountability.testimony.seat_forms import AssociationForm
from malath.accountability.testimony.seating import end_association, found_association
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Organisation
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other


@require_http_methods(["GET", "POST"])
@requires("manage_system")
@recent_sign_in
def associations(request: HttpRequest) -> HttpResponse:
    """Those that are, and one more."""
    viewer = viewer_of(request)
    rows = Association.objects.visible_to(viewer).select_related("organisation").order_by("ended_on", "since", "pk")
    standing = [one for one in rows if one.ended_on is None]
    others = Organisation.objects.filter(in_coalition=True).exclude(pk__in=[one.organisation_id for one in standing])
    form = AssociationForm(posted(request), organisations=list(others.order_by("slug")))
    if form.is_valid() and done(form, lambda: found_association(form.chosen, by=viewer)):
        messages.success(request, _("It may hold seats from now on. Invite its delegates."))
        return see_other("associations")
    context = {"form": form, "standing": standing}
    return render(request, "testimony/associations.html", context, status=422 if form.errors else 200)


@require_POST
@requires("manage_system")
@recent_sign_in
def end(request: HttpRequest, association_id: uuid.UUID) -> HttpResponse:
    """It takes no seat any more."""
    viewer = viewer_of(request)
    found = Association.objects.visible_to(viewer).filter(pk=association_id).first()
    if found is None:
        raise NotFoundError
    end_association(found, by=viewer)
    messages.success(request, _("It takes no seat any more. Those that it holds stay."))
    return see_other("associations")
