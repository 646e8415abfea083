"""The documents of a case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.forms import DocumentForm, ReasonForm
from malath.protection.cases.papers import document_body
from malath.protection.cases.selectors import document_for, documents_for, may_write, parts_of
from malath.protection.cases.views.showing import back_to, case_of, show_form, show_tab
from malath.protection.cases.writing import check_may_write


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def papers(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The documents, and the form that adds one."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    form = DocumentForm(posted(request), request.FILES or None, parts=parts_of(viewer, case))
    if request.method == "POST":
        check_may_write(case, viewer)
        if form.is_valid():
            told = dict(form.cleaned_data)
            upload = told.pop("file")
            if done(form, lambda: actions.add_document(case, upload=upload, by=viewer, **told)):
                return back_to(request, "case_papers", case, _("The document is sealed and kept."))
    documents = documents_for(viewer, case)
    rows = [row for document in documents for row in (document, document.file, document.added_by)]
    context = {
        "documents": [document for document in documents if document.removed_on is None],
        "removed": [document for document in documents if document.removed_on is not None],
        "form": form,
        "may_add": case.is_open and may_write(viewer, case),
    }
    status = 422 if form.is_bound and form.errors else 200
    return show_tab(request, case, "papers", "cases/papers.html", rows=rows, status=status, **context)


@require_GET
@requires("work_cases")
def download(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """The file itself, never shown in the browser: whatever it holds, it does not run here."""
    viewer = viewer_of(request)
    document = document_for(viewer, document_id)
    reveal(document.file, by=viewer, why="document")
    response = HttpResponse(document_body(document, by=viewer), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, _safe_name(document.file.name))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _safe_name(name: str) -> str:
    try:
        return get_valid_filename(name).lstrip(".") or "document"
    except ValueError:
        return "document"


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def remove(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Take a document out of the list, with a reason; it can be brought back."""
    viewer = viewer_of(request)
    document = document_for(viewer, document_id)
    case = case_of(request, document.case_id)
    check_may_write(case, viewer, restriction=document.restriction)
    reveal(document, by=viewer, why="document")
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.remove_document(document, by=viewer, **form.cleaned_data)):
        undo = reverse("case_document_back", args=[document.pk])
        return back_to(request, "case_papers", case, _("The document is removed."), undo=undo)
    return show_form(request, case, "cases/document_remove.html", form, document=document)


@require_POST
@requires("work_cases")
def bring_back(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Undo a removal."""
    viewer = viewer_of(request)
    document = document_for(viewer, document_id)
    actions.bring_back_document(document, by=viewer)
    messages.success(request, _("The document is back."))
    return see_other("case_papers", document.case_id)
