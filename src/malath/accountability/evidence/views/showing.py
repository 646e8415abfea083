"""What pages of the evidence room share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

from malath.accountability.evidence.breaking import mark_broken, mark_copy_broken
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.selectors import evidence_for
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import DomainError
from malath.platform.keeper.errors import VaultDamagedNowError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import Reading


def evidence_of(request: HttpRequest, evidence_id: uuid.UUID) -> Evidence:
    """The item; NotFoundError where the viewer may not see it."""
    return evidence_for(viewer_of(request), evidence_id)


def cursor(request: HttpRequest) -> uuid.UUID | None:
    """After which row the page begins; what makes no sense begins at the start."""
    try:
        return uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def show_form(request: HttpRequest, evidence: Evidence, template: str, form: Any, **context: Any) -> HttpResponse:
    """A form page of an item, under its title; 422 when the form has errors."""
    reveal(evidence, by=viewer_of(request), why="evidence.form")
    known = {"evidence": evidence, "form": form, **context}
    return render(request, template, known, status=422 if form.is_bound and form.errors else 200)


def refused(refusal: DomainError) -> JsonResponse:
    """A refusal for the page's script."""
    return JsonResponse({"error": str(refusal)}, status=refusal.status)


def streamed(row: Evidence | WorkingCopy, reading: Reading, media: str) -> StreamingHttpResponse:
    """Bytes of the vault on their way to a browser: as what we say they are, in a closed box, kept nowhere."""
    response = StreamingHttpResponse(_watched(row, reading), content_type=media)
    response["Content-Length"] = str(reading.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "none"
    return response


def _watched(row: Evidence | WorkingCopy, reading: Reading) -> Iterator[bytes]:
    try:
        yield from reading.parts
    except VaultDamagedNowError:
        if isinstance(row, WorkingCopy):
            mark_copy_broken(row)
        else:
            mark_broken(row)
        raise
