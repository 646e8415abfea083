"""Who sees an item: shared for a time, withdrawn in one step; and copies for giving away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.accountability.evidence import sharing
from malath.accountability.evidence.forms import ShareForm
from malath.accountability.evidence.giving_away import ask_copy
from malath.accountability.evidence.views.showing import evidence_of, show_form
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal


@require_http_methods(["GET", "POST"])
@requires("erase_evidence")
def share(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Let a member or an organisation see the item, for a reason, until a day; and who may see it now."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    if not sharing.may_share(viewer, evidence):
        raise NotFoundError
    grants, (members, organisations) = sharing.shares_of(viewer, evidence), sharing.receivers(evidence)
    people = [one for grant in grants for one in (grant.member, grant.given_by) if one]
    reveal([evidence], members, grants, people, by=viewer, why="evidence.form")
    form = ShareForm(posted(request), members=members, organisations=organisations)
    if form.is_valid() and done(form, lambda: sharing.share_evidence(evidence, by=viewer, **form.grant())):
        messages.success(request, _("Shared. It ends by itself."))
        return see_other("evidence_share", evidence.pk)
    return show_form(request, evidence, "evidence/share.html", form, grants=grants, now=timezone.now())


@require_POST
@requires("work_evidence")
def withdraw(request: HttpRequest, evidence_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponse:
    """End an access: those who share it, or whoever holds it and gives it back."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    grant = sharing.share_for(viewer, evidence, share_id)
    sharing.withdraw_share(grant, evidence, by=viewer)
    messages.success(request, _("The access has ended."))
    return see_other("evidence_share", evidence.pk) if sharing.may_share(viewer, evidence) else see_other("evidence")


@require_POST
@requires("work_evidence")
def copy_without_metadata(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Have a copy made that can be given away."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    ask_copy(evidence, by=viewer)
    messages.success(request, _("The copy is being made. It appears among the working copies."))
    return see_other("evidence_item", evidence.pk)
