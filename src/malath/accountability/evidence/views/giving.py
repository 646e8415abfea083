"""Taking in from somebody without an account, by a link. No page here names an organisation, a member or an item."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.evidence.forms import GiveForm, clean_name
from malath.accountability.evidence.links import close_link, link_of, note_use
from malath.accountability.evidence.models import IntakeLink
from malath.accountability.evidence.pieces import piece_of, take_piece
from malath.accountability.evidence.receiving import receive, refuse_empty
from malath.accountability.evidence.uploading import begin_upload, finish_upload
from malath.accountability.evidence.views.showing import refused
from malath.platform.access.guard import public
from malath.platform.access.viewer import posted
from malath.platform.errors import DomainError
from malath.platform.interface.responses import see_other


def _link(secret: str) -> IntakeLink:
    try:
        return link_of(secret)
    except DomainError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@public
def give(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of a link: files, a few words, and nothing about the sender. Works while the server is sealed."""
    link = _link(secret)
    if request.method == "POST" and request.POST.get("done"):
        close_link(link, by=None)
        return see_other("give_thanks")
    form = GiveForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            _take_all(link, form)
        except DomainError as refusal:
            form.add_error("files", str(refusal))
        else:
            close_link(link, by=None)
            return see_other("give_thanks")
    context = {"form": form, "link": link, "secret": secret}
    return render(request, "evidence/give.html", context, status=422 if form.is_bound else 200)


def _take_all(link: IntakeLink, form: GiveForm) -> None:
    files = form.cleaned_data["files"]
    for file in files:
        refuse_empty(file.size)
    for file in files:
        receive(
            file, name=clean_name(file.name or ""), organisation=link.organisation, by=link.made_by,
            told=form.told(), link=link,
        )  # fmt: skip
        note_use(link)


@require_GET
@public
def thanks(request: HttpRequest) -> HttpResponse:
    """It arrived; what the sender may do now for their own safety."""
    return render(request, "evidence/thanks.html")


@require_POST
@public
def piece(request: HttpRequest, secret: str) -> JsonResponse:
    """One piece of a file, or the question how much has arrived."""
    link = _link(secret)
    return take_piece(request, lambda asked: begin_upload(asked.key, asked.size, link=link))


@require_POST
@public
def finish(request: HttpRequest, secret: str) -> JsonResponse:
    """All pieces of one file have arrived."""
    link = _link(secret)
    form = GiveForm(request.POST, with_files=False)
    asked = piece_of(request.POST.get("key", ""), request.POST.get("size", ""))
    if asked is None or not form.is_valid():
        return JsonResponse({"error": _("Send it again.")}, status=422)
    try:
        finish_upload(
            begin_upload(asked.key, asked.size, link=link),
            asked.key,
            name=clean_name(request.POST.get("name", "")),
            sha256=request.POST.get("sha256", "")[:64],
            told=form.told(),
            organisation=link.organisation,
            by=link.made_by,
            link=link,
        )
    except DomainError as refusal:
        return refused(refusal)
    note_use(link)
    return JsonResponse({"kept": True})
