"""Complaints: written down for somebody, read beyond the local network."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.stays.actions import complaining as actions
from malath.protection.stays.forms.complaining import AnswerForm, ComplaintForm
from malath.protection.stays.hearing import complaint_for, complaints_for, hearing_organisations
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.views.acting import act_page


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def write(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """Write a complaint down for somebody; the page shows it once and never again."""
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    reveal(stay.case.head, by=viewer, why="stay")
    hearing = {str(one.pk): one for one in hearing_organisations(stay)}
    form = ComplaintForm(request.POST or None, organisations=[(pk, one.name) for pk, one in hearing.items()])

    def act(given: dict[str, Any]) -> None:
        actions.write_complaint(stay, by=viewer, **{**given, "organisation": hearing[given["organisation"]]})

    return act_page(
        request, form, act, case=stay.case, heading=_("What do they complain of?"), button=_("Hand the complaint over"),
        lede=_("It goes to the directors of one organisation. The local coordinator never sees it, nor does it stand in the case."),
        said=_("The complaint is handed over. It can no longer be read from here."), back=("stay", stay.pk),
    )  # fmt: skip


@require_GET
@requires("hear_complaints")
def complaints(request: HttpRequest) -> HttpResponse:
    """Those that wait first."""
    viewer = viewer_of(request)
    rows = complaints_for(viewer)
    return render(
        request, "stays/complaints.html", {"complaints": rows, "waiting": [r for r in rows if r.state == "open"]}
    )


@require_http_methods(["GET", "POST"])
@requires("hear_complaints")
def complaint(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Read a complaint, and say what was found and done."""
    viewer = viewer_of(request)
    found = complaint_for(viewer, complaint_id)
    reveal(found, found.written_by, by=viewer, why="complaint")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if done(form, lambda: actions.answer_complaint(found, answer=answer, by=viewer)):
            messages.success(
                request, _("The answer is written down. Tell whoever complained, in the way that is safe for them.")
            )
            return see_other("stay_complaint", found.pk)
    context = {"complaint": found, "form": form}
    return render(request, "stays/complaint.html", context, status=422 if form.is_bound else 200)
