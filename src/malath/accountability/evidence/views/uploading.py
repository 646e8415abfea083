"""Taking in, as a member: one form for browsers without script, and pieces for the page's own script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.evidence.forms import UploadForm, clean_name, clean_path
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.pieces import Piece, piece_of, take_piece
from malath.accountability.evidence.receiving import receive, refuse_empty
from malath.accountability.evidence.selectors import organisations_keeping_for
from malath.accountability.evidence.uploading import begin_upload, finish_upload
from malath.accountability.evidence.views.showing import refused
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import DomainError
from malath.platform.interface.responses import see_other
from malath.platform.keeper.client import keeper
from malath.platform.sealed.drafts import drop_draft

DRAFT = "evidence-upload"


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
def upload(request: HttpRequest) -> HttpResponse:
    """Files and what is said of them; also while the server is sealed."""
    viewer = viewer_of(request)
    form = UploadForm(posted(request), request.FILES or None, organisations=organisations_keeping_for(viewer))
    if form.is_valid():
        try:
            taken = _take_all(request, form)
        except DomainError as refusal:
            if refusal.status in (404, 503):
                raise
            form.add_error("files", str(refusal))
        else:
            return _taken(request, taken)
    context = {"form": form, "sealed": keeper().is_sealed(), "draft": DRAFT}
    return render(request, "evidence/upload.html", context, status=422 if form.is_bound else 200)


def _take_all(request: HttpRequest, form: UploadForm) -> list[Evidence | None]:
    viewer, organisation, told = viewer_of(request), form.organisation(), form.told()
    files = form.cleaned_data["files"]
    for file in files:
        refuse_empty(file.size)
    return [
        receive(file, name=clean_name(file.name or ""), organisation=organisation, by=viewer, told=told)
        for file in files
    ]


def _taken(request: HttpRequest, taken: list[Evidence | None]) -> HttpResponse:
    if None in taken:
        return see_other("evidence_kept")
    drop_draft(viewer_of(request), DRAFT)
    _say_kept(request, len(taken))
    return see_other("evidence")


def _say_kept(request: HttpRequest, count: int) -> None:
    text = ngettext("%(n)d item is kept.", "%(n)d items are kept.", count) % {"n": count}
    messages.success(request, text)


@require_GET
@requires("work_evidence")
def kept(request: HttpRequest) -> HttpResponse:
    """What happens to files that a sealed server took in."""
    return render(request, "evidence/kept.html")


@require_POST
@requires("work_evidence")
def piece(request: HttpRequest) -> JsonResponse:
    """One piece of a file, or the question how much has arrived."""
    return take_piece(request, lambda asked: begin_upload(asked.key, asked.size, by=viewer_of(request)))


@require_POST
@requires("work_evidence")
def finish(request: HttpRequest) -> JsonResponse:
    """All pieces have arrived: compare with what the browser hashed, and take it in."""
    viewer = viewer_of(request)
    form = UploadForm(request.POST, organisations=organisations_keeping_for(viewer), with_files=False)
    asked = piece_of(request.POST.get("key", ""), request.POST.get("size", ""))
    if asked is None or not form.is_valid():
        said = [str(error) for found in form.errors.values() for error in found]
        return JsonResponse({"error": " ".join(said) or _("Send it again.")}, status=422)
    return _finish(request, asked, form)


def _finish(request: HttpRequest, asked: Piece, form: UploadForm) -> JsonResponse:
    viewer = viewer_of(request)
    try:
        evidence = finish_upload(
            begin_upload(asked.key, asked.size, by=viewer),
            asked.key,
            name=clean_name(request.POST.get("name", "")),
            sha256=request.POST.get("sha256", "")[:64],
            told=form.told(),
            organisation=form.organisation(),
            by=viewer,
            path=clean_path(request.POST.get("path", "")),
        )
    except DomainError as refusal:
        return refused(refusal)
    if evidence is None:
        return JsonResponse({"kept": True})
    if (every := request.POST.get("all", "")).isdecimal() and len(every) < 6:
        _say_kept(request, int(every))
    return JsonResponse({"number": evidence.number, "url": reverse("evidence_item", args=[evidence.pk])})
