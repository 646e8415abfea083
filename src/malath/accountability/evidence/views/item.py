"""The page of one item, its shielded view, and its original."""

from __future__ import annotations

import uuid

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.evidence.errors import NothingToShowError
from malath.accountability.evidence.forms import ReasonForm
from malath.accountability.evidence.item_page import page_of
from malath.accountability.evidence.models import WorkingCopy
from malath.accountability.evidence.rules import PLAYED, CopyKind
from malath.accountability.evidence.selectors import copies_of, copy_for
from malath.accountability.evidence.views.showing import evidence_of, show_form, streamed
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item

PICTURES = (CopyKind.VIEWING, CopyKind.FRAME)
TAKEN = (CopyKind.PROOF, CopyKind.STRIPPED)


@require_GET
@requires("work_evidence")
def item(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """What is known of an item, its proof, its review and its custody."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    said = request.GET.get("contents", "")
    after = int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else -1
    page = page_of(viewer, evidence, everything=request.GET.get("custody") == "all", after=after)
    return render(request, "evidence/item.html", page)


@require_GET
@requires("work_evidence")
@csp_update({"media-src": ["'self'"]})
def look(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """What it shows: grey, blurred and without sound until asked. Each picture's opening is in the custody."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    copies = copies_of(viewer, evidence)
    reveal([evidence], copies, by=viewer, why="evidence.look")
    context = {
        "evidence": evidence,
        "pictures": [copy for copy in copies if copy.kind in PICTURES],
        "texts": [copy for copy in copies if copy.kind == CopyKind.TEXT],
        "plays": evidence.media if evidence.media in PLAYED else "",
    }
    return render(request, "evidence/look.html", context)


@require_GET
@requires("work_evidence")
def picture(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponseBase:
    """A picture that our own worker made from bare pixels; its opening is a custody event."""
    viewer = viewer_of(request)
    copy = copy_for(viewer, copy_id)
    if not copy.item or copy.media != "image/jpeg":
        raise NothingToShowError
    return streamed(copy, read_item(copy.item, by=viewer, why="look"), "image/jpeg")


@require_GET
@requires("work_evidence")
def copy_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """A proof file as it came, or a copy for giving away, to keep: never shown in the browser."""
    viewer = viewer_of(request)
    copy = copy_for(viewer, file_id)
    if not copy.item or copy.kind not in TAKEN:
        raise NothingToShowError
    reveal(copy, by=viewer, why="evidence.copy")
    response = streamed(copy, read_item(copy.item, by=viewer, why=copy.kind), "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, _name_of(copy))
    return response


def _name_of(copy: WorkingCopy) -> str:
    """A proof keeps its own name, by which it is checked; a copy for giving away bears nothing but the item's number."""
    if copy.kind == CopyKind.PROOF:
        return _safe_name(str(copy.made.get("path", "")).rpartition("/")[2])
    return f"{copy.evidence.number}{copy.made.get('ending', '')}"


@require_GET
@requires("work_evidence")
def play(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponseBase:
    """A film or a sound as it came, for the page's own player; its opening is a custody event."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    if evidence.media not in PLAYED:
        raise NothingToShowError
    return streamed(evidence, read_item(evidence.item, by=viewer, why="look"), evidence.media)


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
@recent_sign_in
def download(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponseBase:
    """The original itself, with a reason, never shown in the browser: whatever it holds, it does not run here."""
    viewer, evidence = viewer_of(request), evidence_of(request, evidence_id)
    form = ReasonForm(posted(request))
    if not form.is_valid():
        return show_form(request, evidence, "evidence/download.html", form)
    reveal(evidence, by=viewer, why="evidence.original")
    reading = read_item(evidence.item, by=viewer, why=form.cleaned_data["reason"])
    response = streamed(evidence, reading, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, _safe_name(str(evidence.file_name)))
    return response


def _safe_name(name: str) -> str:
    try:
        return get_valid_filename(name).lstrip(".") or "evidence"
    except ValueError:
        return "evidence"
