"""Taking the record out: all that the member may see, as one archive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from malath.accountability.violations.leaving import zipped_export
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of


@require_http_methods(["GET", "POST"])
@requires("document")
@recent_sign_in
def leave(request: HttpRequest) -> HttpResponseBase:
    """Say what leaves; then send it, while it is made."""
    if request.method == "GET":
        return render(request, "violations/leave.html")
    response = StreamingHttpResponse(zipped_export(viewer=viewer_of(request)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="record.zip"'
    response["Content-Security-Policy"] = "sandbox"
    return response
